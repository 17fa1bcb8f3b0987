"""The journal: every order and everything that happens to it, on disk before it is sent or told."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from dtao_tui.domain.orders.order import Order
from dtao_tui.ports.record_stores import JournalTrouble, OrderJudge, OverLimit
from dtao_tui.records.database import Damaged, Database, Exchanged, MovedAside, open_checked, reason_of
from dtao_tui.records.database_schema import NotOurs
from dtao_tui.records.orders import order_count, order_notices, order_rows, order_salvage
from dtao_tui.records.orders.legacy_order import NotAnEntry
from dtao_tui.records.orders.order_count import NotACount, OrderCount
from dtao_tui.records.orders.order_rows import OrderRecord
from dtao_tui.records.orders.order_tables import SCHEMA
from dtao_tui.records.row_checksums import Row

MOST_ORDERS = 2000
"""The number of newest orders that are read back; open ones are always read."""

_NEWEST = "SELECT rowid FROM orders WHERE genesis = ? ORDER BY created_at DESC LIMIT ?"
_ON_CHAIN = f"genesis = ? AND (is_open OR rowid IN ({_NEWEST})) ORDER BY created_at DESC, rowid DESC"


class Journal:
    """Orders of all networks in one SQLite file, closed to others; what happened to them is only added to.

    Each change is on disk when the method returns. It may be used from several threads.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file. A damaged one is moved aside, and `notice` says so.

        Raises JournalTrouble where no file can be made.
        """
        self.path = path
        self._count_path = path.with_name(f"{path.stem}.count")
        self._told: frozenset[object] = frozenset()
        self._is_short = False
        self._database: Database | None = None
        self.notice = ""
        """What a person must know before anything is traded, as sentences; empty in the normal case."""

        self.refusal = ""
        """Why this file must not be used at all, as a sentence; then it is left as it is, and nothing is written."""

        try:
            self._database = open_checked(path, SCHEMA, self._check, self._count_before_migration)
        except NotOurs as error:
            self.refusal = f"The journal {path} cannot be used: {error}. It was left as it is, and nothing is placed."
        except (sqlite3.Error, Damaged, OSError) as error:
            raise JournalTrouble(f"The journal {path} cannot be opened: {reason_of(error)}.") from error

    def add(self, order: Order, extrinsics: Sequence[bytes], judge: OrderJudge | None = None) -> None:
        """Write an order and its signed bytes down before they are sent.

        `judge` is asked behind the write lock. Raises OverLimit for its objection, and JournalTrouble; after both
        nothing may be sent.
        """
        with self._writing() as connection:
            if connection.execute("SELECT 1 FROM orders WHERE id = ?", (order.id,)).fetchone():
                raise JournalTrouble(f"The order cannot be written down in {self.path}: it is there already.")
            if judge is not None and (objection := judge(self._on_chain(connection, order.genesis))):
                raise OverLimit(objection)
            order_rows.insert(connection, order_rows.record_of(order, extrinsics))
        if not self._is_short:
            self._count_or_take_back(order.id)

    def append(self, order: Order) -> None:
        """Write down those events of an order that the file lacks. Raises JournalTrouble."""
        with self._writing() as connection:
            record = next(order_rows.records(connection, "id = ?", (order.id,)), (0, None))[1]
            if record is None:
                raise JournalTrouble(f"The order is not in the journal {self.path}.")
            if not record.is_sound:
                raise JournalTrouble(order_notices.of_damaged(self.path, [record.row]))
            if not order_rows.is_begun_by(order, record):
                raise JournalTrouble(f"The journal {self.path} holds another history of the order.")
            grown = order_rows.grown(record, order)
            order_rows.insert_events(connection, grown.events[len(record.events) :])
            order_rows.replace_summary(connection, grown)

    def orders(self, genesis: str) -> tuple[Order, ...]:
        """The orders of one chain, newest first. Raises JournalTrouble, with the ones that can be read.

        Damaged records that `notice` names are left out.
        """
        return self._understood(self._read(_ON_CHAIN, (genesis, genesis, MOST_ORDERS)))

    def ids(self) -> frozenset[str]:
        """The ids of all orders of all chains. Raises JournalTrouble."""
        try:
            with self._file().reading() as connection:
                return frozenset(order_count.ids_in(connection))
        except Exchanged as error:
            raise self._exchanged() from error
        except sqlite3.Error as error:
            raise JournalTrouble(f"The journal {self.path} cannot be read: {error}.") from error

    def extrinsics(self, order_id: str) -> tuple[bytes, ...] | None:
        """The signed bytes of an order, or None where there is no such order. Raises JournalTrouble."""
        for _, record in self._read("id = ?", (order_id,)):
            if not record.is_sound:
                raise JournalTrouble(order_notices.of_damaged(self.path, [record.row]))
            return record.extrinsics()
        return None

    def acknowledge(self) -> None:
        """A person has read the notice: from now on the orders that are here are those to be kept.

        Raises JournalTrouble.
        """
        self._is_short = False
        with self._writing() as connection:
            self._count(connection)

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()

    def _on_chain(self, connection: sqlite3.Connection, genesis: str) -> tuple[Order, ...]:
        return self._understood(list(order_rows.records(connection, _ON_CHAIN, (genesis, genesis, MOST_ORDERS))))

    def _understood(self, read: list[tuple[object, OrderRecord]]) -> tuple[Order, ...]:
        orders: list[Order] = []
        damaged: list[Row] = []
        spoilt: NotAnEntry | None = None
        for number, record in read:
            if not record.is_sound:
                damaged += [] if number in self._told else [record.row]
                continue
            try:
                orders.append(record.order())
            except NotAnEntry as error:
                spoilt = error
        if damaged:
            raise JournalTrouble(order_notices.of_damaged(self.path, damaged), tuple(orders))
        if spoilt is not None:
            raise JournalTrouble(f"{spoilt} The file is {self.path}. {order_notices.LOOK}", tuple(orders)) from spoilt
        return tuple(orders)

    def _check(self, database: Database, replaced: MovedAside | None) -> None:
        """Check every row of the file that was opened, and note in `notice` what is wrong."""
        notice = (
            "" if replaced is None else order_notices.of_moved_aside(replaced, order_salvage.open_orders(replaced.path))
        )
        # The count first: another instance may add an order in the meantime.
        counted = self._counted()
        ids, damaged = _checked_rows(database)
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
            with database.writing() as connection:
                self._count(connection)

    def _counted(self) -> OrderCount | NotACount | None:
        try:
            return order_count.read(self._count_path)
        except NotACount as error:
            return error

    def _count_before_migration(self, connection: sqlite3.Connection) -> None:
        """Count a journal of the form that had no count, so that in the present form none with orders lacks one."""
        if self._counted() is None:
            self._count(connection)

    def _count_or_take_back(self, order_id: str) -> None:
        """Count the order that was just added; one that cannot be counted must not be sent, and is not kept."""
        try:
            with self._file().writing() as connection:
                self._count(connection)
        except (sqlite3.Error, OSError, Exchanged) as error:
            with suppress(JournalTrouble), self._writing() as connection:
                counted = self._counted()
                # Another instance may have counted it, and then it stays.
                if not isinstance(counted, OrderCount) or counted.orders < len(order_count.ids_in(connection)):
                    order_rows.take_back(connection, order_id)
            raise JournalTrouble(f"The order cannot be counted in {self._count_path}: {reason_of(error)}.") from error

    def _count(self, connection: sqlite3.Connection) -> None:
        order_count.write(self._count_path, order_count.count_of(order_count.ids_in(connection)))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The file with its write lock, for one change that is on disk at the end. Raises JournalTrouble."""
        try:
            with self._file().writing() as connection:
                yield connection
        except Exchanged as error:
            raise self._exchanged() from error
        except (sqlite3.Error, OSError, ValueError) as error:
            raise JournalTrouble(f"The order cannot be written down in {self.path}: {reason_of(error)}.") from error

    def _read(self, where: str, values: tuple[object, ...]) -> list[tuple[object, OrderRecord]]:
        try:
            with self._file().reading() as connection:
                return list(order_rows.records(connection, where, values))
        except Exchanged as error:
            raise self._exchanged() from error
        except sqlite3.Error as error:
            raise JournalTrouble(f"The journal {self.path} cannot be read: {error}.") from error

    def _file(self) -> Database:
        """The open file. Raises JournalTrouble where it must not be used."""
        if self._database is None:
            raise JournalTrouble(self.refusal)
        return self._database

    def _exchanged(self) -> JournalTrouble:
        return JournalTrouble(
            f"The journal {self.path} was removed or exchanged while it was in use. {order_notices.LOOK}"
        )


def _checked_rows(database: Database) -> tuple[list[str], dict[object, Row]]:
    """The ids of all orders, oldest first, and the rows of those whose record is not sound, by number."""
    ids: list[str] = []
    damaged: dict[object, Row] = {}
    with database.reading() as connection:
        for number, record in order_rows.records(connection, "true ORDER BY rowid"):
            ids.append(str(record.row[0]))
            if not record.is_sound:
                damaged[number] = record.row
    return ids, damaged
