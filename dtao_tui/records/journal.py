"""The journal: every order from its signature to its end, on disk before it is sent."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from dtao_tui.domain.orders.order_record import OrderState, PlacedOrder
from dtao_tui.records import journal_file, order_count, order_notices, order_rows, order_salvage, order_tables
from dtao_tui.records.journal_file import Damaged
from dtao_tui.records.order_codec import NotAnEntry, order_of
from dtao_tui.records.order_count import NotACount, OrderCount

MOST_ORDERS = 2000
"""So many of the newest orders are read back; open ones always."""

_OPEN = tuple(state.value for state in OrderState if state.is_open)
_COLUMNS = ", ".join(order_rows.COLUMNS)
_MARKS = ", ".join("?" * len(order_rows.COLUMNS))


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
        self._count_path = path.with_name(f"{path.stem}.count")
        self._guard = threading.Lock()
        self._told: frozenset[object] = frozenset()
        self._is_short = False
        self.notice = ""
        """What a person must know before anything is traded, as sentences; empty in the normal case."""

        self.refusal = ""
        """Why this file must not be used at all, as a sentence; then it is left as it is, and nothing is written."""

        try:
            self._database = self._opened()
            self._file = journal_file.identity(path)
        except order_tables.NotOurs as error:
            self.refusal = f"The journal {path} cannot be used: {error}. It was left as it is, and nothing is placed."
            self._database = sqlite3.connect(":memory:", check_same_thread=False)
        except (sqlite3.Error, Damaged, OSError) as error:
            raise JournalTrouble(f"The journal {path} cannot be opened: {_reason(error)}.") from error

    def add(self, order: PlacedOrder, extrinsic: bytes) -> None:
        """Write an order down before it is sent. Raises JournalTrouble; then nothing may be sent."""
        insert = f"INSERT INTO orders SELECT {_MARKS} WHERE NOT EXISTS (SELECT 1 FROM orders WHERE id = ?)"
        with self._writing() as database:
            if database.execute(insert, (*order_rows.row_of(order, extrinsic), order.id)).rowcount != 1:
                raise JournalTrouble(f"The order cannot be written down in {self.path}: it is there already.")
        if not self._is_short:
            self._count_or_take_back(order.id)

    def update(self, order: PlacedOrder) -> None:
        """Write down how far an order has come. Raises JournalTrouble."""
        with self._writing() as database:
            row = database.execute(f"SELECT {_COLUMNS} FROM orders WHERE id = ?", (order.id,)).fetchone()
            if row is None:
                raise JournalTrouble(f"The order is not in the journal {self.path}.")
            if not order_rows.is_sound(row):
                raise JournalTrouble(order_notices.of_damaged(self.path, [row]))
            changed = order_rows.updated(row, order)
            values = (changed[order_rows.STATE], changed[order_rows.DOCUMENT], changed[order_rows.CHECKSUM], order.id)
            database.execute("UPDATE orders SET state = ?, document = ?, checksum = ? WHERE id = ?", values)

    def orders(self, genesis: str) -> tuple[PlacedOrder, ...]:
        """The orders of one chain, newest first. Raises JournalTrouble, with the ones that can be read.

        Damaged records that `notice` names are left out.
        """
        marks = ", ".join("?" * len(_OPEN))
        query = (
            f"SELECT rowid, {_COLUMNS} FROM orders WHERE genesis = ? AND (state IN ({marks}) OR rowid IN "
            "(SELECT rowid FROM orders WHERE genesis = ? ORDER BY created_at DESC LIMIT ?)) "
            "ORDER BY created_at DESC, rowid DESC"
        )
        return self._understood(self._read(query, (genesis, *_OPEN, genesis, MOST_ORDERS)))

    def extrinsic(self, order_id: str) -> bytes | None:
        """The signed bytes of an order, or None where there is no such order. Raises JournalTrouble."""
        for row in self._read(f"SELECT {_COLUMNS} FROM orders WHERE id = ?", (order_id,)):
            if not order_rows.is_sound(row):
                raise JournalTrouble(order_notices.of_damaged(self.path, [row]))
            kept = row[order_rows.EXTRINSIC]
            return kept if isinstance(kept, bytes) else None
        return None

    def acknowledge(self) -> None:
        """A person has read the notice: from now on the orders that are here are those to be kept.

        Raises JournalTrouble.
        """
        self._is_short = False
        with self._writing() as database:
            order_count.write(self._count_path, order_count.count_of(order_count.ids_in(database)))

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._database.close()

    def _understood(self, read: list[order_rows.Row]) -> tuple[PlacedOrder, ...]:
        orders: list[PlacedOrder] = []
        damaged: list[order_rows.Row] = []
        spoilt: NotAnEntry | None = None
        for number, *row in read:
            if not order_rows.is_sound(tuple(row)):
                damaged += [] if number in self._told else [tuple(row)]
                continue
            try:
                orders.append(order_of(str(row[order_rows.DOCUMENT])))
            except NotAnEntry as error:
                spoilt = error
        if damaged:
            raise JournalTrouble(order_notices.of_damaged(self.path, damaged), tuple(orders))
        if spoilt is not None:
            raise JournalTrouble(f"{spoilt} The file is {self.path}. {order_notices.LOOK}", tuple(orders)) from spoilt
        return tuple(orders)

    def _opened(self) -> sqlite3.Connection:
        """The file, checked; in the place of a damaged one a new one."""
        try:
            return self._checked_file("")
        except (Damaged, sqlite3.Error) as error:
            if not journal_file.is_damage(error):
                raise
            aside = journal_file.move_aside(self.path, error)
            return self._checked_file(order_notices.of_moved_aside(aside, error, order_salvage.open_orders(aside)))

    def _checked_file(self, notice: str) -> sqlite3.Connection:
        """The file, with what is wrong in it told. `notice` is what was told already."""
        database = journal_file.opened(self.path, self._count_before_migration)
        try:
            self._check_rows(database, notice)
        except BaseException:
            database.close()
            raise
        return database

    def _check_rows(self, database: sqlite3.Connection, notice: str) -> None:
        # The count first: another instance may add an order in the meantime.
        counted = self._counted()
        ids: list[str] = []
        damaged: dict[object, order_rows.Row] = {}
        for number, *row in database.execute(f"SELECT rowid, {_COLUMNS} FROM orders ORDER BY rowid"):
            ids.append(str(row[0]))
            if not order_rows.is_sound(tuple(row)):
                damaged[number] = tuple(row)
        missing = order_notices.of_missing(self._count_path, counted, ids)
        self._is_short = bool(missing)
        # A damaged id is told as such, and a journal that was just moved aside has said more than its count can.
        if notice or (damaged and isinstance(counted, OrderCount) and len(ids) >= counted.orders):
            missing = ""
        self._told = frozenset(damaged)
        said = (
            notice,
            order_notices.of_damaged(self.path, damaged.values()),
            order_notices.with_copy(missing, self.path),
        )
        self.notice = " ".join(sentence for sentence in said if sentence)
        if not self._is_short and counted != order_count.count_of(ids):
            self._count(database)

    def _counted(self) -> OrderCount | NotACount | None:
        try:
            return order_count.read(self._count_path)
        except NotACount as error:
            return error

    def _count_before_migration(self, database: sqlite3.Connection) -> None:
        """Count a journal of the form that had no count, so that in the present form none with orders lacks one."""
        if self._counted() is None:
            order_count.write(self._count_path, order_count.count_of(order_count.ids_in(database)))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The file with its write lock, for one change that is on disk at the end. Raises JournalTrouble."""
        try:
            with self._guard:
                self._refuse()
                with journal_file.transaction(self._database):
                    yield self._database
        except (sqlite3.Error, OSError, ValueError) as error:
            raise JournalTrouble(f"The order cannot be written down in {self.path}: {_reason(error)}.") from error

    def _count_or_take_back(self, order_id: str) -> None:
        """Count the order that was just added; one that cannot be counted must not be sent, and is not kept."""
        try:
            with self._guard:
                self._count(self._database)
        except (sqlite3.Error, OSError) as error:
            with suppress(JournalTrouble), self._writing() as database:
                counted = self._counted()
                # Another instance may have counted it, and then it stays.
                if not isinstance(counted, OrderCount) or counted.orders < len(order_count.ids_in(database)):
                    database.execute("DELETE FROM orders WHERE id = ?", (order_id,))
            raise JournalTrouble(f"The order cannot be counted in {self._count_path}: {_reason(error)}.") from error

    def _count(self, database: sqlite3.Connection) -> None:
        with journal_file.transaction(database):
            order_count.write(self._count_path, order_count.count_of(order_count.ids_in(database)))

    def _refuse(self) -> None:
        """Raise JournalTrouble where the file must not be used, or is no longer the one that was opened."""
        if self.refusal:
            raise JournalTrouble(self.refusal)
        if journal_file.identity(self.path) != self._file:
            raise JournalTrouble(
                f"The journal {self.path} was removed or exchanged while it was in use. {order_notices.LOOK}"
            )

    def _read(self, query: str, values: tuple[object, ...]) -> list[order_rows.Row]:
        try:
            with self._guard:
                self._refuse()
                with closing(self._database.execute(query, values)) as read:
                    return read.fetchall()
        except sqlite3.Error as error:
            raise JournalTrouble(f"The journal {self.path} cannot be read: {error}.") from error


def _reason(error: Exception) -> object:
    return error.strerror if isinstance(error, OSError) else error
