"""Screens: they compose widgets, watch the app's state, and mediate between widgets and services.

The app opens them; each mode has its room, what all share is here (`base`, `app_state`). They hold no
arithmetic and format no number, and they never reach an adapter of the chain, the wallet or the records.
"""
