"""Baskets of root's validators in pallet-subtensor: what they hold, dividends into them, claims and trades (spec 475).

Called by calls of clients, block rules, epochs and queries. They import their sister pallets and the storage, never
blocks or the node.
"""
