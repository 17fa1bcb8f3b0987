"""The journal: every order from its signature to its end, on disk before it is sent."""

import logging
import os
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

from dtao_tui.domain.placed import OrderState, PlacedOrder
from dtao_tui.records.entries import NotAnEntry, document_of, order_of

SCHEMA = 1
MOST_ORDERS = 2000
"""So many of the newest orders are read back; open ones always."""

_TABLE = """
CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    genesis TEXT NOT NULL,
    address TEXT NOT NULL,
    extrinsic_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at REAL NOT NULL,
    document TEXT NOT NULL,
    extrinsic BLOB NOT NULL
) STRICT
"""
_INDEX = "CREATE INDEX by_chain ON orders (genesis, created_at)"
_OPEN = tuple(state.value for state in OrderState if state.is_open)
_LOG = logging.getLogger(__name__)


class JournalTrouble(Exception):
    """The journal cannot be read or written; `str()` is a sentence."""

    def __init__(self, sentence: str, readable: tuple[PlacedOrder, ...] = ()) -> None:
        super().__init__(sentence)
        self.readable = readable
        """The orders that can be read, where others beside them cannot."""


class Journal:
    """Placed orders of all networks in one SQLite file, closed to others.

    Each change is on disk when the method returns. It may be used from several threads.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file. One that cannot be read is moved aside, and `notice` says so.

        Raises JournalTrouble where no file can be made.
        """
        self.path = path
        self._guard = threading.Lock()
        self.notice = ""
        """What a person must know before anything is traded, as a sentence; empty in the normal case."""

        try:
            self._database = self._opened()
        except sqlite3.OperationalError as error:
            raise JournalTrouble(f"The journal {path} cannot be opened: {error}.") from error
        except (sqlite3.DatabaseError, _Unreadable) as error:
            self.notice = self._moved_aside(str(error))
            self._database = self._opened()

    def add(self, order: PlacedOrder, extrinsic: bytes) -> None:
        """Write an order down before it is sent. Raises JournalTrouble; then nothing may be sent."""
        row = (
            order.id,
            order.genesis,
            order.address,
            order.extrinsic_hash,
            order.state.value,
            order.created_at,
            document_of(order),
            extrinsic,
        )
        self._write("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def update(self, order: PlacedOrder) -> None:
        """Write down how far an order has come. Raises JournalTrouble."""
        row = (order.state.value, document_of(order), order.id)
        self._write("UPDATE orders SET state = ?, document = ? WHERE id = ?", row)

    def orders(self, genesis: str) -> tuple[PlacedOrder, ...]:
        """The orders of one chain, newest first. Raises JournalTrouble, with the ones that can be read."""
        marks = ", ".join("?" * len(_OPEN))
        query = (
            f"SELECT document FROM orders WHERE genesis = ? AND (state IN ({marks}) OR id IN "
            "(SELECT id FROM orders WHERE genesis = ? ORDER BY created_at DESC LIMIT ?)) "
            "ORDER BY created_at DESC, rowid DESC"
        )
        return self._understood(self._read(query, (genesis, *_OPEN, genesis, MOST_ORDERS)))

    def extrinsic(self, order_id: str) -> bytes | None:
        """The signed bytes of an order, or None where there is no such order. Raises JournalTrouble."""
        rows = self._read("SELECT extrinsic FROM orders WHERE id = ?", (order_id,))
        return next((kept for (kept,) in rows if isinstance(kept, bytes)), None)

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._database.close()

    def _understood(self, rows: list[tuple[object, ...]]) -> tuple[PlacedOrder, ...]:
        orders: list[PlacedOrder] = []
        spoilt: NotAnEntry | None = None
        for (document,) in rows:
            try:
                orders.append(order_of(str(document)))
            except NotAnEntry as error:
                spoilt = error
        if spoilt is not None:
            raise JournalTrouble(
                f"{spoilt} The file is {self.path}. If an order was under way, look at the account's transactions "
                "before you trade.",
                tuple(orders),
            ) from spoilt
        return tuple(orders)

    def _opened(self) -> sqlite3.Connection:
        _make_private(self.path)
        database = sqlite3.connect(self.path, timeout=5.0, isolation_level=None, check_same_thread=False)
        try:
            _configure(database)
        except BaseException:
            database.close()
            raise
        return database

    def _moved_aside(self, reason: str) -> str:
        aside = self.path.with_name(f"{self.path.name}.aside-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}")
        try:
            self.path.rename(aside)
            for tail in ("-journal", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    self.path.with_name(self.path.name + tail).rename(aside.with_name(aside.name + tail))
        except OSError as error:
            raise JournalTrouble(f"The journal {self.path} cannot be read or moved: {error.strerror}.") from error
        _LOG.error("journal moved aside to %s: %s", aside, reason)
        return (
            f"The journal of orders cannot be used ({reason}). It is kept as {aside}, and a new one was begun. "
            "If an order was under way, look at the account's transactions before you trade."
        )

    def _write(self, statement: str, row: tuple[object, ...]) -> None:
        try:
            with self._guard:
                changed = self._database.execute(statement, row).rowcount
        except (sqlite3.Error, ValueError) as error:
            raise JournalTrouble(f"The order cannot be written down in {self.path}: {error}.") from error
        if changed != 1:
            raise JournalTrouble(f"The order is not in the journal {self.path}.")

    def _read(self, query: str, row: tuple[object, ...]) -> list[tuple[object, ...]]:
        try:
            with self._guard, closing(self._database.execute(query, row)) as rows:
                return rows.fetchall()
        except sqlite3.Error as error:
            raise JournalTrouble(f"The journal {self.path} cannot be read: {error}.") from error


class _Unreadable(Exception):
    pass


def _make_private(path: Path) -> None:
    """Make the file if it is not there, ours alone; a link in its place is refused."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            os.fchmod(handle, 0o600)
        finally:
            os.close(handle)
    except OSError as error:
        raise JournalTrouble(f"The journal {path} cannot be opened: {error.strerror}.") from error


def _configure(database: sqlite3.Connection) -> None:
    # EXTRA also syncs the folder, so that a finished write survives the loss of power.
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA synchronous = EXTRA")
    database.execute("BEGIN IMMEDIATE")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version not in (0, SCHEMA):
        raise _Unreadable(f"it was written by another version of this program, form {version}")
    if version == 0:
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
            raise _Unreadable("it is a database of something else")
        database.execute(_TABLE)
        database.execute(_INDEX)
        database.execute(f"PRAGMA user_version = {SCHEMA}")
    database.execute("COMMIT")
    if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _Unreadable("it is damaged")
