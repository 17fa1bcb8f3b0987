"""A Substrate-compatible Bittensor node in miniature, used by the app only over its WebSocket.

Rooms from bottom to top: state, runtime, pallets, queries, market, world, blocks, drills, persistence, node.
Only `cli` starts it. It imports `domain`, `settings`, `private_files` and bittensor_core, never the app, its adapters
or the SDK, so that the app meets it as it meets any node. It answers programs of this machine only.
"""
