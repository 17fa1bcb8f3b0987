"""The events of blocks, read only while someone needs them, and published on the hub in the order of the chain.

Screens, services and `cli` name an interest to `events_follower` and subscribe to what it publishes; `market_tape`
makes trades of it. It asks for one request a block, sends nothing and signs nothing.
"""
