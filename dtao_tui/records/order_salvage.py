"""Salvage of a damaged journal: the orders in it that may still have been open."""

import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.domain.orders.order_record import PlacedOrder
from dtao_tui.records import database, order_rows
from dtao_tui.records.order_codec import NotAnEntry, order_of
from dtao_tui.records.order_tables import COLUMNS
from dtao_tui.records.row_checksums import Row, is_sound

_MOST_ROWS = 20_000
_MOST_BYTES = 256 * 1024 * 1024
_LONGEST_DOCUMENT = 16 * 1024
_BEGINNING = re.compile(rb'\{"id": "')
_LOG = logging.getLogger(__name__)


def open_orders(file: Path) -> tuple[PlacedOrder, ...]:
    """The orders in the file that the chain might still change, as far as any can be read, oldest first.

    A row whose checksum holds tells the truth; for others the copy of the order that has come furthest is taken.
    """
    found: dict[str, PlacedOrder] = {}
    for order in _carved(file):
        known = found.get(order.id)
        if known is None or len(order.steps) >= len(known.steps):
            found[order.id] = order
    found |= {order.id: order for order in _sound(file)}
    return tuple(sorted((o for o in found.values() if o.state.is_open), key=lambda o: o.created_at))


def _sound(file: Path) -> Iterator[PlacedOrder]:
    """The orders of the rows that can be read and are as they were written, one by one."""
    with suppress(sqlite3.Error), database.read_only(file) as connection:
        for number in range(1, _MOST_ROWS):
            row = _row(connection, number)
            with suppress(NotAnEntry):
                if row is not None and is_sound(row):
                    yield order_of(str(row[order_rows.DOCUMENT]))


def _row(connection: sqlite3.Connection, number: int) -> Row | None:
    query = f"SELECT {', '.join(COLUMNS)} FROM orders WHERE rowid = ?"
    try:
        with closing(connection.execute(query, (number,))) as read:
            row: Row | None = read.fetchone()
    except sqlite3.Error:
        return None
    return row


def _carved(file: Path) -> Iterator[PlacedOrder]:
    """The orders whose documents stand somewhere in the bytes of the file."""
    try:
        data = private_files.read(file, _MOST_BYTES)
    except OSError as error:
        _LOG.error("no order was looked for in %s: %s", file, error)
        return
    decoder = json.JSONDecoder()
    for found in _BEGINNING.finditer(data):
        text = data[found.start() : found.start() + _LONGEST_DOCUMENT].decode("ascii", "replace")
        with suppress(ValueError, RecursionError, NotAnEntry):
            _, end = decoder.raw_decode(text)
            yield order_of(text[:end])
