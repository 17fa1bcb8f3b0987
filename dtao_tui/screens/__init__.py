"""Screens and dialogs: they compose widgets, watch the app's state and mediate between widgets and services.

Only `app` and other screens import them. A screen holds no arithmetic, formats no number, and imports no adapter:
neither the chain's nor the wallet's. Keys come from the one table in `commands`.
"""
