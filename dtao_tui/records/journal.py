"""The journal: every order from its signature to its end, on disk before it is sent."""

import logging
import os
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.domain.placed import OrderState, PlacedOrder
from dtao_tui.records import schema
from dtao_tui.records.entries import NotAnEntry, document_of, order_of

MOST_ORDERS = 2000
"""So many of the newest orders are read back; open ones always."""

_OPEN = tuple(state.value for state in OrderState if state.is_open)
_TAILS = ("-journal", "-wal", "-shm")
"""Files that SQLite may keep beside the journal."""

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
        """Open or make the file. A damaged one is moved aside, and `notice` says so.

        Raises JournalTrouble where no file can be made.
        """
        self.path = path
        self._guard = threading.Lock()
        self.notice = ""
        """What a person must know before anything is traded, as a sentence; empty in the normal case."""

        self.refusal = ""
        """Why this file must not be used at all, as a sentence; then it is left as it is, and nothing is written."""

        try:
            self._database = self._opened()
        except schema.NotOurs as error:
            self.refusal = f"The journal {path} cannot be used: {error}. It was left as it is, and nothing is placed."
            self._database = sqlite3.connect(":memory:", check_same_thread=False)
        except (sqlite3.OperationalError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise JournalTrouble(f"The journal {path} cannot be opened: {reason}.") from error
        except (sqlite3.DatabaseError, _Damaged) as error:
            self.notice = self._moved_aside(str(error))
            self._database = self._opened()

    def add(self, order: PlacedOrder, extrinsic: bytes) -> None:
        """Write an order down before it is sent. Raises JournalTrouble; then nothing may be sent."""
        self._refuse()
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
        self._refuse()
        row = (order.state.value, document_of(order), order.id)
        self._write("UPDATE orders SET state = ?, document = ? WHERE id = ?", row)

    def orders(self, genesis: str) -> tuple[PlacedOrder, ...]:
        """The orders of one chain, newest first. Raises JournalTrouble, with the ones that can be read."""
        self._refuse()
        marks = ", ".join("?" * len(_OPEN))
        query = (
            f"SELECT document FROM orders WHERE genesis = ? AND (state IN ({marks}) OR id IN "
            "(SELECT id FROM orders WHERE genesis = ? ORDER BY created_at DESC LIMIT ?)) "
            "ORDER BY created_at DESC, rowid DESC"
        )
        return self._understood(self._read(query, (genesis, *_OPEN, genesis, MOST_ORDERS)))

    def extrinsic(self, order_id: str) -> bytes | None:
        """The signed bytes of an order, or None where there is no such order. Raises JournalTrouble."""
        self._refuse()
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
            _configure(database, self.path)
        except BaseException:
            database.close()
            raise
        return database

    def _moved_aside(self, reason: str) -> str:
        aside = self.path.with_name(f"{self.path.name}.aside-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}")
        try:
            self.path.rename(aside)
            for tail in _TAILS:
                with suppress(FileNotFoundError):
                    self.path.with_name(self.path.name + tail).rename(aside.with_name(aside.name + tail))
        except OSError as error:
            raise JournalTrouble(f"The journal {self.path} cannot be read or moved: {error.strerror}.") from error
        _LOG.error("journal moved aside to %s: %s", aside, reason)
        return (
            f"The journal of orders cannot be used ({reason}). It is kept as {aside}, and a new one was begun. "
            "If an order was under way, look at the account's transactions before you trade."
        )

    def _refuse(self) -> None:
        if self.refusal:
            raise JournalTrouble(self.refusal)

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


class _Damaged(Exception):
    pass


def _make_private(path: Path) -> None:
    """Make the file if it is not there, ours alone; anything else in its place, or beside it, is refused."""
    try:
        handle = private_files.opened(path, os.O_RDWR | os.O_CREAT)
        try:
            os.fchmod(handle, 0o600)
        finally:
            os.close(handle)
        for tail in _TAILS:
            private_files.refuse_other(path.with_name(path.name + tail))
    except OSError as error:
        raise JournalTrouble(f"The journal {error.filename or path} cannot be opened: {error.strerror}.") from error


def _configure(database: sqlite3.Connection, path: Path) -> None:
    form = schema.form_of(database)
    # EXTRA also syncs the folder, so that a finished write survives the loss of power.
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA synchronous = EXTRA")
    if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _Damaged("it is damaged")
    if form == 0:
        schema.create(database)
    elif form < schema.FORM:
        private_files.replace(_backup(path, form), database.serialize())
        schema.migrate(database)
    for old in range(1, schema.FORM):
        # One is also left by a program that was ended just after the last step.
        _backup(path, old).unlink(missing_ok=True)


def _backup(path: Path, form: int) -> Path:
    """Where a file of an older form is kept until it was led to the present one."""
    return path.with_name(f"{path.name}.form-{form}")
