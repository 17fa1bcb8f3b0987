"""States of a plan's steps, by its record and by the journal of orders."""

from collections.abc import Mapping
from enum import Enum

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.plans.plan_record import PlanRecord


class StepState(Enum):
    """How far a step has come; the values are what a person reads."""

    NOT_BEGUN = "not begun"
    WAITS = "waits"
    QUOTED = "quoted"
    """It is quoted again and reviewed; nothing is signed yet."""

    UNDER_WAY = "under way"
    """Its order is signed and not final yet."""

    FINAL = "final"
    HELD = "held back"
    UNKNOWN = "unknown"
    STOPPED = "stopped it"
    """It stopped the plan, and nothing of it was carried out, for certain."""


_STATES = {
    OrderState.FINAL: StepState.FINAL,
    OrderState.HELD: StepState.HELD,
    OrderState.UNKNOWN: StepState.UNKNOWN,
    OrderState.UNTOLD: StepState.UNKNOWN,
    OrderState.CLOSED: StepState.UNKNOWN,
    OrderState.SIGNED: StepState.UNDER_WAY,
    OrderState.SENT: StepState.UNDER_WAY,
    OrderState.IN_BLOCK: StepState.UNDER_WAY,
}


def step_states(record: PlanRecord, orders: Mapping[str, Order], *, is_here: bool) -> tuple[StepState, ...]:
    """The state of each step; `orders` by id, `is_here` if this program carries the plan out now."""
    return tuple(_state(record, step, orders, is_here=is_here) for step in range(len(record.plan.steps)))


def is_resolved(record: PlanRecord, orders: Mapping[str, Order]) -> bool:
    """Whether it is known of every order of the plan how it ended."""
    begun = (orders.get(order_id) for order_id in record.order_ids)
    return not any(order is not None and order.is_open for order in begun)


def steps_left(record: PlanRecord, orders: Mapping[str, Order]) -> tuple[int, ...]:
    """The steps that were not carried out, by number; one whose end is not known is none of them."""
    states = step_states(record, orders, is_here=False)
    return tuple(n for n, state in enumerate(states) if state in (StepState.NOT_BEGUN, StepState.STOPPED))


def _state(record: PlanRecord, step: int, orders: Mapping[str, Order], *, is_here: bool) -> StepState:
    if step < record.done:
        return StepState.FINAL
    if step > record.done:
        return StepState.WAITS if is_here else StepState.NOT_BEGUN
    order = orders.get(record.order_id(step) or "")
    if order is not None:
        return _state_of(order)
    stopped = record.progress.stopped
    if stopped is not None:
        # A journal that lacks the order may be damaged.
        is_known = not record.is_in_step or stopped.is_unsigned
        return StepState.STOPPED if is_known else StepState.UNKNOWN
    return StepState.QUOTED if is_here else StepState.NOT_BEGUN


def _state_of(order: Order) -> StepState:
    """The state of a step with this order; a final one whose block does not tell the fill may have done nothing."""
    if order.state is OrderState.FINAL and order.filled is None:
        return StepState.UNKNOWN
    return _STATES.get(order.state, StepState.STOPPED)
