"""The tables of the record of the market.

A bar's key is its chain (by genesis), its subnet (netuid and block of registration, in the frame's layout) and the
chain's time; the block stands beside it. A frame holds one bar of every subnet, so that a block is one row. Of each
archive that was read from, the last backfill is kept, with how far it came. Of watched subnets the trades are kept,
and which stretches of blocks were read for them. Of watched and held subnets the dividends of epochs are kept.
"""

import sqlite3

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

BACKFILL = """CREATE TABLE backfill (
    chain INTEGER NOT NULL,
    host TEXT NOT NULL,
    step INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    reached INTEGER NOT NULL,
    UNIQUE (chain, host)
)"""

TRADE = """CREATE TABLE trade (
    chain INTEGER NOT NULL,
    netuid INTEGER NOT NULL,
    registered INTEGER NOT NULL,
    block INTEGER NOT NULL,
    place INTEGER NOT NULL,
    time INTEGER,
    body BLOB NOT NULL,
    checksum BLOB NOT NULL,
    UNIQUE (chain, netuid, registered, block, place)
)"""

STRETCH = """CREATE TABLE stretch (
    chain INTEGER NOT NULL,
    netuid INTEGER NOT NULL,
    registered INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    UNIQUE (chain, netuid, registered, first)
)"""

EPOCH = """CREATE TABLE epoch (
    chain INTEGER NOT NULL,
    netuid INTEGER NOT NULL,
    registered INTEGER NOT NULL,
    block INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    time INTEGER NOT NULL,
    body BLOB NOT NULL,
    checksum BLOB NOT NULL,
    UNIQUE (chain, netuid, registered, block)
)"""


def _with_tape(connection: sqlite3.Connection) -> None:
    connection.execute(TRADE)
    connection.execute(STRETCH)


SCHEMA = Schema(
    "frame",
    {
        "chain": CHAIN,
        "layout": LAYOUT,
        "frame": FRAME,
        "size_limit": LIMIT,
        "backfill": BACKFILL,
        "trade": TRADE,
        "stretch": STRETCH,
        "epoch": EPOCH,
    },
    steps={
        1: lambda connection: connection.execute(BACKFILL),
        2: _with_tape,
        3: lambda connection: connection.execute(EPOCH),
    },
    is_log=True,
)
"""The present form."""
