"""Headless orders: the commands that quote, trade and list them, their arguments, and how a key opens on a terminal.

`cli.commands` calls it. An order passes through the same desk as in the app; nothing here prices, signs or sends.
"""
