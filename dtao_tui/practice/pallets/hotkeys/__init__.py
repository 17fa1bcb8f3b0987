"""Hotkeys of pallet-subtensor that take another's place (spec 475).

Called by calls of clients. They import their sister pallets and the storage, never blocks or the node.
"""
