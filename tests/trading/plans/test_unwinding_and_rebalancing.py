"""Sales come first, purchases spend what sales bring at worst, and what cannot be sold is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.plans.plan import Plan, PlanKind
from dtao_tui.domain.pools.side import Side
from dtao_tui.trading.plans.rebalancing import Basis, RebalanceTicket, rebalance
from dtao_tui.trading.plans.unwinding import unwinding
from tests.fakes import HOTKEY, OTHER_HOTKEY, a_holding, a_snapshot, a_stake, a_subnet
from tests.planning import DEPOSIT, FEES, circumstances

STAKES = (a_stake(7, "1200"), a_stake(7, "300", OTHER_HOTKEY), a_stake(3, "40", OTHER_HOTKEY), a_stake(0, "90"))


def staked(free: str = "1000", **holding: object) -> Snapshot:
    return a_snapshot(holdings=[a_holding(free=free, stakes=STAKES, **holding)])  # type: ignore[arg-type]  # builders


def targets(**by_netuid: str) -> RebalanceTicket:
    texts = {int(name.removeprefix("on_")): text for name, text in by_netuid.items()}
    return RebalanceTicket(texts, dict.fromkeys((0, 3, 7), HOTKEY), "2")


def rebalanced(ticket: RebalanceTicket, snapshot: Snapshot) -> Plan:
    draft = rebalance(ticket, circumstances(snapshot), FEES)
    assert draft.is_ready, draft.sentence
    assert draft.plan is not None
    return draft.plan


def test_unwinding_sells_every_position_whole_the_most_valuable_first() -> None:
    draft = unwinding(circumstances(staked()), FEES, "2")
    assert draft.is_ready
    assert draft.notes == ()
    assert draft.plan is not None
    sold = [(step.subnet.netuid, step.hotkey, step.pays.rao // 10**9) for step in draft.plan.steps]
    assert sold == [(0, HOTKEY, 90), (7, HOTKEY, 1200), (7, OTHER_HOTKEY, 300), (3, OTHER_HOTKEY, 40)]
    assert all(step.takes_all and step.is_sale for step in draft.plan.steps)
    first, second = draft.plan.steps[1:3]
    assert second.price < first.price


def test_leaving_a_validator_sells_what_is_with_it_alone() -> None:
    draft = unwinding(circumstances(staked()), FEES, "2", hotkey=OTHER_HOTKEY)
    assert draft.kind is PlanKind.LEAVE_VALIDATOR
    assert draft.plan is not None
    assert {step.hotkey for step in draft.plan.steps} == {OTHER_HOTKEY}
    assert len(draft.plan.steps) == 2


def test_what_a_lock_holds_of_a_subnet_stays_once_and_is_said() -> None:
    draft = unwinding(circumstances(staked(locked={7: "400"})), FEES, "2")
    assert draft.is_ready, draft.sentence
    assert draft.plan is not None
    sold = [step.pays.rao for step in draft.plan.steps if step.subnet.netuid == 7]
    assert sum(sold) == Alpha.parse("1100", 7).rao
    assert not any(step.takes_all for step in draft.plan.steps if step.subnet.netuid == 7)
    assert any("a lock holds it" in note for note in draft.notes)


def test_a_pool_that_is_not_computed_is_left_out_and_said() -> None:
    subnets = [a_subnet(0), a_subnet(3, "0.02"), a_subnet(7, curve_is_known=False)]
    snapshot = a_snapshot(subnets=subnets, holdings=[a_holding(stakes=STAKES)])
    draft = unwinding(circumstances(snapshot), FEES, "2")
    assert draft.is_ready
    assert [note for note in draft.notes if "Subnet 7 stays" in note]
    assert draft.plan is not None
    assert {step.subnet.netuid for step in draft.plan.steps} == {0, 3}


def test_an_account_without_free_tao_can_still_unwind() -> None:
    draft = unwinding(circumstances(staked(free="0")), FEES, "2")
    assert draft.is_ready, draft.sentence


def test_shares_are_brought_to_their_targets_sales_first() -> None:
    snapshot = staked()
    plan = rebalanced(targets(on_7="20", on_3="30"), snapshot)
    assert [step.is_sale for step in plan.steps] == [True, False]
    sale, purchase = plan.steps
    worth = plan.worth
    assert worth is not None
    value = snapshot.subnets[7].pool.at_spot(Side.SELL, Alpha.parse("1500", 7))
    assert abs((value - sale.value).rao - worth.rao * 20 // 100) <= 2
    assert purchase.subnet.netuid == 3
    now = snapshot.subnets[3].pool.at_spot(Side.SELL, Alpha.parse("40", 3))
    assert abs((now + purchase.value).rao - worth.rao * 30 // 100) <= 2
    assert [(share.subnet.netuid, share.target) for share in plan.shares] == [(7, 200_000), (3, 300_000)]


def test_purchases_are_cut_to_what_the_sales_bring_at_worst() -> None:
    snapshot = staked(free="0.01")
    draft = rebalance(targets(on_7="10", on_3="50"), circumstances(snapshot), FEES)
    assert draft.is_ready, draft.sentence
    assert any("cut" in note for note in draft.notes)
    plan = draft.plan
    assert plan is not None
    assert Tao(0) <= plan.free_after(len(plan.steps)) <= Tao(2)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 40), st.sampled_from(["0.01", "1", "500"]))
def test_no_step_spends_what_is_not_there_at_worst(on_7: int, on_3: int, free: str) -> None:
    snapshot = staked(free=free)
    draft = rebalance(targets(on_7=str(on_7), on_3=str(on_3)), circumstances(snapshot), FEES)
    if draft.plan is None:
        return
    kinds = [step.is_sale for step in draft.plan.steps]
    assert kinds == sorted(kinds, reverse=True)
    assert draft.is_ready, draft.sentence
    assert all(draft.plan.free_after(step) >= Tao(0) for step in range(len(kinds) + 1))
    assert draft.plan.spendable == Tao.parse(free) - DEPOSIT


def test_a_target_of_nothing_sells_all() -> None:
    plan = rebalanced(targets(on_7="0"), staked())
    assert [(step.subnet.netuid, step.takes_all) for step in plan.steps] == [(7, True), (7, True)]


@pytest.mark.parametrize(
    ("ticket", "sentence"),
    [
        (targets(), "Type the share"),
        (targets(on_7="70", on_3="40"), "add up to 110.00 %"),
        (targets(on_7="120"), "More than 100 %"),
        (targets(on_9="5"), "Subnet 9 is gone"),
        (targets(on_7="x"), "not a number"),
    ],
)
def test_targets_that_cannot_be_are_refused(ticket: RebalanceTicket, sentence: str) -> None:
    assert sentence in rebalance(ticket, circumstances(staked()), FEES).sentence


def test_shares_at_exit_are_of_what_selling_pays() -> None:
    at_spot = rebalanced(targets(on_7="20"), staked())
    at_exit = rebalanced(RebalanceTicket({7: "20"}, {7: HOTKEY}, "2", Basis.EXIT), staked())
    assert at_exit.is_worth_at_exit
    assert at_exit.worth is not None
    assert at_spot.worth is not None
    assert at_exit.worth < at_spot.worth
