"""Orders and their events survive their documents, and nothing else is taken for one."""

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order import ExtrinsicRole
from dtao_tui.domain.orders.order_events import OrderEvent, OrderSettled, OrderSigned
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.settlement import Filled, RestSold, Settlement
from dtao_tui.records.orders.legacy_order import NotAnEntry
from dtao_tui.records.orders.order_codec import (
    EVENT_BEGINS,
    ORDER_BEGINS,
    EventEntry,
    document_of,
    event_document,
    event_of,
    order_by_document,
    order_of,
)
from tests.domain.orders.example_orders import an_order

REQUIRED = {
    "OrderSigned": set(),
    "RehearsalPassed": set(),
    "RehearsalUnclear": set(),
    "OrderHeld": set(),
    "OrderCancelled": set(),
    "OrderSent": set(),
    "OrderRetracted": set(),
    "OrderInBlock": {"block", "block_hash"},
    "BlockUnread": {"block_hash"},
    "OrderFinalized": {"block", "block_hash"},
    "OrderRefused": {"block", "block_hash"},
    "OrderUntold": {"block", "block_hash"},
    "OrderSettled": {"settlement"},
    "EndpointRefused": {"answer"},
    "OrderLost": set(),
    "OrderExpired": set(),
    "OrderReplaced": set(),
    "OrderClosed": set(),
    "OrderRecorded": {"state", "steps"},
}
"""By kind of event, the fields that its documents have beside the time; journals on disk hold them by these names."""

amounts = st.one_of(
    st.builds(Tao, st.integers(-(2**64), 2**64)),
    st.builds(Alpha, st.integers(-(2**64), 2**64), st.integers(0, 2**16 - 1)),
)
alphas, taos = st.builds(Alpha, st.integers(0, 2**64), st.integers(0, 9)), st.builds(Tao, st.integers(0, 2**64))
settlements = st.builds(
    Settlement,
    st.lists(st.builds(Flow, st.text(max_size=5), amounts), max_size=3).map(tuple),
    st.none() | st.builds(Filled, amounts, amounts, amounts, st.none() | st.builds(RestSold, alphas, taos, alphas)),
    st.none() | taos,
    st.none() | alphas,
)
_WAYS: dict[str, st.SearchStrategy[Any]] = {
    "at": st.floats(0, 2.0**36),
    "extrinsic": st.integers(0, 3),
    "sentence": st.text(max_size=20),
    "error": st.text(max_size=20),
    "answer": st.text(max_size=20),
    "rehearsal": st.text(max_size=20),
    "block": st.integers(0, 2**32),
    "block_hash": st.text(max_size=20),
    "settlement": settlements,
    "state": st.sampled_from(OrderState),
    "steps": st.lists(st.tuples(st.text(max_size=5), st.floats(0, 2.0**36)), max_size=3).map(tuple),
}
KINDS: tuple[type[OrderEvent], ...] = get_args(OrderEvent)
some_events = st.sampled_from(KINDS).flatmap(
    lambda kind: st.builds(kind, **{name: _WAYS[name] for name in kind.__dataclass_fields__})
)


@given(
    rao=st.integers(min_value=0, max_value=2**64 - 1),
    text=st.text(max_size=20),
    role=st.sampled_from(ExtrinsicRole),
    state=st.sampled_from(OrderState),
    steps=st.lists(st.tuples(st.text(max_size=5), st.floats(0, 2.0**36)), max_size=3),
)
def test_every_order_survives_its_document(
    rao: int, text: str, role: ExtrinsicRole, state: OrderState, steps: list[tuple[str, float]]
) -> None:
    order = an_order(pays=Alpha(rao, 7), name=text, role=role, state=state, steps=tuple(steps))
    assert order_of(document_of(order), order.events) == order


@given(some_events)
def test_every_event_survives_its_document(event: OrderEvent) -> None:
    entry = EventEntry("one", 3, event)
    assert event_of(event_document(entry)) == entry


def test_every_kind_of_event_is_written_by_the_name_and_with_the_fields_it_is_known_by() -> None:
    assert {kind.__name__ for kind in KINDS} == set(REQUIRED)
    for name, fields in REQUIRED.items():
        least = {"type": name, "at": 1.0, **{field: an_example(field) for field in fields}}
        assert type(event_of(json.dumps({"order_id": "one", "n": 0, "event": least})).event).__name__ == name
        for field in {"at", *fields}:
            short = {key: value for key, value in least.items() if key != field}
            with pytest.raises(NotAnEntry):
                event_of(json.dumps({"order_id": "one", "n": 0, "event": short}))


