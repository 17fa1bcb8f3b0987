"""`ports.record_stores.ImportStore` in one private SQLite file: orders that a file told of, apart from the journal.

No order here was signed by this machine as far as it knows: reconciliation, limits and nonces never see this file.
"""

from contextlib import suppress

import msgspec

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_notes import NotANote, OrderNote, note_text
from dtao_tui.ports.record_stores import ImportTrouble
from dtao_tui.records.database import Database, MovedAside
from dtao_tui.records.database_schema import Schema
from dtao_tui.records.orders.legacy_order import NotAnEntry
from dtao_tui.records.orders.order_codec import EventEntry, document_of, event_document, event_of, order_of
from dtao_tui.records.record_book import RecordBook
from dtao_tui.records.row_checksums import Row, is_sound, with_checksum

MOST_IMPORTED = 20_000
"""Orders of the file; past them nothing is added."""

MOST_READ_BACK = 2_000
"""Orders of a chain, newest first."""

_ORDERS = """CREATE TABLE imported_orders (
    id TEXT NOT NULL UNIQUE,
    genesis TEXT NOT NULL,
    created_at REAL NOT NULL,
    imported_at REAL NOT NULL,
    document TEXT NOT NULL,
    events TEXT NOT NULL,
    checksum BLOB NOT NULL
) STRICT"""

_NOTES = """CREATE TABLE imported_notes (
    order_id TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    note TEXT NOT NULL,
    checksum BLOB NOT NULL
) STRICT"""

SCHEMA = Schema("imported_orders", {"imported_orders": _ORDERS, "imported_notes": _NOTES})
_OF_CHAIN = "SELECT * FROM imported_orders WHERE genesis = ? ORDER BY created_at DESC LIMIT ?"
_ID, _GENESIS, _DOCUMENT, _EVENTS = 0, 1, 4, 5


class ImportBook(RecordBook):
    """Imported orders of all chains, and their notes. It may be used from several threads."""

    schema, trouble = SCHEMA, ImportTrouble
    unusable = "The file of imported orders {path} cannot be used: {reason}."
    unreadable = "The imported orders in {path} cannot be read: {reason}."
    unwritten = "Nothing was imported into {path}: {reason}."

    def count(self) -> int:
        """How many orders and notes there are; it only grows. Raises ImportTrouble."""
        with self.reading() as connection:
            query = "SELECT (SELECT count(*) FROM imported_orders) + (SELECT count(*) FROM imported_notes)"
            return int(connection.execute(query).fetchone()[0])

    def orders(self, genesis: str) -> tuple[Order, ...]:
        """The imported orders of a chain, newest first. Raises ImportTrouble."""
        with self.reading() as connection:
            rows = connection.execute(_OF_CHAIN, (genesis, MOST_READ_BACK)).fetchall()
        return tuple(order for row in rows if (order := _order_in(row)) is not None)

    def order(self, order_id: str) -> Order | None:
        """The imported order with this id. Raises ImportTrouble."""
        with self.reading() as connection:
            row = connection.execute("SELECT * FROM imported_orders WHERE id = ?", (order_id,)).fetchone()
        return None if row is None else _order_in(row)

    def notes(self) -> tuple[OrderNote, ...]:
        """The notes that came with orders. Raises ImportTrouble."""
        with self.reading() as connection:
            rows = connection.execute("SELECT * FROM imported_notes LIMIT ?", (MOST_IMPORTED,)).fetchall()
        return tuple(note for row in rows if (note := _note_in(row)) is not None)

    def add(self, orders: tuple[Order, ...], notes: tuple[OrderNote, ...], at: float) -> None:
        """Add orders and notes, all or none; what is there is never replaced. Raises ImportTrouble."""
        with self.writing() as connection:
            (count,) = connection.execute("SELECT count(*) FROM imported_orders").fetchone()
            if count + len(orders) > MOST_IMPORTED:
                raise ImportTrouble(f"At most {MOST_IMPORTED:,} imported orders are kept, and {count:,} are there.")
            connection.executemany(
                "INSERT INTO imported_orders VALUES (?, ?, ?, ?, ?, ?, ?)", [_row_of(order, at) for order in orders]
            )
            rows = [with_checksum((note.order_id, note.at, note.text)) for note in notes]
            connection.executemany("INSERT INTO imported_notes VALUES (?, ?, ?, ?)", rows)

    def check(self, _: Database, replaced: MovedAside | None) -> None:
        """Tell what was damaged."""
        if replaced is not None:
            self.notice = f"The file of imported orders was damaged and is now {replaced.path}; import them again."


def _row_of(order: Order, at: float) -> Row:
    entries = [event_document(EventEntry(order.id, n, event)) for n, event in enumerate(order.events)]
    events = msgspec.json.encode(entries).decode()
    return with_checksum((order.id, order.genesis, order.created_at, at, document_of(order), events))


def _order_in(row: Row) -> Order | None:
    """The order of a row; None where it was changed, or counts as open, which no imported order does."""
    if not is_sound(row):
        return None
    with suppress(NotAnEntry, msgspec.MsgspecError, ValueError):
        entries = msgspec.json.decode(str(row[_EVENTS]), type=list[str])
        order = order_of(str(row[_DOCUMENT]), [event_of(entry).event for entry in entries])
        if (order.id, order.genesis) == (row[_ID], row[_GENESIS]) and not order.is_open:
            return order
    return None


def _note_in(row: Row) -> OrderNote | None:
    order_id, at, text = row[:3]
    if not is_sound(row) or not isinstance(at, float):
        return None
    with suppress(NotANote):
        return OrderNote(str(order_id), at, note_text(str(text)))
    return None
