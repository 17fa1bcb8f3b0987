"""The journal's tables, and the steps that lead from each released form to the present one.

`order_events` is only added to. A row of `orders` says how many events its order has and names the last one by its
checksum, each event the one before it: no row of a history can be lost or exchanged unseen. `state` and `is_open`
repeat what the events come to, so that open orders are found without reading them all.
"""

import sqlite3
from contextlib import suppress

from dtao_tui.records.database_schema import Schema
from dtao_tui.records.orders.legacy_order import NotAnEntry
from dtao_tui.records.orders.legacy_order import order_of as legacy_order_of
from dtao_tui.records.orders.order_rows import NO_EVENT, OrderRecord, insert, record_of
from dtao_tui.records.row_checksums import Row, is_sound, with_checksum

_COLUMNS_2 = ("id", "genesis", "address", "extrinsic_hash", "state", "created_at", "document", "extrinsic", "checksum")

_ORDERS_2 = """CREATE TABLE orders (
    id TEXT NOT NULL,
    genesis TEXT NOT NULL,
    address TEXT NOT NULL,
    extrinsic_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at REAL NOT NULL,
    document TEXT NOT NULL,
    extrinsic BLOB NOT NULL,
    checksum BLOB NOT NULL
) STRICT"""

# No index and no key: everything in the file is in a row, and every row has a checksum. `Journal` keeps ids unique.
_ORDERS = """CREATE TABLE orders (
    id TEXT NOT NULL,
    genesis TEXT NOT NULL,
    owner TEXT NOT NULL,
    signer TEXT NOT NULL,
    operation TEXT NOT NULL,
    extrinsic_hash TEXT NOT NULL,
    created_at REAL NOT NULL,
    document TEXT NOT NULL,
    extrinsics BLOB NOT NULL,
    state TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    events INTEGER NOT NULL,
    last_event BLOB NOT NULL,
    checksum BLOB NOT NULL
) STRICT"""

_ORDER_EVENTS = """CREATE TABLE order_events (
    order_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    at REAL NOT NULL,
    document TEXT NOT NULL,
    before BLOB NOT NULL,
    checksum BLOB NOT NULL
) STRICT"""


def _to_form_2(connection: sqlite3.Connection) -> None:
    """Each row gets a checksum, and documents may have the fields of form 2."""
    connection.execute("DROP INDEX by_chain")
    connection.execute("ALTER TABLE orders RENAME TO orders_1")
    connection.execute(_ORDERS_2)
    content = ", ".join(_COLUMNS_2[:-1])
    for row in connection.execute(f"SELECT {content} FROM orders_1 ORDER BY rowid").fetchall():
        connection.execute(f"INSERT INTO orders VALUES ({', '.join('?' * len(_COLUMNS_2))})", with_checksum(row))
    connection.execute("DROP TABLE orders_1")


def _to_form_3(connection: sqlite3.Connection) -> None:
    """Events get a table of their own: the last state of each order becomes its first event."""
    connection.execute("ALTER TABLE orders RENAME TO orders_2")
    connection.execute(_ORDERS)
    connection.execute(_ORDER_EVENTS)
    for row in connection.execute(f"SELECT {', '.join(_COLUMNS_2)} FROM orders_2 ORDER BY rowid").fetchall():
        insert(connection, _record_of_2(row))
    connection.execute("DROP TABLE orders_2")


def _record_of_2(row: Row) -> OrderRecord:
    """The rows in form 3; one that was damaged or unreadable before is so afterwards, with the same document."""
    order_id, genesis, address, extrinsic_hash, state, created_at, document, extrinsic, checksum = row
    if is_sound(row) and isinstance(extrinsic, bytes):
        with suppress(NotAnEntry):
            return record_of(legacy_order_of(str(document)), (extrinsic,))
    fixed = (order_id, genesis, address, address, "", extrinsic_hash, created_at, document, extrinsic)
    # What cannot be read may be open.
    content = (*fixed, state, 1, 0, NO_EVENT)
    return OrderRecord(with_checksum(content) if is_sound(row) else (*content, checksum), ())


SCHEMA = Schema("orders", {"orders": _ORDERS, "order_events": _ORDER_EVENTS}, {1: _to_form_2, 2: _to_form_3})
