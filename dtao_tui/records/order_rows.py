"""The rows of the journal's table, each with a checksum over all that it holds."""

import hashlib
import sqlite3
import struct
import time
from contextlib import suppress

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.order_record import PlacedOrder
from dtao_tui.domain.text import cleaned
from dtao_tui.records.order_codec import NotAnEntry, document_of, order_of

COLUMNS = ("id", "genesis", "address", "extrinsic_hash", "state", "created_at", "document", "extrinsic", "checksum")
STATE, DOCUMENT, EXTRINSIC, CHECKSUM = map(COLUMNS.index, ("state", "document", "extrinsic", "checksum"))

Row = tuple[object, ...]
"""The values of a row in the order of `COLUMNS`."""

_CHECKSUM_BYTES = 16
_CELLS = 60


def row_of(order: PlacedOrder, extrinsic: bytes) -> Row:
    """An order and its signed bytes as a row, checksum included."""
    content = (
        order.id,
        order.genesis,
        order.address,
        order.extrinsic_hash,
        order.state.value,
        order.created_at,
        document_of(order),
        extrinsic,
    )
    return with_checksum(content)


def updated(row: Row, order: PlacedOrder) -> Row:
    """The row with how far its order has come; what never changes stays as it is in the row."""
    content = list(row[:CHECKSUM])
    content[STATE], content[DOCUMENT] = order.state.value, document_of(order)
    return with_checksum(tuple(content))


def with_checksum(content: Row) -> Row:
    """A row from what comes before its checksum."""
    return (*content, _checksum(content))


def is_sound(row: Row) -> bool:
    """Whether the row is what was written."""
    return row[-1] == _checksum(row[:-1])


def read_as_written(database: sqlite3.Connection) -> None:
    """Have texts read bit for bit, so that a damaged one is a wrong text and no error."""
    database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")


def name_of(row: Row) -> str:
    """Words by which a person knows the order of a row, sound or not."""
    with suppress(NotAnEntry):
        return name_of_order(order_of(str(row[DOCUMENT])))
    return "an unreadable order, hash " + cleaned(str(row[COLUMNS.index("extrinsic_hash")]), _CELLS)


def name_of_order(order: PlacedOrder) -> str:
    """Words by which a person knows an order again."""
    at = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(order.created_at))
    account = cleaned(order.address, 12)
    unit = "τ" if isinstance(order.pays, Tao) else "α"
    return cleaned(
        f"{order.kind} {order.pays} {unit} on subnet {order.netuid} ({order.network}, {account}, nonce {order.nonce}, "
        f"signed {at})",
        2 * _CELLS,
    )


def _checksum(content: Row) -> bytes:
    digest = hashlib.blake2b(digest_size=_CHECKSUM_BYTES)
    for value in content:
        kind, data = _bytes_of(value)
        digest.update(kind + struct.pack(">Q", len(data)) + data)
    return digest.digest()


def _bytes_of(value: object) -> tuple[bytes, bytes]:
    """The value's kind and its bytes; two values that differ never give the same."""
    match value:
        case str():
            return b"s", value.encode("utf-8", "surrogateescape")
        case bytes():
            return b"b", value
        case float():
            return b"f", struct.pack(">d", value)
        case _:
            return b"o", repr(value).encode()
