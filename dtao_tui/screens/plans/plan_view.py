"""A plan as it is drawn: its steps with their states, newest quotes and drift."""

from collections.abc import Mapping
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.plans.plan import Plan, drift_of
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.domain.plans.step_states import StepState
from dtao_tui.services.plans.plan_desk import PlanDesk
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.trading.plans.rebalancing import millionths, values_of
from dtao_tui.widgets.plans.plan_side import PlanView
from dtao_tui.widgets.plans.plan_words import StepView
from dtao_tui.widgets.plans.step_table import StepTotal

_AHEAD = (StepState.NOT_BEGUN, StepState.WAITS, StepState.QUOTED, StepState.STOPPED)


def view_of_plan(
    desk: PlanDesk, plan: Plan, snapshot: Snapshot | None, warnings: tuple[str, ...], names: Mapping[str, str]
) -> PlanView:
    """A plan that is not confirmed yet; `names` are the validators' own, by hotkey."""
    states = (StepState.NOT_BEGUN,) * len(plan.steps)
    return PlanView(plan, _steps(desk, plan, states, snapshot, ()), warnings=warnings, names=names)


def view_of_record(desk: PlanDesk, record: PlanRecord, snapshot: Snapshot | None) -> PlanView:
    """A confirmed plan."""
    running = desk.running
    is_here = running is not None and running.record.id == record.id
    steps = _steps(desk, record.plan, desk.states(record), snapshot, record.order_ids)
    is_stopping = is_here and running is not None and running.is_stopping
    return PlanView(record.plan, steps, record, is_running=is_here, is_stopping=is_stopping)


def validators_named(desk: TradingDesk, plan: Plan, snapshot: Snapshot | None) -> dict[str, str]:
    """The names of a plan's validators by hotkey, as far as they were heard of; no request is made."""
    netuids = dict.fromkeys(step.subnet.netuid for step in plan.steps) if snapshot is not None else {}
    heard = (desk.validators_last_heard(netuid, snapshot) for netuid in netuids if snapshot is not None)
    return {validator.hotkey: validator.name for validators in heard for validator in validators or ()}


def total_of(view: PlanView) -> StepTotal:
    """The total of its steps, its drift by what each of them is worth."""
    known = [(step.step.value.rao, step.drift) for step in view.steps if step.drift is not None]
    worth = sum(value for value, _ in known)
    drift = sum((value * drift for value, drift in known), Decimal(0)) / worth if worth else None
    return StepTotal(view.plan, drift)


def shares_now(desk: PlanDesk, plan: Plan, snapshot: Snapshot) -> Mapping[int, int]:
    """The shares of this block by netuid, in millionths of all that is staked."""
    held = desk.holdings(snapshot)
    if held is None:
        return {}
    values = values_of(held, snapshot, at_exit=plan.is_worth_at_exit)
    whole = plan.worth or sum(values.values(), Tao(0))
    return {netuid: millionths(value, whole) for netuid, value in values.items()}


def _steps(
    desk: PlanDesk,
    plan: Plan,
    states: tuple[StepState, ...],
    snapshot: Snapshot | None,
    order_ids: tuple[str, ...],
) -> tuple[StepView, ...]:
    orders = desk.orders
    ahead = {n: plan.steps[n] for n, state in enumerate(states) if state in _AHEAD}
    quotes = desk.requoted(ahead, snapshot) if snapshot else {}
    views = []
    for n, (step, state) in enumerate(zip(plan.steps, states, strict=True)):
        order = orders.get(order_ids[n]) if n < len(order_ids) else None
        filled = order.filled if order else None
        receives: Tao | Alpha | None = filled.received if filled else quotes.get(n)
        if receives is None and order is not None:
            receives = order.quoted.received
        drift = None if receives is None else drift_of(step, filled.paid if filled else step.pays, receives)
        views.append(StepView(n + 1, step, state, order, receives, drift))
    return tuple(views)
