"""Continuing: the steps that a stopped plan did not carry out, as a new plan with new quotes.

It is shown and confirmed like any other; nothing goes on by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.plans.plan import PlanStep
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.domain.plans.step_states import is_resolved, steps_left
from dtao_tui.domain.trades.intents import SingleIntent, Unstake
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.plans.plan_draft import PlanDraft, Request, plan_of
from dtao_tui.trading.plans.plan_steps import NetworkFees, WantedStep
from dtao_tui.trading.plans.requoting import intent_of

NOT_RESOLVED = "It is not known yet how an order of this plan ended; the rest waits until the chain has told it."


def continued(
    record: PlanRecord, orders: Mapping[str, Order], circumstances: Circumstances, fees: NetworkFees
) -> PlanDraft:
    """The rest of a stopped plan, quoted now; `orders` are the journal's, by id."""
    plan = record.plan
    if not is_resolved(record, orders):
        return PlanDraft(plan.kind, sentence=NOT_RESOLVED)
    left = [plan.steps[step] for step in steps_left(record, orders)]
    trouble = next(filter(None, (circumstances.snapshot.trouble_with(step.subnet.id) for step in left)), "")
    if trouble:
        return PlanDraft(plan.kind, sentence=trouble)
    wanted = [WantedStep(_intent(step, circumstances), step.waits, step.takes_all) for step in left]
    request = Request(
        plan.kind,
        _tolerance(left),
        circumstances,
        fees,
        shares=plan.shares,
        worth=plan.worth,
        is_worth_at_exit=plan.is_worth_at_exit,
    )
    return plan_of(request, wanted)


def _intent(step: PlanStep, circumstances: Circumstances) -> SingleIntent:
    intent, held = intent_of(step), circumstances.holdings
    if step.takes_all and held is not None and isinstance(intent, Unstake):
        # All of a position is what it holds now.
        return replace(intent, amount=held.staked(step.subnet.netuid, step.hotkey))
    return intent


def _tolerance(steps: Sequence[PlanStep]) -> Tolerance:
    """The one tolerance of a plan's steps."""
    return min((step.tolerance for step in steps), default=Tolerance())
