"""Conviction locks of pallet-subtensor: how one decays and ripens, the sums by hotkey, and the calls (spec 475).

Called by calls of clients, trades and queries. They import their sister pallets and the storage, never blocks or the
node.
"""
