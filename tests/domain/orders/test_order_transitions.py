"""Which states follow which, and that an end is an end."""

import itertools

import pytest

from dtao_tui.domain.orders.order_record import OrderState
from dtao_tui.domain.orders.order_transitions import ALLOWED, IllegalTransition, check_transition

OPEN = [state for state in OrderState if state.is_open]
ENDED = [state for state in OrderState if not state.is_open]


def test_the_table_knows_every_state() -> None:
    assert set(ALLOWED) == set(OrderState)


@pytest.mark.parametrize(("before", "after"), itertools.product(ENDED, OrderState))
def test_no_state_follows_an_end(before: OrderState, after: OrderState) -> None:
    with pytest.raises(IllegalTransition, match=f"“{before.value}” into “{after.value}”"):
        check_transition(before, after)


@pytest.mark.parametrize("state", OPEN)
def test_an_open_order_may_stay_where_it_is_and_can_always_end(state: OrderState) -> None:
    check_transition(state, state)
    for end in (OrderState.FINAL, OrderState.REFUSED, OrderState.EXPIRED, OrderState.REPLACED, OrderState.CLOSED):
        check_transition(state, end)


@pytest.mark.parametrize("before", [state for state in OPEN if state is not OrderState.SIGNED])
def test_what_an_endpoint_has_seen_is_never_cancelled_nor_signed_again(before: OrderState) -> None:
    for after in (OrderState.CANCELLED, OrderState.SIGNED):
        with pytest.raises(IllegalTransition):
            check_transition(before, after)


@pytest.mark.parametrize("before", [state for state in OPEN if state not in (OrderState.SIGNED, OrderState.HELD)])
def test_what_was_sent_is_not_held(before: OrderState) -> None:
    with pytest.raises(IllegalTransition):
        check_transition(before, OrderState.HELD)


def test_what_is_held_is_never_sent_by_this_program() -> None:
    with pytest.raises(IllegalTransition):
        check_transition(OrderState.HELD, OrderState.SENT)
