"""How far an order can have come, and what it stops meanwhile."""

import pytest

from dtao_tui.domain.orders.order_states import OrderState


def test_an_order_in_a_block_is_open_but_lets_the_account_go_on() -> None:
    assert OrderState.IN_BLOCK.is_open
    assert not OrderState.IN_BLOCK.blocks_account


@pytest.mark.parametrize("state", [OrderState.SIGNED, OrderState.SENT, OrderState.UNKNOWN])
def test_an_order_that_may_still_come_into_a_block_blocks_its_account(state: OrderState) -> None:
    assert state.is_open
    assert state.blocks_account


def test_an_order_that_is_held_is_unproven_and_lets_the_account_go_on_with_its_nonce() -> None:
    assert OrderState.HELD.is_open
    assert OrderState.HELD.is_unproven
    assert not OrderState.HELD.blocks_account


ENDS = (*("FINAL", "REFUSED", "EXPIRED", "CANCELLED"), *("UNTOLD", "REPLACED", "CLOSED"))


@pytest.mark.parametrize("state", [OrderState[name] for name in ENDS])
def test_an_order_that_has_ended_blocks_nothing(state: OrderState) -> None:
    assert not state.is_open
    assert not state.blocks_account


def test_the_words_of_the_journal_do_not_change() -> None:
    before = {"signed", "sent", "in block", "final", "refused", "unknown", "expired", "cancelled"}
    since = {"held", "untold", "replaced", "closed"}
    assert {state.value for state in OrderState} == before | since
