"""Salvage of a damaged journal: the orders in it that may still have been open."""

import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_events import OrderEvent
from dtao_tui.domain.orders.order_transitions import IllegalTransition
from dtao_tui.records import database
from dtao_tui.records.orders.legacy_order import NotAnEntry
from dtao_tui.records.orders.order_codec import EVENT_BEGINS, ORDER_BEGINS, event_of, order_by_document
from dtao_tui.records.orders.order_rows import EVENT_LIST, ORDER_LIST, OrderRecord
from dtao_tui.records.row_checksums import Row

_LONGEST_GAP = 2_000
"""Row numbers without a row that can be read, behind which none is looked for."""

_MOST_BYTES = 256 * 1024 * 1024
_LONGEST_DOCUMENT = 16 * 1024
_LEGACY_BEGINS = b'{"id": "'
_ORDERS = re.compile(b"|".join(map(re.escape, (ORDER_BEGINS, _LEGACY_BEGINS))))
_EVENTS = re.compile(re.escape(EVENT_BEGINS))
_LOG = logging.getLogger(__name__)

Histories = dict[str, dict[int, OrderEvent]]
"""By order and place, the events that were found."""


def open_orders(file: Path) -> tuple[Order, ...]:
    """The orders in the file that the chain might still change, as far as any can be read, oldest first.

    An order whose checksums hold tells the truth; of others the events that follow each other from the first are taken.
    """
    found: dict[str, Order] = {}
    data = _bytes_of(file)
    histories = _carved_events(data)
    for order in _carved_orders(data):
        told = _with_events(order, histories.get(order.id, {}))
        known = found.get(order.id)
        # Of form 1 and 2 several copies may be left, of which the one that has come furthest counts.
        if known is None or len(told.steps) >= len(known.steps):
            found[order.id] = told
    found |= {order.id: order for order in _sound(file)}
    return tuple(sorted((o for o in found.values() if o.is_open), key=lambda o: o.created_at))


def _sound(file: Path) -> Iterator[Order]:
    """The orders whose rows can all be read and are as they were written."""
    with suppress(sqlite3.Error), database.read_only(file) as connection:
        events: dict[object, list[Row]] = {}
        for row in _rows(connection, f"SELECT {EVENT_LIST} FROM order_events WHERE rowid = ?"):
            events.setdefault(row[0], []).append(row)
        for row in _rows(connection, f"SELECT {ORDER_LIST} FROM orders WHERE rowid = ?"):
            record = OrderRecord(row, tuple(events.get(row[0], ())))
            with suppress(NotAnEntry):
                if record.is_sound:
                    yield record.order()


def _rows(connection: sqlite3.Connection, query: str) -> Iterator[Row]:
    """The rows that can be read, one by one."""
    missed = 0
    for number in count(1):
        missed += 1
        with suppress(sqlite3.Error, UnicodeDecodeError), closing(connection.execute(query, (number,))) as read:
            row: Row | None = read.fetchone()
            if row is not None:
                missed = 0
                yield row
        if missed > _LONGEST_GAP:
            return


def _bytes_of(file: Path) -> bytes:
    try:
        return private_files.read(file, _MOST_BYTES)
    except OSError as error:
        _LOG.error("no order was looked for in %s: %s", file, error)
        return b""


def _carved_orders(data: bytes) -> Iterator[Order]:
    """The orders whose documents are somewhere in the bytes."""
    for document in _documents(data, _ORDERS):
        with suppress(NotAnEntry):
            yield order_by_document(document)


def _carved_events(data: bytes) -> Histories:
    histories: Histories = {}
    for document in _documents(data, _EVENTS):
        with suppress(NotAnEntry):
            entry = event_of(document)
            histories.setdefault(entry.order_id, {})[entry.n] = entry.event
    return histories


def _documents(data: bytes, beginning: re.Pattern[bytes]) -> Iterator[str]:
    """The JSON objects in the bytes that begin so."""
    decoder = json.JSONDecoder()
    for found in beginning.finditer(data):
        text = data[found.start() : found.start() + _LONGEST_DOCUMENT].decode("utf-8", "replace")
        with suppress(ValueError, RecursionError):
            _, end = decoder.raw_decode(text)
            yield text[:end]


def _with_events(order: Order, events: dict[int, OrderEvent]) -> Order:
    """The order with as many of its events as follow each other from the first."""
    whole = next(n for n in count() if n not in events)
    for known in range(whole, 0, -1):
        with suppress(IllegalTransition):
            return replace(order, events=tuple(events[n] for n in range(known)))
    return order
