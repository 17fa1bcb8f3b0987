"""The record of the market on disk: bars of every chain in one SQLite file (`history_store`), packed by `frame_bytes`.

Services call it by the Protocols of ports; only cli makes it. One program writes, the others read. Nothing that trades
depends on it, and it never asks a chain.
"""
