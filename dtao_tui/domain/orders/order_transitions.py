"""The table of transitions: which event may follow in which state of an order, and the state that it leads into."""

from collections.abc import Mapping
from types import MappingProxyType

from dtao_tui.domain.orders import order_events as events
from dtao_tui.domain.orders.order_events import OrderEvent
from dtao_tui.domain.orders.order_states import OrderState as State

Row = dict[type[OrderEvent], State]

_ENDS: Row = {
    events.OrderFinalized: State.FINAL,
    events.OrderRefused: State.REFUSED,
    events.OrderUntold: State.UNTOLD,
    events.OrderExpired: State.EXPIRED,
    events.OrderReplaced: State.REPLACED,
    events.OrderClosed: State.CLOSED,
}
_UNPROVEN: Row = {events.OrderLost: State.UNKNOWN, events.EndpointRefused: State.UNKNOWN}
_IN_THE_POOL: Row = {events.OrderSent: State.SENT, events.OrderRetracted: State.SENT}
_FOUND: Row = {events.OrderInBlock: State.IN_BLOCK}

_ROWS: Mapping[State, Row] = {
    # Only what no endpoint has seen can be cancelled.
    State.SIGNED: {
        events.RehearsalPassed: State.SIGNED,
        events.RehearsalUnclear: State.SIGNED,
        events.OrderHeld: State.HELD,
        events.OrderCancelled: State.CANCELLED,
        **(_IN_THE_POOL | _FOUND | _UNPROVEN | _ENDS),
    },
    # An endpoint that was shown an order may carry it out, though it was never asked to.
    State.HELD: {**_FOUND, **_UNPROVEN, **_ENDS},
    State.SENT: {**_IN_THE_POOL, **_FOUND, **_UNPROVEN, **_ENDS},
    # The chain may drop a block that is not final.
    State.IN_BLOCK: {
        events.OrderRetracted: State.SENT,
        events.BlockUnread: State.IN_BLOCK,
        events.OrderSettled: State.IN_BLOCK,
        **(_FOUND | _UNPROVEN | _ENDS),
    },
    State.UNKNOWN: {**_IN_THE_POOL, **_FOUND, **_UNPROVEN, **_ENDS},
    # The end stays; the same block's events tell what it changed.
    State.FINAL: {events.OrderSettled: State.FINAL},
    State.REFUSED: {events.OrderSettled: State.REFUSED},
    State.UNTOLD: {},
    State.EXPIRED: {},
    State.REPLACED: {},
    State.CANCELLED: {},
    State.CLOSED: {},
}

TRANSITIONS: Mapping[tuple[State, type[OrderEvent]], State] = MappingProxyType(
    {(state, event): after for state, row in _ROWS.items() for event, after in row.items()}
)
"""By state and kind of event, the state that follows; everything else is illegal."""


class IllegalTransition(Exception):
    """A fault of this program: this event cannot happen to an order in this state."""


def state_after(before: State | None, event: OrderEvent) -> State:
    """The state that the event leads into; None is before the first event. Raises IllegalTransition."""
    if before is None and isinstance(event, events.OrderSigned):
        return State.SIGNED
    if before is None and isinstance(event, events.OrderRecorded):
        return event.state
    after = TRANSITIONS.get((before, type(event))) if before else None
    if after is None:
        what = f"that is “{before.value}”" if before else "that is not signed"
        raise IllegalTransition(f"{type(event).__name__} cannot happen to an order {what}.")
    return after
