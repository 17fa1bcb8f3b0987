"""Headless orders: `quote`, `trade` and `orders`, their arguments, and how a key opens on a terminal.

`cli.commands` calls it. An order passes through the same desk as in the app; nothing here prices, signs or sends.
"""
