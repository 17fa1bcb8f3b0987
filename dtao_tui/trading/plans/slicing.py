"""Slicing: one large stake or unstake as several smaller ones with blocks between them.

Slicing alone lowers nothing: in a pool that nobody else trades in, the slices together move the price as far as one
order does. It helps where the pool comes back between the slices, so both are computed.
"""

from dataclasses import replace

from dtao_tui.domain.amounts import Alpha, Tao, amount_of
from dtao_tui.domain.plans.apportioning import divided
from dtao_tui.domain.plans.plan import AtOnce, PlanKind, TradeCost, sum_of_costs
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.trades.intents import Stake, Unstake
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.assessment import Assessment, assess
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.plans.plan_draft import MOST_STEPS, PlanDraft, Request, plan_of
from dtao_tui.trading.plans.plan_steps import NetworkFees, WantedStep, assessed_steps, cost_of, worst_loss_of, worth


def slices(
    whole: Stake | Unstake,
    count: int,
    waits: int,
    tolerance: Tolerance,
    circumstances: Circumstances,
    fees: NetworkFees,
) -> PlanDraft:
    """The plan of an order in `count` slices with `waits` blocks between them; `tolerance` is that of each."""
    if not 2 <= count <= MOST_STEPS:
        return PlanDraft(PlanKind.SLICES, sentence=f"Slice it into 2 to {MOST_STEPS} orders.")
    if whole.amount.rao < count:
        return PlanDraft(PlanKind.SLICES, sentence="Type an amount above zero.")
    parts = divided(whole.amount.rao, count)
    wanted = [
        WantedStep(_slice(whole, rao, is_last=n == count), waits if n > 1 else 0) for n, rao in enumerate(parts, 1)
    ]
    draft = plan_of(Request(PlanKind.SLICES, tolerance, circumstances, fees), wanted)
    if draft.plan is None:
        return draft
    one = assess(whole, tolerance, replace(circumstances, network_fee=fees.get(whole.op)))
    at_once = _one_order(one, circumstances.subnet_of(whole).pool)
    recovered = _if_recovered(wanted, tolerance, circumstances, fees)
    return replace(draft, plan=replace(draft.plan, at_once=at_once, if_recovered=recovered))


def _slice(whole: Stake | Unstake, rao: int, *, is_last: bool) -> Stake | Unstake:
    if isinstance(whole, Stake):
        return replace(whole, amount=Tao(rao))
    amount = amount_of(whole.amount.asset, rao)
    assert isinstance(amount, Alpha)
    # What the position grows by meanwhile goes with the last one.
    return replace(whole, amount=amount, is_whole_position=whole.is_whole_position and is_last)


def _one_order(assessment: Assessment, start: Pool) -> AtOnce | None:
    quoted = assessment.quote
    if quoted is None:
        return None
    cost = cost_of(quoted, start, quoted.network_fee)
    return AtOnce(worth(quoted.pays, start), cost, worst_loss_of(quoted, start), is_batch=False)


def _if_recovered(
    wanted: list[WantedStep], tolerance: Tolerance, circumstances: Circumstances, fees: NetworkFees
) -> TradeCost | None:
    """The cost if each slice meets the pool as it is now."""
    alone = [assessed_steps([wish], tolerance, circumstances, fees)[0] for wish in wanted]
    costs = [draft.step.cost for draft in alone if draft.step is not None]
    return sum_of_costs(costs) if len(costs) == len(wanted) else None
