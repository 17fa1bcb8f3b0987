"""Alerts: what is to be told when the market does something, their conditions, and when each of them fires.

Plain values and pure folds without a clock; `services` gives them final samples and trades, and `records` keeps them.
Nothing here asks a chain, tells a person anything or runs a command.
"""
