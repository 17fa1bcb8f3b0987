"""Requoting: what the steps of a plan that are still ahead would bring at a later block."""

from collections.abc import Mapping, Sequence

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.plans.plan import PlanStep
from dtao_tui.domain.trades.intents import Limits, SingleIntent, Stake, Unstake
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.plans.plan_steps import NetworkFees, WantedStep, assessed_steps


def requoted(
    steps: Mapping[int, PlanStep], circumstances: Circumstances, fees: NetworkFees
) -> Mapping[int, Tao | Alpha]:
    """By number, what these steps would bring now, each behind the ones before it; one that cannot be is left out."""
    known = {n: step for n, step in steps.items() if step.subnet.netuid in circumstances.snapshot.subnets}
    if not known:
        return {}
    tolerance = min(step.tolerance for step in known.values())
    wanted: Sequence[WantedStep] = [WantedStep(intent_of(step), step.waits) for step in known.values()]
    drafts = assessed_steps(wanted, tolerance, circumstances, fees)
    quoted = zip(known, drafts, strict=True)
    return {number: draft.quote.receives for number, draft in quoted if draft.quote is not None}


def intent_of(step: PlanStep) -> SingleIntent:
    """What a step does, as it was confirmed."""
    if isinstance(step.pays, Tao):
        return Stake(step.subnet.netuid, step.hotkey, step.pays)
    return Unstake(step.subnet.netuid, step.hotkey, step.pays, step.takes_all)


def limits_of(step: PlanStep) -> Limits:
    """The limit that it was confirmed with."""
    return Limits((step.limit,))
