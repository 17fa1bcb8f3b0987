"""The rows of an order in the journal's two tables, and the words by which a person knows it."""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.text import cleaned
from dtao_tui.records.orders.legacy_order import NotAnEntry
from dtao_tui.records.orders.order_codec import (
    EventEntry,
    document_of,
    event_document,
    event_of,
    order_by_document,
    order_of,
)
from dtao_tui.records.row_checksums import Row, is_sound, with_checksum

ORDER_COLUMNS = (
    *("id", "genesis", "owner", "signer", "operation", "extrinsic_hash", "created_at", "document", "extrinsics"),
    *("state", "is_open", "events", "last_event", "checksum"),
)
EVENT_COLUMNS = ("order_id", "n", "at", "document", "before", "checksum")
ORDER_LIST, EVENT_LIST = ", ".join(ORDER_COLUMNS), ", ".join(EVENT_COLUMNS)

NO_EVENT = b""
"""In the place of the checksum of the event before the first one."""

_DOCUMENT, _EXTRINSICS, _STATE, _EVENTS, _LAST_EVENT = map(
    ORDER_COLUMNS.index, ("document", "extrinsics", "state", "events", "last_event")
)
_CELLS = 60


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """All rows of one order."""

    row: Row
    events: tuple[Row, ...]
    """Oldest first."""

    @property
    def is_sound(self) -> bool:
        """Whether every row is what was written, and none is missing."""
        marks = (NO_EVENT, *(event[-1] for event in self.events))
        return (
            all(map(is_sound, (self.row, *self.events)))
            and (self.row[_EVENTS], self.row[_LAST_EVENT]) == (len(self.events), marks[-1])
            and all(event[-2] == before for event, before in zip(self.events, marks, strict=False))
        )

    def order(self) -> Order:
        """The order with its events. Raises NotAnEntry."""
        events = [event_of(str(row[EVENT_COLUMNS.index("document")])).event for row in self.events]
        return order_of(str(self.row[_DOCUMENT]), events)

    def extrinsics(self) -> tuple[bytes, ...]:
        """The signed bytes, by extrinsic. Raises NotAnEntry."""
        try:
            return msgspec.msgpack.decode(_blob(self.row[_EXTRINSICS]), type=tuple[bytes, ...])
        except msgspec.MsgspecError as error:
            raise NotAnEntry(f"The bytes of an order in the journal cannot be read: {error!r}.") from error


def record_of(order: Order, extrinsics: Sequence[bytes]) -> OrderRecord:
    """All rows of an order with the bytes of its extrinsics."""
    events = _event_rows(order, ())
    written = msgspec.msgpack.encode(tuple(extrinsics))
    fixed = (
        *(order.id, order.genesis, order.owner, order.signer, order.operation),
        *(order.extrinsic.hash, order.created_at, document_of(order), written),
    )
    return OrderRecord(with_checksum((*fixed, *_summary(order, events))), events)


def grown(record: OrderRecord, order: Order) -> OrderRecord:
    """The record with the events that it lacks; what never changes stays as it is in its row."""
    events = (*record.events, *_event_rows(order, record.events))
    return OrderRecord(with_checksum((*record.row[:_STATE], *_summary(order, events))), events)


def is_begun_by(order: Order, record: OrderRecord) -> bool:
    """Whether the record's events are the order's first ones."""
    return record.events == _event_rows(order, ())[: len(record.events)]


def insert(connection: sqlite3.Connection, record: OrderRecord) -> None:
    """Write all rows of an order."""
    connection.execute(f"INSERT INTO orders VALUES ({_marks(ORDER_COLUMNS)})", record.row)
    insert_events(connection, record.events)


def insert_events(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Write rows of events."""
    connection.executemany(f"INSERT INTO order_events VALUES ({_marks(EVENT_COLUMNS)})", rows)


def replace_summary(connection: sqlite3.Connection, record: OrderRecord) -> None:
    """Write what the events of an order come to; no event is touched."""
    changed = ", ".join(f"{column} = ?" for column in ORDER_COLUMNS[_STATE:])
    connection.execute(f"UPDATE orders SET {changed} WHERE id = ?", (*record.row[_STATE:], record.row[0]))


def take_back(connection: sqlite3.Connection, order_id: str) -> None:
    """Remove an order that was written down and must not be sent."""
    connection.execute("DELETE FROM orders WHERE id = ?", (order_id,))
    connection.execute("DELETE FROM order_events WHERE order_id = ?", (order_id,))


def records(
    connection: sqlite3.Connection, where: str, values: tuple[object, ...] = ()
) -> Iterator[tuple[object, OrderRecord]]:
    """The records of these orders with their row numbers; `where` may end with an order."""
    rows = connection.execute(f"SELECT rowid, {ORDER_LIST} FROM orders WHERE {where}", values).fetchall()
    events: dict[object, list[Row]] = {row[1]: [] for row in rows}
    for row in connection.execute(f"SELECT {EVENT_LIST} FROM order_events ORDER BY rowid"):
        if row[0] in events:
            events[row[0]].append(row)
    for number, *row in rows:
        yield number, OrderRecord(tuple(row), tuple(events[row[0]]))


def name_of(row: Row) -> str:
    """Words by which a person knows the order of a row, sound or not."""
    with suppress(NotAnEntry):
        return name_of_order(order_by_document(str(row[_DOCUMENT])))
    return "an unreadable order, hash " + cleaned(str(row[ORDER_COLUMNS.index("extrinsic_hash")]), _CELLS)


def name_of_order(order: Order) -> str:
    """Words by which a person knows an order again."""
    at = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(order.created_at))
    account, unit = cleaned(order.owner, 12), order.pays.asset.symbol({})
    where = "" if order.netuid is None else f" on subnet {order.netuid}"
    return cleaned(
        f"{order.operation} {order.pays} {unit}{where} ({order.network}, {account}, nonce {order.extrinsic.nonce}, "
        f"signed {at})",
        2 * _CELLS,
    )


def _event_rows(order: Order, known: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows of the order's events behind the known ones."""
    rows: list[Row] = []
    before = known[-1][-1] if known else NO_EVENT
    for n, event in enumerate(order.events[len(known) :], start=len(known)):
        row = with_checksum((order.id, n, event.at, event_document(EventEntry(order.id, n, event)), before))
        rows.append(row)
        before = row[-1]
    return tuple(rows)


def _summary(order: Order, events: tuple[Row, ...]) -> Row:
    return order.state.value, int(order.is_open), len(events), events[-1][-1]


def _marks(columns: Sequence[str]) -> str:
    return ", ".join("?" * len(columns))


def _blob(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise NotAnEntry("The bytes of an order in the journal are gone.")
    return value
