"""Backfill: the market's past read from an archive at a person's request, beside everything else.

The app's dialog and `cli` call it. It writes into the record alone, where nothing was recorded; it fires no alert, and
nothing that trades depends on it.
"""
