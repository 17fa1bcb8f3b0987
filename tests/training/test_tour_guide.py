"""The steps of the tour follow what a person sees and what became of the orders."""

import pytest

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.intents import Op
from dtao_tui.training.tour_guide import OFFER, STEPS, Sight, TourFacts, next_step
from dtao_tui.widgets.keys.changed_keys import changed_keys
from tests.domain.orders.example_orders import an_order

LONGEST_LINE = 78
"""Cells of the line at 80 columns."""


def told(sight: Sight, *orders: tuple[Op, OrderState], seen: bool = False) -> str:
    """The number and words of the next step with the usual keys; empty where there is none."""
    facts = TourFacts(sight, tuple(an_order(state=state, operation=op.value) for op, state in orders), seen)
    step = next_step(facts)
    return f"{step.kind} {step.title}  {changed_keys({}).worded(step.words)}" if step else ""


STAKED, SENT = (Op.STAKE, OrderState.FINAL), (Op.STAKE, OrderState.SENT)


@pytest.mark.parametrize(
    ("sight", "begins"),
    [
        (Sight.MARKET, "Tour 1/7  Press /"),
        (Sight.SUBNET, "Tour 2/7  A subnet"),
        (Sight.TICKET, "Tour 3/7  Type how much"),
        (Sight.REVIEW, "Tour 4/7  What will be signed"),
        (Sight.PORTFOLIO, "Tour 1/7  Go on in Market"),
        (Sight.ELSEWHERE, "Tour 1/7  Go on in Market"),
    ],
)
def test_before_anything_is_staked_the_screen_says_what_is_next(sight: Sight, begins: str) -> None:
    assert told(sight).startswith(begins)


def test_an_order_on_its_way_is_watched() -> None:
    assert told(Sight.SUBNET, SENT).startswith("Tour 5/7")


def test_an_order_that_was_not_carried_out_is_made_again() -> None:
    assert told(Sight.TICKET, (Op.STAKE, OrderState.REFUSED)).startswith("Tour 3/7")


def test_what_landed_is_seen_in_portfolio_and_sold() -> None:
    assert told(Sight.SUBNET, STAKED).startswith("Tour 6/7")
    assert told(Sight.PORTFOLIO, STAKED, seen=True).startswith("Tour 7/7  Exit is")
    assert told(Sight.TICKET, STAKED, seen=True).startswith("Tour 7/7  max")
    assert told(Sight.REVIEW, STAKED, seen=True).startswith("Tour 7/7  The same, the other")
    assert told(Sight.MARKET, STAKED, seen=True).startswith("Tour 7/7  Go on in Portfolio")
    assert told(Sight.SUBNET, STAKED, (Op.UNSTAKE, OrderState.SENT), seen=True).startswith("Tour 7/7  Sold, once")
    assert told(Sight.SUBNET, STAKED, (Op.UNSTAKE, OrderState.FINAL), seen=True) == ""


def test_every_line_fits_eighty_columns() -> None:
    ways = [(sight, orders, seen) for sight in Sight for orders in ((), (SENT,), (STAKED,)) for seen in (False, True)]
    lines = [told(sight, *orders, seen=seen) for sight, orders, seen in ways]
    lines += [f"{OFFER.title}  {OFFER.words}", told(Sight.MARKET, STAKED, (Op.UNSTAKE, OrderState.SENT), seen=True)]
    assert {line for line in lines if len(line) > LONGEST_LINE} == set()
    assert STEPS == 7
