"""The runtime's description of itself: V15 metadata made from `declared`, its type registry and its codec.

Blocks, queries over RPC and the node encode and decode by it. It executes nothing and changes no storage.
"""
