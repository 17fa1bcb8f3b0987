"""The tables of the record of accounts' money."""

from dtao_tui.records.database_schema import Schema

ACCOUNT = """CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    genesis TEXT NOT NULL,
    address TEXT NOT NULL,
    first_body BLOB NOT NULL,
    first_checksum INTEGER NOT NULL,
    last_block INTEGER NOT NULL,
    last_body BLOB NOT NULL,
    last_checksum INTEGER NOT NULL,
    hours_until INTEGER NOT NULL,
    days_until INTEGER NOT NULL,
    UNIQUE (genesis, address)
)"""

ENTRY = """CREATE TABLE entry (
    n INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    block INTEGER NOT NULL,
    body BLOB NOT NULL,
    checksum INTEGER NOT NULL
)"""

ENTRY_PLACE = "CREATE INDEX entry_place ON entry (account, block)"

STATE = """CREATE TABLE state (
    account INTEGER NOT NULL,
    time INTEGER NOT NULL,
    block INTEGER NOT NULL,
    spot TEXT NOT NULL,
    exit TEXT,
    body BLOB NOT NULL,
    checksum INTEGER NOT NULL,
    UNIQUE (account, time)
)"""

GAP = """CREATE TABLE gap (
    account INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    seconds INTEGER,
    UNIQUE (account, first)
)"""

NAME = """CREATE TABLE name (
    n INTEGER PRIMARY KEY,
    genesis TEXT NOT NULL,
    word TEXT NOT NULL,
    cost TEXT
)"""

TYPED_OPENING = """CREATE TABLE typed_opening (
    genesis TEXT NOT NULL,
    address TEXT NOT NULL,
    netuid INTEGER NOT NULL,
    registered INTEGER NOT NULL,
    cost TEXT NOT NULL,
    UNIQUE (genesis, address, netuid, registered)
)"""

SCHEMA = Schema(
    "account",
    {
        "account": ACCOUNT,
        "entry": ENTRY,
        "entry_place": ENTRY_PLACE,
        "state": STATE,
        "gap": GAP,
        "name": NAME,
        "typed_opening": TYPED_OPENING,
    },
    is_log=True,
)
"""The present form."""
