"""Slices are compared truthfully: alone they save nothing, and what a pool that comes back saves is said beside it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.plans.plan import STEP_BLOCKS
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Stake, Unstake
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.plans.slicing import slices
from tests.fakes import HOTKEY, a_holding, a_snapshot, a_stake
from tests.planning import FEES, circumstances

WIDE = Tolerance(100_000)


@settings(max_examples=40, deadline=None)
@given(st.integers(50 * 10**9, 900 * 10**9), st.integers(2, 20))
def test_in_a_pool_that_stays_slices_bring_what_one_order_brings(rao: int, count: int) -> None:
    draft = slices(Stake(7, HOTKEY, Tao(rao)), count, 5, WIDE, circumstances(), FEES)
    assert draft.is_ready
    plan = draft.plan
    assert plan is not None
    assert plan.at_once is not None
    assert plan.if_recovered is not None
    assert sum((step.pays for step in plan.steps), Tao(0)) == Tao(rao)
    # A purchase's fee never enters the pool, so only roundings differ.
    assert abs(plan.cost.impact.rao - plan.at_once.cost.impact.rao) <= 10 * count + plan.value.rao // 10**8
    assert plan.if_recovered.impact < plan.cost.impact


def test_each_slice_is_quoted_behind_the_one_before_it() -> None:
    plan = slices(Stake(7, HOTKEY, Tao.parse("400")), 4, 5, WIDE, circumstances(), FEES).plan
    assert plan is not None
    prices = [step.price for step in plan.steps]
    assert prices == sorted(set(prices))
    assert all(step.limit == WIDE.limit(Side.BUY, step.price) for step in plan.steps)
    impacts = [step.impact for step in plan.steps]
    assert impacts == sorted(impacts)
    assert plan.blocks == 4 * STEP_BLOCKS + 3 * 5


def test_one_order_that_would_not_fill_has_no_worst_cost() -> None:
    plan = slices(Stake(7, HOTKEY, Tao.parse("500")), 5, 0, Tolerance(), circumstances(), FEES).plan
    assert plan is not None
    assert plan.at_once is not None
    assert plan.at_once.worst_cost is None
    assert plan.worst_cost is not None


def test_the_last_slice_of_a_whole_position_takes_what_it_has_grown_by() -> None:
    snapshot = a_snapshot(holdings=[a_holding(stakes=[a_stake(7, "100")])])
    whole = Unstake(7, HOTKEY, Alpha.parse("100", 7), is_whole_position=True)
    draft = slices(whole, 3, 2, Tolerance(), circumstances(snapshot), FEES)
    assert draft.is_ready, draft.sentence
    assert draft.plan is not None
    assert [step.takes_all for step in draft.plan.steps] == [False, False, True]
    assert sum(step.pays.rao for step in draft.plan.steps) == whole.amount.rao


@pytest.mark.parametrize("count", [0, 1, 65, 1000])
def test_too_few_or_too_many_slices_are_refused(count: int) -> None:
    assert "2 to 64" in slices(Stake(7, HOTKEY, Tao.parse("5")), count, 0, WIDE, circumstances(), FEES).sentence


def test_a_slice_under_the_chains_minimum_is_said() -> None:
    draft = slices(Stake(7, HOTKEY, Tao.parse("0.01")), 10, 0, WIDE, circumstances(), FEES)
    assert "takes no stake under" in draft.sentence
