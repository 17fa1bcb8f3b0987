"""The journal's tables, and the steps that lead from each released form to the present one.

To change the tables: add a step from the present form to `STEPS`, raise `FORM`, and once that form was released keep a
file of it in tests/records/released. A new field of an order is no new form of the tables; see `order_codec.ADDED`.
"""

import sqlite3
from collections.abc import Callable, Mapping

from dtao_tui.records import order_rows

FORM = 2
"""The form of the tables that this program reads and writes, kept in the file as its `user_version`."""

Step = Callable[[sqlite3.Connection], object]

# No index and no key: everything in the file is in a row, and every row has a checksum. `Journal.add` keeps ids unique.
_TABLE = """CREATE TABLE orders (
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


class NotOurs(Exception):
    """A sound file that this program must leave as it is; `str()` says why, as the part of a sentence."""


def form_of(database: sqlite3.Connection) -> int:
    """The form of the file, 0 for an empty one. Raises NotOurs for a newer one and for other programs' files."""
    (form,) = database.execute("PRAGMA user_version").fetchone()
    if not 0 <= form <= FORM:
        raise NotOurs(f"it was written by a newer version of this program, form {form}; this one knows forms to {FORM}")
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    if tables and (form == 0 or "orders" not in tables):
        raise NotOurs("it is a database of something else")
    return int(form)


def is_intact(database: sqlite3.Connection) -> bool:
    """Whether a file of the present form has the tables that this program made, and nothing else."""
    return database.execute("SELECT name, sql FROM sqlite_master").fetchall() == [("orders", _TABLE)]


def create(database: sqlite3.Connection) -> None:
    """Make the tables of the present form in an empty file, whole or not at all."""
    _in_transaction(database, 0, FORM, lambda database: database.execute(_TABLE))


def migrate(database: sqlite3.Connection, steps: Mapping[int, Step] | None = None) -> None:
    """Lead the file to the present form, each step whole or not at all."""
    chosen = STEPS if steps is None else steps
    while (form := form_of(database)) < FORM:
        _in_transaction(database, form, form + 1, chosen[form])


def _in_transaction(database: sqlite3.Connection, old: int, new: int, step: Step) -> None:
    database.execute("BEGIN IMMEDIATE")
    try:
        # Another instance may have done the step while this one waited for the file.
        if form_of(database) == old:
            step(database)
            database.execute(f"PRAGMA user_version = {new}")
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise


def _to_form_2(database: sqlite3.Connection) -> None:
    """Each row gets a checksum, and documents may have the fields of `order_codec.ADDED`."""
    database.execute("DROP INDEX by_chain")
    database.execute("ALTER TABLE orders RENAME TO orders_1")
    database.execute(_TABLE)
    content = ", ".join(order_rows.COLUMNS[:-1])
    for row in database.execute(f"SELECT {content} FROM orders_1 ORDER BY rowid").fetchall():
        database.execute(
            f"INSERT INTO orders VALUES ({', '.join('?' * len(order_rows.COLUMNS))})", order_rows.with_checksum(row)
        )
    database.execute("DROP TABLE orders_1")


STEPS: Mapping[int, Step] = {1: _to_form_2}
"""From each form, the step to the next."""
