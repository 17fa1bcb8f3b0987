"""What an import takes of a file, and what it leaves and why: nothing that is here is ever written over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dtao_tui.domain.imports.document_fields import NETUIDS, Fields
from dtao_tui.domain.imports.told_orders import MOST_ORDERS, ToldOrder
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_notes import OrderNote
from dtao_tui.domain.trades.settlement import Filled

_HERE = "it is in this journal already"
_OTHER = "another order with its id is in this journal, which stays as it is"
_TAKEN = "it was imported before"
_CHANGED = "it was imported before with other figures, which stay as they are"
_OWN_NOTE = "its note: this order has a note of yours, or had one"
_NOTE_TAKEN = "its note was imported before"
_NOTE_HERE = "its note is yours, word for word"


@dataclass(frozen=True, slots=True)
class WhatIsHere:
    """What this machine knows of the orders of a file, by their ids."""

    journal: Mapping[str, Order]
    older: frozenset[str]
    """Orders of the journal that are older than those it reads back."""

    imported: Mapping[str, Order]
    written_notes: Mapping[str, str]
    """What was written here last to orders; empty where it was taken away since."""

    imported_notes: Mapping[str, OrderNote]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of a file that is not taken."""

    what: str
    why: str
    is_new: bool
    """Whether it is not here in the same form, so that something of the file is not to be found here."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What is written, all of it or nothing, and what is not."""

    orders: tuple[Order, ...]
    notes: tuple[OrderNote, ...]
    skipped: tuple[Skipped, ...]


def plan_of_orders(told: Sequence[ToldOrder], here: WhatIsHere) -> ImportPlan:
    """The orders and notes of a file that are new here."""
    orders: list[Order] = []
    notes: list[OrderNote] = []
    skipped: list[Skipped] = []
    for each in told:
        refusal = _refusal(each.order, here)
        if refusal is None:
            orders.append(each.order)
        else:
            skipped.append(refusal)
        if each.note is None or (refusal is not None and refusal.is_new):
            continue
        if (of_note := _note_refusal(each.note, here)) is None:
            notes.append(each.note)
        else:
            skipped.append(of_note)
    return ImportPlan(tuple(orders), tuple(notes), tuple(skipped))


def plan_of_fills(document: Fields, here: WhatIsHere) -> ImportPlan:
    """Fills are part of orders: each is held against its order, and none is written. Raises NotOurDocument."""
    return ImportPlan((), (), tuple(_of_fill(fill, here) for fill in document.rows("fills", MOST_ORDERS)))


def _refusal(order: Order, here: WhatIsHere) -> Skipped | None:
    if (own := here.journal.get(order.id)) is not None:
        is_same = (own.genesis, own.extrinsic.hash) == (order.genesis, order.extrinsic.hash)
        return Skipped(f"order {order.id}", _HERE if is_same else _OTHER, is_new=not is_same)
    if order.id in here.older:
        return Skipped(f"order {order.id}", _HERE, is_new=False)
    if (before := here.imported.get(order.id)) is not None:
        is_same = before == order
        return Skipped(f"order {order.id}", _TAKEN if is_same else _CHANGED, is_new=not is_same)
    return None


def _note_refusal(note: OrderNote, here: WhatIsHere) -> Skipped | None:
    before = here.imported_notes.get(note.order_id)
    if before is not None and before.text == note.text:
        return Skipped(f"order {note.order_id}", _NOTE_TAKEN, is_new=False)
    if here.written_notes.get(note.order_id) == note.text:
        return Skipped(f"order {note.order_id}", _NOTE_HERE, is_new=False)
    if note.order_id in here.written_notes or before is not None:
        return Skipped(f"order {note.order_id}", _OWN_NOTE, is_new=True)
    return None


def _of_fill(fields: Fields, here: WhatIsHere) -> Skipped:
    order_id, is_rest = fields.text("order_id", 64), fields.truth("is_rest")
    told = (
        fields.whole("paid_rao"),
        fields.whole_or_none("paid_netuid", NETUIDS),
        fields.whole("received_rao"),
        fields.whole_or_none("received_netuid", NETUIDS),
    )
    what = f"fill of order {order_id}"
    order = here.journal.get(order_id) or here.imported.get(order_id)
    if order is None and order_id in here.older:
        return Skipped(what, _HERE, is_new=False)
    if order is None:
        return Skipped(what, "its order is not here; import the file of orders first", is_new=True)
    if told in _figures(order.filled, is_rest=is_rest):
        return Skipped(what, "its order says the same", is_new=False)
    return Skipped(what, "its order says something else, which stays as it is", is_new=True)


def _figures(filled: Filled | None, *, is_rest: bool) -> Iterable[tuple[int, int | None, int, int | None]]:
    part = filled if filled is None or not is_rest else filled.rest
    if part is None:
        return ()
    return ((part.paid.rao, part.paid.asset.netuid, part.received.rao, part.received.asset.netuid),)
