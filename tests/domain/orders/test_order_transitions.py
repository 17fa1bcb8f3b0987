"""Which events may follow in which state, and that an end is an end."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.orders import order_events as events
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_events import OrderEvent
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.orders.order_transitions import TRANSITIONS, IllegalTransition, state_after
from dtao_tui.domain.trades.settlement import Settlement
from tests.domain.orders.example_orders import an_order

OPEN = [state for state in OrderState if state.is_open]
ENDED = [state for state in OrderState if not state.is_open]
KINDS: tuple[type[OrderEvent], ...] = get_args(OrderEvent)
ENDS = (events.OrderFinalized, events.OrderRefused, events.OrderExpired, events.OrderReplaced, events.OrderClosed)

_FIELDS: dict[str, Any] = {
    "block": 5,
    "block_hash": "0x05",
    "settlement": Settlement(),
    "answer": "told",
    "state": OrderState.SENT,
    "steps": (("signed", 1.0),),
}


def an_event(kind: type[OrderEvent], at: float = 1.0) -> OrderEvent:
    return kind(at=at, **{name: value for name, value in _FIELDS.items() if name in kind.__dataclass_fields__})


some_events = st.builds(an_event, st.sampled_from(KINDS), st.floats(0, 10.0))


def test_the_table_knows_every_state_and_every_event() -> None:
    assert {state for state, _ in TRANSITIONS} == {*OPEN, OrderState.FINAL, OrderState.REFUSED}
    assert {kind for _, kind in TRANSITIONS} == set(KINDS) - {events.OrderSigned, events.OrderRecorded}


@pytest.mark.parametrize("before", ENDED)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not events.OrderSettled])
def test_nothing_happens_to_an_order_after_its_end(before: OrderState, kind: type[OrderEvent]) -> None:
    with pytest.raises(IllegalTransition, match=f"{kind.__name__} cannot happen to an order that is “{before.value}”"):
        state_after(before, an_event(kind))


def test_a_final_order_is_never_signed_again() -> None:
    with pytest.raises(IllegalTransition):
        an_order(state=OrderState.FINAL).after(events.OrderSigned(at=2.0))


@pytest.mark.parametrize("state", ENDED)
def test_what_a_block_changed_is_told_of_no_other_end(state: OrderState) -> None:
    settled = an_event(events.OrderSettled)
    if state in (OrderState.FINAL, OrderState.REFUSED):
        assert state_after(state, settled) is state
    else:
        with pytest.raises(IllegalTransition):
            state_after(state, settled)


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("end", ENDS)
def test_an_open_order_can_always_end(state: OrderState, end: type[OrderEvent]) -> None:
    assert not state_after(state, an_event(end)).is_open


@pytest.mark.parametrize("before", [state for state in OPEN if state is not OrderState.SIGNED])
def test_what_an_endpoint_has_seen_is_never_cancelled_nor_signed_again(before: OrderState) -> None:
    for kind in (events.OrderCancelled, events.OrderSigned, events.OrderRecorded):
        with pytest.raises(IllegalTransition):
            state_after(before, an_event(kind))


@pytest.mark.parametrize("before", [state for state in OPEN if state not in (OrderState.SIGNED, OrderState.HELD)])
def test_what_was_sent_is_not_held(before: OrderState) -> None:
    with pytest.raises(IllegalTransition):
        state_after(before, an_event(events.OrderHeld))


def test_what_is_held_is_never_sent_by_this_program() -> None:
    with pytest.raises(IllegalTransition):
        state_after(OrderState.HELD, an_event(events.OrderSent))


def test_nothing_happens_to_an_order_that_is_not_signed() -> None:
    for kind in set(KINDS) - {events.OrderSigned, events.OrderRecorded}:
        with pytest.raises(IllegalTransition, match="not signed"):
            state_after(None, an_event(kind))


@given(st.lists(some_events, max_size=12))
def test_any_events_lead_by_the_table_or_are_refused_and_an_end_stays(happened: list[OrderEvent]) -> None:
    order: Order = an_order()
    for event in happened:
        before, known = order.state, (order.state, type(event)) in TRANSITIONS
        if not known:
            with pytest.raises(IllegalTransition):
                order.after(event)
            continue
        order = order.after(event)
        assert order.state is TRANSITIONS[before, type(event)]
        assert before.is_open or order.state is before
        assert [state for state, _ in order.steps].count("signed") == 1
        # The state is nothing but what the events come to.
        assert an_order().after(*order.events[1:]).histories == order.histories
