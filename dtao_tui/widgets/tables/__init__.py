"""The keyed table and the tables on it: subnets, holdings, orders, validators, wallets.

Screens give them rows as values; they say by messages which row was chosen. The cursor keeps its row when rows move.
They never sort by themselves when a block arrives.
"""
