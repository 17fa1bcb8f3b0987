"""The market's past over time: recorded as blocks come, read back for columns and charts, and the watched subnets.

The hub's subscribers and `cli` use it. It writes through the Protocol of the record alone, and nothing that trades
depends on it.
"""
