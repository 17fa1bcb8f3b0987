"""A basket shares one amount out to the rao, and each of its orders is checked behind the ones before it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.accounts import SignerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.plans.plan import STEP_BLOCKS
from dtao_tui.domain.pools.side import Side
from dtao_tui.trading.plans.basket import Sharing, basket
from dtao_tui.trading.plans.plan_draft import with_batch
from dtao_tui.trading.proxy_state import ProxyState
from tests.fakes import ALICE, HOTKEY, NETWORK_FEE, a_grant, a_holding, a_snapshot, a_subnet
from tests.planning import DEPOSIT, FEES, a_basket, a_basket_ticket, a_plan, circumstances


@given(st.integers(10 * 10**6, 900 * 10**9), st.sampled_from(list(Sharing)[:2]))
def test_the_orders_pay_what_was_typed_to_the_rao(rao: int, sharing: Sharing) -> None:
    snapshot = a_snapshot()
    ticket = a_basket_ticket(snapshot, str(Tao(rao)), 3, 7, sharing=sharing, tolerance_text="20")
    plan = basket(ticket, circumstances(snapshot), FEES).plan
    assert plan is not None
    assert sum((step.pays for step in plan.steps), Tao(0)) == Tao(rao)


def test_each_step_is_what_its_own_ticket_would_quote_and_costs_add_up() -> None:
    plan = a_plan("30")
    assert [(step.subnet.netuid, step.pays) for step in plan.steps] == [(n, Tao.parse("10")) for n in (0, 3, 7)]
    for step in plan.steps:
        pool = a_snapshot().subnets[step.subnet.netuid].pool
        trade = pool.trade(Side.BUY, step.pays)
        assert step.receives == trade.received
        assert step.price == pool.price
    cost = plan.cost
    assert cost.total == cost.pool_fee + cost.impact + Tao(3 * NETWORK_FEE.rao)
    assert plan.worst_cost is not None
    assert cost.total is not None
    assert plan.worst_cost > cost.total
    assert plan.blocks == 3 * STEP_BLOCKS
    assert plan.free_after(3) == plan.spendable - Tao.parse("30") - Tao(3 * NETWORK_FEE.rao)


def test_root_has_no_impact_and_no_pool_fee() -> None:
    root = a_plan().steps[0]
    assert root.impact is None
    assert (root.cost.pool_fee, root.cost.impact, root.worst) == (Tao(0), Tao(0), root.receives)
    assert all(step.impact for step in a_plan().steps[1:])


def test_a_batch_costs_the_same_trades_and_a_fee_that_is_asked_for() -> None:
    draft = a_basket()
    assert draft.plan is not None
    assert draft.plan.at_once is not None
    assert draft.plan.at_once.cost.total is None
    asked = with_batch(draft, Tao(4_000_000)).plan
    assert asked is not None
    assert asked.at_once is not None
    assert asked.at_once.is_batch
    assert asked.at_once.cost.total == asked.cost.pool_fee + asked.cost.impact + Tao(4_000_000)


def test_shares_by_market_cap_follow_the_caps() -> None:
    snapshot = a_snapshot()
    plan = basket(a_basket_ticket(snapshot, "40", 3, 7, sharing=Sharing.BY_CAP), circumstances(snapshot), FEES).plan
    assert plan is not None
    caps = [snapshot.subnets[netuid].market_cap.rao for netuid in (3, 7)]
    pays = [step.pays.rao for step in plan.steps]
    assert abs(pays[0] * caps[1] - pays[1] * caps[0]) <= sum(caps)


@pytest.mark.parametrize("texts", [{3: "2", 7: "1"}, {3: "50 %", 7: "25%"}, {3: "66.6", 7: "33.3"}])
def test_typed_shares_count_by_what_they_are_to_each_other(texts: dict[int, str]) -> None:
    snapshot = a_snapshot()
    ticket = a_basket_ticket(snapshot, "30", 3, 7, sharing=Sharing.TYPED, share_texts=texts)
    plan = basket(ticket, circumstances(snapshot), FEES).plan
    assert plan is not None
    assert [step.pays for step in plan.steps] == [Tao.parse("20"), Tao.parse("10")]


def test_max_leaves_the_fees_of_all_orders_and_what_must_stay() -> None:
    snapshot = a_snapshot(holdings=[a_holding(free="12")])
    draft = basket(a_basket_ticket(snapshot, "max", 3, 7), circumstances(snapshot), FEES)
    assert draft.is_ready
    assert draft.plan is not None
    paid = sum((step.pays for step in draft.plan.steps), Tao(0))
    assert paid == Tao.parse("12") - DEPOSIT - Tao(2 * NETWORK_FEE.rao)
    assert draft.plan.free_after(2) == Tao(0)


def test_more_than_there_is_names_the_step_that_is_not_paid_for() -> None:
    snapshot = a_snapshot(holdings=[a_holding(free="25")])
    draft = basket(a_basket_ticket(snapshot, "30"), circumstances(snapshot), FEES)
    assert not draft.is_ready
    assert draft.sentence.startswith("Step 3, subnet 7: You can pay at most")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount_text": ""}, "Type an amount"),
        ({"amount_text": "5 α"}, "This amount is in TAO"),
        ({"amount_text": "0"}, "above zero"),
        ({"tolerance_text": "x"}, "not a number"),
        ({"subnets": ()}, "Mark the subnets"),
        ({"hotkeys": {}}, "Choose a validator"),
        ({"sharing": Sharing.TYPED}, "Type a share"),
        ({"amount_text": "0.003"}, "takes no stake under"),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, object], sentence: str) -> None:
    snapshot = a_snapshot()
    draft = basket(a_basket_ticket(snapshot, **changes), circumstances(snapshot), FEES)
    assert not draft.is_ready
    assert sentence in draft.sentence


def test_another_subnet_under_the_number_is_not_staked_on() -> None:
    ticket = a_basket_ticket(a_snapshot(), "30", 7)
    later = a_snapshot(subnets=[a_subnet(0), a_subnet(7, registered_at=40_000)])
    assert "Another subnet" in basket(ticket, circumstances(later), FEES).sentence


def test_an_unknown_balance_is_not_taken_for_none() -> None:
    snapshot = replace(a_snapshot(), holdings={})
    for text in ("max", "10"):
        draft = basket(a_basket_ticket(snapshot, text, 7, hotkeys={7: HOTKEY}), circumstances(snapshot), FEES)
        assert "read" in draft.sentence


@pytest.mark.parametrize(("count", "is_compared"), [(2, True), (16, True), (17, False)])
def test_a_basket_is_compared_with_one_batch_as_far_as_a_batch_holds_its_orders(count: int, is_compared: bool) -> None:
    numbers = range(1, count + 1)
    snapshot = a_snapshot(subnets=[a_subnet(0), *map(a_subnet, numbers)])
    plan = basket(a_basket_ticket(snapshot, "40", *numbers), circumstances(snapshot), FEES).plan
    assert plan is not None
    assert len(plan.steps) == count
    assert (plan.at_once is not None) is is_compared


def test_what_a_staking_proxy_signs_is_compared_with_no_batch() -> None:
    snapshot = a_snapshot()
    proxy = ProxyState(SignerAddress(ALICE), (a_grant(ALICE),), Tao.parse("1"))
    plan = basket(a_basket_ticket(snapshot), circumstances(snapshot, proxy=proxy), FEES).plan
    assert plan is not None
    assert plan.at_once is None
