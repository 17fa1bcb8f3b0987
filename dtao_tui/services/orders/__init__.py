"""Orders beside their trade: signed on another device, copied as text, noted, and those that a file told of.

Screens and commands reach them here. They stand beside the trading desk, know it, and it does not know them.
"""
