"""Calls as text to copy: the btcli command that makes the same call, and the call itself as lines.

Works on any tree of `domain.trades.calls`, nested calls included, so that a new operation needs nothing here. Callers
are services and screens. Nothing here quotes, signs or asks a chain; text that is no plain name, number or address is
refused.
"""
