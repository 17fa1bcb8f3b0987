"""The journal's tables, and the steps that lead from each released form to the present one.

A new field of an order is no new form of the tables; see `order_codec.ADDED`.
"""

import sqlite3

from dtao_tui.records.database_schema import Schema
from dtao_tui.records.row_checksums import with_checksum

COLUMNS = ("id", "genesis", "address", "extrinsic_hash", "state", "created_at", "document", "extrinsic", "checksum")

# No index and no key: everything in the file is in a row, and every row has a checksum. `Journal.add` keeps ids unique.
_ORDERS = """CREATE TABLE orders (
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


def _to_form_2(connection: sqlite3.Connection) -> None:
    """Each row gets a checksum, and documents may have the fields of `order_codec.ADDED`."""
    connection.execute("DROP INDEX by_chain")
    connection.execute("ALTER TABLE orders RENAME TO orders_1")
    connection.execute(_ORDERS)
    content = ", ".join(COLUMNS[:-1])
    for row in connection.execute(f"SELECT {content} FROM orders_1 ORDER BY rowid").fetchall():
        connection.execute(f"INSERT INTO orders VALUES ({', '.join('?' * len(COLUMNS))})", with_checksum(row))
    connection.execute("DROP TABLE orders_1")


SCHEMA = Schema("orders", {"orders": _ORDERS}, {1: _to_form_2})
