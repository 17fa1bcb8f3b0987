"""The life of subnets in pallet-subtensor: registration, emission, epochs, limits on their number, deregistration.

Called by block rules, queries and drills. It imports its sister pallets and the storage, never blocks or the node.
"""
