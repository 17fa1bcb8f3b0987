"""The tape: who moves a pool. Trades of a block read from its events, with the price before and after each.

Services make it of what the chain tells, screens and alerts read it. It is plain values; it asks no chain and knows no
clock, and a price that cannot be derived exactly is unknown.
"""
