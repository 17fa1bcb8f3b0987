"""What limits the spending of an account: what an order is worth, limits, the rolling 24 hours, and their records.

Pure values and sums: `trading` judges orders by them, `records` keeps them on disk. Nothing here reads a clock, asks a
chain or knows a password. What cannot be told is None or a sentence, never zero.
"""
