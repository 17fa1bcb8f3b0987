"""Orders come back from the JSON of an export as they were, ended; every field is checked, and nothing is believed."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.imports.document_fields import Fields, NotOurDocument
from dtao_tui.domain.imports.told_orders import ToldOrder, told_orders
from dtao_tui.domain.orders.order import ExtrinsicRole, Order, OrderExtrinsic
from dtao_tui.domain.orders.order_events import OrderRecorded
from dtao_tui.domain.orders.order_notes import OrderNote
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.output.exports.order_exports import orders_json
from dtao_tui.output.json_documents import written
from tests.domain.imports.exported_orders import HASH, SETTLED, a_settled_order, an_exported_order
from tests.fakes.values import ALICE


def the_document(*orders: Order, notes: dict[str, OrderNote] | None = None) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(written(orders_json(orders, notes or {})))
    return document


def read(document: object) -> tuple[ToldOrder, ...]:
    return told_orders(Fields(document, ""), lambda address: None if address == ALICE else "It is none.")


def test_an_exported_order_comes_back_with_all_its_figures_and_its_note() -> None:
    note = OrderNote("one", 7.5, "before #vote")
    document = the_document(a_settled_order(), notes={"one": note})
    (told,) = read(document)
    assert told.note == note
    assert told.order.settlement == SETTLED
    assert the_document(told.order, notes={"one": note}) == document


def test_a_sealed_order_keeps_its_carrier() -> None:
    order = an_exported_order(state=OrderState.FINAL, block=105, block_hash=HASH)
    carrier = OrderExtrinsic(HASH, 2, 100, 108, role=ExtrinsicRole.CARRIER)
    recorded = OrderRecorded(at=2.0, extrinsic=0, state=OrderState.FINAL, steps=(("final", 2.0),))
    of_operation = OrderRecorded(at=3.0, extrinsic=1, state=OrderState.FINAL, steps=(("final", 3.0),))
    sealed = Order(
        **{
            **{name: getattr(order, name) for name in Order.__slots__ if name != "histories"},
            "extrinsics": (carrier, *order.extrinsics),
            "events": (recorded, of_operation),
        }
    )
    document = the_document(sealed)
    (told,) = read(document)
    assert told.order.carrier is not None
    assert the_document(told.order) == document


@pytest.mark.parametrize("state", [state for state in OrderState if state.is_open])
def test_an_order_without_an_end_comes_back_closed_and_says_so(state: OrderState) -> None:
    (told,) = read(the_document(an_exported_order(state=state)))
    assert (told.order.state, told.order.is_open, told.order.blocks_account) == (OrderState.CLOSED, False, False)
    assert f"“{state.value}”" in told.order.sentence


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("id",), "../x", "orders[0].id must be the id of an order, and is “../x”."),
        (("genesis",), "0x12", "orders[0].genesis must be the hash of a chain's first block"),
        (("owner",), "5Evil", "orders[0].owner must be an address"),
        (("operation",), "Rm -rf", "orders[0].operation must be an operation's word"),
        (("state",), None, None),
        (("amount_rao",), 2**64, "orders[0].amount_rao must be a whole number from 0 to"),
        (("amount_rao",), 1.0, "orders[0].amount_rao must be a whole number"),
        (("amount_rao",), True, "orders[0].amount_rao must be a whole number"),
        (("paid_rao",), "5", "orders[0].paid_rao must be a whole number"),
        (("created_at",), "yesterday", "orders[0].created_at must be a time"),
        (("created_at",), "2026-99-01T00:00:00+00:00", "orders[0].created_at must be a time"),
        (("allow_partial",), 1, "orders[0].allow_partial must be true or false"),
        (("extrinsics",), [], "orders[0].extrinsics must be that of the operation"),
        (("extrinsics", 0, "state"), "won", "orders[0].extrinsics[0].state must be one of"),
        (("extrinsics", 0, "hash"), "0x", "orders[0].extrinsics[0].hash must be a hash"),
        (("subnets", 0, "netuid"), 2**16, "orders[0].subnets[0].netuid must be a whole number"),
        (("subnets", 0, "name"), "x" * 100, "orders[0].subnets[0].name has more than 64 letters"),
        (("flows",), [{}] * 300, "orders[0].flows has 300 entries; at most 256 are read."),
        (("note",), "x" * 300, "orders[0].note is no note: A note has at most 240 letters"),
    ],
)
def test_a_field_that_does_not_do_is_told_by_its_place(
    path: tuple[str | int, ...], value: object, said: str | None
) -> None:
    document = the_document(a_settled_order())
    place: Any = document["orders"][0]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    if said is None:
        # The state of the whole is that of its last extrinsic, and is not read.
        assert read(document)
        return
    with pytest.raises(NotOurDocument) as refused:
        read(document)
    assert str(refused.value).startswith(said)


def test_a_field_that_is_missing_and_an_id_that_is_there_twice_are_told() -> None:
    document = the_document(a_settled_order())
    del document["orders"][0]["signer"]
    with pytest.raises(NotOurDocument, match=r"^orders\[0\]\.signer is missing\.$"):
        read(document)
    with pytest.raises(NotOurDocument, match=r"^orders\[1\]\.id stands there twice\.$"):
        read(the_document(a_settled_order(), an_exported_order(created_at=2e9)))


def test_names_of_a_file_are_cleaned() -> None:
    document = the_document(a_settled_order())
    document["orders"][0]["subnets"][0]["name"] = "\x1b]52;c;x\x07 [red]"
    document["orders"][0]["sentence"] = "\x1b[2J gone"
    (told,) = read(document)
    assert "\x1b" not in told.order.name + told.order.sentence


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_DOCUMENT = the_document(a_settled_order())


def _places(value: Any) -> list[tuple[Any, Any]]:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [found for key in keys for found in [(value, key), *_places(value[key])]]


@given(st.data())
def test_whatever_stands_in_a_file_it_is_refused_or_an_order_that_has_ended(data: st.DataObject) -> None:
    document = copy.deepcopy(_DOCUMENT)
    places = _places(document)
    inside, key = places[data.draw(st.integers(0, len(places) - 1))]
    inside[key] = data.draw(_JSON)
    told, refusal = (), ""
    try:
        told = read(document)
    except NotOurDocument as refused:
        refusal = str(refused)
    assert not any(each.order.is_open for each in told)
    assert not refusal or (refusal.endswith(".") and refusal.isprintable())
