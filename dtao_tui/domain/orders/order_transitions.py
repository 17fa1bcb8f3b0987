"""Which states an order can pass into from which; every step of an order is checked against this table."""

from collections.abc import Mapping
from types import MappingProxyType

from dtao_tui.domain.orders.order_record import OrderState as State

_ENDS_THE_CHAIN_PROVES = frozenset({State.FINAL, State.REFUSED, State.UNTOLD, State.EXPIRED, State.REPLACED})
_ENDS = _ENDS_THE_CHAIN_PROVES | {State.CLOSED}

ALLOWED: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        # Only what no endpoint has seen can be cancelled.
        State.SIGNED: _ENDS | {State.HELD, State.SENT, State.IN_BLOCK, State.UNKNOWN, State.CANCELLED},
        # An endpoint that was shown an order may carry it out, though it was never asked to.
        State.HELD: _ENDS | {State.IN_BLOCK, State.UNKNOWN},
        State.SENT: _ENDS | {State.IN_BLOCK, State.UNKNOWN},
        # The chain may drop a block that is not final.
        State.IN_BLOCK: _ENDS | {State.SENT, State.UNKNOWN},
        State.UNKNOWN: _ENDS | {State.SENT, State.IN_BLOCK},
        State.FINAL: frozenset(),
        State.REFUSED: frozenset(),
        State.UNTOLD: frozenset(),
        State.EXPIRED: frozenset(),
        State.REPLACED: frozenset(),
        State.CANCELLED: frozenset(),
        State.CLOSED: frozenset(),
    }
)
"""By state, the states that may follow; an open order may also stay where it is."""


class IllegalTransition(Exception):
    """A fault of this program: an order cannot pass from the one state into the other."""


def check_transition(before: State, after: State) -> None:
    """Raise IllegalTransition unless an order may pass from the one state into the other."""
    if after in ALLOWED[before] or (after is before and before.is_open):
        return
    raise IllegalTransition(f"An order cannot pass from “{before.value}” into “{after.value}”.")
