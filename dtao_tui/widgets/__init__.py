"""Widgets: they draw the values they are given, and say by messages what a person did.

Screens compose them. A widget never awaits the chain, never reaches up to its screen, and never reads text of the
chain as markup. Colours are variables of the theme; the sheets are in `styles/`.
"""
