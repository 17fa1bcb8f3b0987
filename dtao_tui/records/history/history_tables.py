"""The tables of the record of the market.

A bar's key is its chain (by genesis), its subnet (netuid and block of registration, in the frame's layout) and the
chain's time; the block stands beside it. A frame holds one bar of every subnet, so that a block is one row.
"""

from dtao_tui.records.database_schema import Schema

CHAIN = """CREATE TABLE chain (
    id INTEGER PRIMARY KEY,
    genesis TEXT NOT NULL UNIQUE,
    time INTEGER NOT NULL,
    block INTEGER NOT NULL,
    layout INTEGER NOT NULL,
    pools BLOB NOT NULL,
    checksum INTEGER NOT NULL
)"""

LAYOUT = """CREATE TABLE layout (
    id INTEGER PRIMARY KEY,
    members BLOB NOT NULL UNIQUE
)"""

FRAME = """CREATE TABLE frame (
    chain INTEGER NOT NULL,
    step INTEGER NOT NULL,
    part INTEGER NOT NULL,
    start INTEGER NOT NULL,
    time INTEGER NOT NULL,
    block INTEGER NOT NULL,
    layout INTEGER NOT NULL,
    body BLOB NOT NULL,
    checksum INTEGER NOT NULL,
    UNIQUE (chain, step, part, start)
)"""

LIMIT = """CREATE TABLE size_limit (
    tiers_left_out INTEGER NOT NULL
)"""

SCHEMA = Schema("frame", {"chain": CHAIN, "layout": LAYOUT, "frame": FRAME, "size_limit": LIMIT}, is_log=True)
"""The present form."""
