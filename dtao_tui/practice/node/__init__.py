"""The process around the chain: WebSocket server, JSON-RPC methods, subscriptions, limits and the block clock.

Only `cli` starts it (`node_process.run`). It holds no economics; those are in pallets.
"""
