"""The draft of a plan: its steps as they are assessed now, the plan that they make, and what stands against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.operations.swap_intents import MOST_POSITIONS
from dtao_tui.domain.plans.plan import AtOnce, Plan, PlanKind, PlanStep, Share, TradeCost, sum_of_costs
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.plans.plan_steps import NetworkFees, StepDraft, WantedStep, assessed_steps, objection_to

MOST_STEPS = 64
"""Steps of a plan at most: each is signed by itself, and a person reads them all first."""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as it is asked for now."""

    kind: PlanKind
    steps: tuple[StepDraft, ...] = ()
    plan: Plan | None = None
    """None while a step of it cannot be quoted."""

    sentence: str = ""
    """What stands against it first, or empty."""

    notes: tuple[str, ...] = ()
    """What it leaves out, and why, one sentence each."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be confirmed."""
        return self.plan is not None and not self.sentence


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for besides the steps themselves."""

    kind: PlanKind
    tolerance: Tolerance
    circumstances: Circumstances
    fees: NetworkFees
    notes: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    worth: Tao | None = None
    is_worth_at_exit: bool = False


def plan_of(request: Request, wanted: Sequence[WantedStep]) -> PlanDraft:
    """The plan of these intents in their order; the sentence says what is missing where there is none."""
    if not wanted:
        return PlanDraft(request.kind, sentence="There is nothing to do.", notes=request.notes)
    if len(wanted) > MOST_STEPS:
        sentence = f"A plan has at most {MOST_STEPS} steps; this would be {len(wanted)}."
        return PlanDraft(request.kind, sentence=sentence, notes=request.notes)
    drafts = assessed_steps(wanted, request.tolerance, request.circumstances, request.fees)
    steps = tuple(draft.step for draft in drafts if draft.step is not None)
    plan = _plan(request, steps) if len(steps) == len(drafts) else None
    return PlanDraft(request.kind, drafts, plan, objection_to(drafts), request.notes)


def with_batch(draft: PlanDraft, network_fee: Tao | None) -> PlanDraft:
    """The draft compared with its steps as one atomic batch, whose network fee this is."""
    if draft.plan is None:
        return draft
    return replace(draft, plan=replace(draft.plan, at_once=batch_of(draft.plan, network_fee)))


def batch_of(plan: Plan, network_fee: Tao | None) -> AtOnce:
    """All steps in one block, one after the other: the same trades, and one fee."""
    cost = sum_of_costs(step.cost for step in plan.steps)
    worst = sum((step.worst_loss for step in plan.steps), Tao(0))
    return AtOnce(plan.value, TradeCost(cost.pool_fee, cost.impact, network_fee), worst, is_batch=True)


def spendable_of(circumstances: Circumstances) -> Tao:
    """The free TAO less what must stay; nothing while the account was not read."""
    held = circumstances.holdings
    return max(held.free - circumstances.existential_deposit, Tao(0)) if held else Tao(0)


def sales_first(wanted: Iterable[WantedStep]) -> tuple[WantedStep, ...]:
    """The same with what brings TAO before what pays it; a purchase may spend what the sales bring at worst."""
    return tuple(sorted(wanted, key=lambda wish: isinstance(wish.intent.amount, Tao)))


def _plan(request: Request, steps: tuple[PlanStep, ...]) -> Plan:
    snapshot = request.circumstances.snapshot
    plan = Plan(
        kind=request.kind,
        block=snapshot.block,
        block_seconds=snapshot.block_seconds,
        steps=steps,
        spendable=spendable_of(request.circumstances),
        shares=request.shares,
        worth=request.worth,
        is_worth_at_exit=request.is_worth_at_exit,
    )
    if len(steps) > MOST_POSITIONS or request.circumstances.proxy is not None:
        # Neither the signer nor a staking proxy carries such a batch.
        return plan
    # What one batch costs the network is asked of the chain, where it can be.
    return replace(plan, at_once=batch_of(plan, None))
