"""The rows of the journal's table: an order as a row, and the words by which a person knows it."""

import time
from contextlib import suppress

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.order_record import PlacedOrder
from dtao_tui.domain.text import cleaned
from dtao_tui.records.order_codec import NotAnEntry, document_of, order_of
from dtao_tui.records.order_tables import COLUMNS
from dtao_tui.records.row_checksums import Row, with_checksum

STATE, DOCUMENT, EXTRINSIC, CHECKSUM = map(COLUMNS.index, ("state", "document", "extrinsic", "checksum"))

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
