"""Orders and their events as JSON documents, and back.

The forms follow the dataclasses in `domain.orders`; to add a field, give it a default there that means "not known" or
what was always so before. A new kind of event needs nothing here.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Annotated, Any, NamedTuple, get_args

import msgspec

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_events import OrderEvent, OrderSigned
from dtao_tui.domain.orders.order_transitions import IllegalTransition
from dtao_tui.records.orders import legacy_order
from dtao_tui.records.orders.legacy_order import NotAnEntry
from dtao_tui.records.tagged_structs import TAG, plain, struct_of, value_of

ORDER_BEGINS = f'{{"{TAG}":"{Order.__name__}",'.encode()
EVENT_BEGINS = b'{"order_id":"'
"""The first bytes of each kind of document, by which it is found again in a damaged file."""

_EVENTS = frozenset({"events"})
"""They are documents of their own."""


class EventEntry(NamedTuple):
    """An event with its place among those of its order."""

    order_id: str
    n: int
    event: OrderEvent


def document_of(order: Order) -> str:
    """What never changes of an order, as JSON."""
    return msgspec.json.encode(plain(order, _EVENTS)).decode()


def event_document(entry: EventEntry) -> str:
    """An event as JSON."""
    return msgspec.json.encode({"order_id": entry.order_id, "n": entry.n, "event": plain(entry.event)}).decode()


def order_of(document: str, events: Iterable[OrderEvent]) -> Order:
    """The order in a document, with its events. Raises NotAnEntry."""
    try:
        read = _ORDERS.decode(document)
        order: Order = value_of(read, events=tuple(events))
    except (*_UNREADABLE, IllegalTransition) as error:
        raise NotAnEntry(f"An order in the journal cannot be read: {error!r}.") from error
    return order


def event_of(document: str) -> EventEntry:
    """The event in a document. Raises NotAnEntry."""
    try:
        read = _ENTRIES.decode(document)
        return EventEntry(read.order_id, read.n, value_of(read.event))
    except _UNREADABLE as error:
        raise NotAnEntry(f"What happened to an order in the journal cannot be read: {error!r}.") from error


def order_by_document(document: str) -> Order:
    """The order in a document of any form whose events are not at hand, as if it was just signed. Raises NotAnEntry."""
    try:
        read = _ORDERS.decode(document)
        signed = (OrderSigned(at=read.created_at, extrinsic=place) for place in range(len(read.extrinsics)))
    except _UNREADABLE:
        return legacy_order.order_of(document)
    return order_of(document, signed)


_UNREADABLE = (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError)
_EVENT: Any = reduce(or_, map(struct_of, get_args(OrderEvent)))
_PLACE = Annotated[int, msgspec.Meta(ge=0)]
_ORDERS: Any = msgspec.json.Decoder(struct_of(Order, _EVENTS))
_ENTRIES: Any = msgspec.json.Decoder(
    msgspec.defstruct("Entry", [("order_id", str), ("n", _PLACE), ("event", _EVENT)], frozen=True)
)