def an_example(field: str) -> object:
    examples: dict[str, object] = {
        "block": 5,
        "settlement": {"type": "Settlement"},
        "state": "final",
        "steps": [["signed", 1.0]],
    }
    return examples.get(field, "text")


def test_documents_begin_with_the_bytes_by_which_they_are_found_again() -> None:
    assert document_of(an_order()).encode().startswith(ORDER_BEGINS + b'"id":"one",')
    assert event_document(EventEntry("one", 0, OrderSigned(at=1.0))).encode().startswith(EVENT_BEGINS + b"one")


def test_what_nobody_knows_in_a_document_is_left_out() -> None:
    order = an_order()
    later = {**json.loads(document_of(order)), "mood": "calm"}
    assert order_of(json.dumps(later), order.events) == order


def test_money_is_written_as_text_and_exact_at_any_size() -> None:
    flow = Flow("5", Tao(-(2**64)))
    entry = EventEntry("one", 0, OrderSettled(at=1.0, settlement=Settlement((flow,))))
    assert f'"rao":"-{2**64}"' in event_document(entry)
    assert event_of(event_document(entry)) == entry


def spoilt(name: str, value: str) -> str:
    """The document of an order with one value exchanged for this JSON."""
    return json.dumps({**json.loads(document_of(an_order())), name: "@"}).replace('"@"', value)


def spoilt_extrinsic(name: str, value: str) -> str:
    extrinsics = json.loads(document_of(an_order()))["extrinsics"]
    return spoilt("extrinsics", json.dumps([{**extrinsics[0], name: "@"}]).replace('"@"', value))


@pytest.mark.parametrize(
    "document",
    [
        "",
        "[]",
        "{}",
        '{"id": 3}',
        "[" * 100_000,
        spoilt("created_at", "NaN"),
        spoilt("created_at", "1e999"),
        spoilt("created_at", "1" + "0" * 400),
        spoilt("created_at", "true"),
        spoilt("pays", '{"rao": 5}'),
        spoilt("pays", '{"type": "Tao", "rao": 5}'),
        spoilt("pays", '{"type": "Tao", "rao": "5.0"}'),
        spoilt("pays", '{"type": "Alpha", "rao": "5"}'),
        spoilt("pays", "null"),
        spoilt("type", '"OrderSubnet"'),
        spoilt("extrinsics", "[]"),
        spoilt_extrinsic("nonce", "1.5"),
        spoilt_extrinsic("nonce", "true"),
        spoilt_extrinsic("role", '"x"'),
    ],
    ids=range(19),
)
def test_a_document_of_another_form_is_no_order(document: str) -> None:
    with pytest.raises(NotAnEntry):
        order_of(document, (OrderSigned(at=1.0),))
    with pytest.raises(NotAnEntry):
        order_by_document(document)


def an_event_document(**changes: object) -> str:
    recorded = {"type": "OrderRecorded", "at": 1.0, "state": "final", "steps": [["signed", 1.0]], **changes}
    return json.dumps({"order_id": "one", "n": 0, "event": recorded})


@pytest.mark.parametrize(
    "document",
    [
        "",
        "{}",
        '{"order_id": "one", "n": -1, "event": {"type": "OrderSent", "at": 1.0}}',
        '{"order_id": "one", "n": 0, "event": {"type": "OrderFlown", "at": 1.0}}',
        '{"order_id": "one", "n": 0, "event": {"at": 1.0}}',
        an_event_document(state="x"),
        an_event_document(at=2.0**40),
        an_event_document(steps={"signed": 1}),
        an_event_document(steps=[["signed"]]),
        an_event_document(steps=[["signed", float("nan")]]),
        an_event_document(at=float("nan")),
        an_event_document(block=True),
    ],
    ids=range(12),
)
def test_a_document_of_another_form_is_no_event(document: str) -> None:
    with pytest.raises(NotAnEntry):
        event_of(document)


def test_events_that_contradict_each_other_are_no_order() -> None:
    signed = OrderSigned(at=1.0)
    with pytest.raises(NotAnEntry, match="cannot happen"):
        order_of(document_of(an_order()), (signed, signed))
    with pytest.raises(NotAnEntry):
        order_of(document_of(an_order()), ())
