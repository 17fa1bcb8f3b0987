"""Which nonce the next order of an account carries, judged by the orders that were signed before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.domain.orders.order_record import OrderState, PlacedOrder

ANOTHER_PROGRAM = "Another program used this account since the last order here: its number is {told}, not {expected}."
PROBABLY_TRADED = (
    "The account's number has moved past {nonce}, which an order carried that ended without a block: it probably "
    "traded. Compare your balances before you order again."
)
BOTH_SIGNED = (
    "An order held back carries the same number: both are signed. The endpoint can carry out either, and only one."
)
MOVED_PAST_HELD = (
    "The account's number has moved past an order that was held back; which order was carried out is asked of the "
    "chain first."
)
BELOW_HELD = (
    "The endpoint now counts fewer orders of this account than when the last one was held back. Wait until the time "
    "of that order is over, or choose another endpoint."
)
WHILE_OPEN = (
    "The account's number does not follow from the order whose block is not final yet: another program used this "
    "account, or the endpoint is wrong. Wait until that block is final."
)
FAILED_BEFORE = (
    "That your last {kind} here failed is this endpoint's word alone. Look at your balance through another endpoint "
    "before you repeat it."
)
ABOVE_UNPROVEN = "An order of this account with a lower number is not resolved yet; the next one waits for it."


@dataclass(frozen=True, slots=True)
class KnownNonces:
    """The nonces of an account's earlier orders, as the journal knows them; the signer compares them with its own."""

    unproven: tuple[int, ...] = ()
    """Of orders that may still be carried out: nothing above the lowest of them is signed."""

    ended: tuple[int, ...] = ()
    """Of orders whose end is proven, or that a person has closed."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The nonce to sign with, and what a person must know about it."""

    nonce: int
    notes: tuple[str, ...] = ()
    objection: str = ""
    """Why nothing is signed now, as a sentence; empty where it is."""


def known_nonces(orders: Sequence[PlacedOrder]) -> KnownNonces:
    """What is known of one account's orders."""
    unproven = {order.nonce for order in orders if order.state.is_unproven}
    ended = {order.nonce for order in orders if not order.state.is_unproven}
    return KnownNonces(tuple(sorted(unproven)), tuple(sorted(ended - unproven)))


def number_next(orders: Sequence[PlacedOrder], told: int, on_chain: int) -> Numbering:
    """The nonce of an account's next order.

    `told` is the next number by the node, its pool counted in; `on_chain` the one in the newest block's state.
    """
    held = [order.nonce for order in orders if order.state is OrderState.HELD]
    if held:
        return _beside_held(min(held), on_chain)
    used = [order.nonce for order in orders if order.used_its_nonce]
    expected = max(used) + 1 if used else None
    if expected not in (None, told) and any(order.state is OrderState.IN_BLOCK for order in orders):
        return Numbering(told, objection=WHILE_OPEN)
    unused = [order.nonce for order in orders if _ended_unused(order) and order.nonce >= (expected or 0)]
    if any(nonce < on_chain for nonce in unused):
        return Numbering(told, (PROBABLY_TRADED.format(nonce=max(nonce for nonce in unused if nonce < on_chain)),))
    # The pool may still hold an order that ended without a block: the next one takes its place rather than follow it.
    nonce = min([told, *unused])
    if expected not in (None, nonce):
        return Numbering(nonce, (ANOTHER_PROGRAM.format(told=nonce, expected=expected),))
    return Numbering(nonce)


def note_of_repeat(orders: Sequence[PlacedOrder], kind: str, netuid: int) -> str:
    """What to know before an order is repeated that failed in its block, or empty; `orders` are newest first.

    Only the endpoint's word says that it failed: neither its body nor the number it used tells that.
    """
    last = next((order for order in orders if (order.kind, order.netuid) == (kind, netuid)), None)
    is_failed = last is not None and last.state is OrderState.REFUSED
    return FAILED_BEFORE.format(kind=kind) if is_failed else ""


def _ended_unused(order: PlacedOrder) -> bool:
    """Whether an order that an endpoint has seen ended without a block that counted its nonce."""
    return not (order.state.is_open or order.used_its_nonce or order.state is OrderState.CANCELLED)


def _beside_held(held: int, on_chain: int) -> Numbering:
    """Beside an order that was held back the next one carries the same nonce, so that only one can be carried out."""
    if on_chain > held:
        return Numbering(held, objection=MOVED_PAST_HELD)
    if on_chain < held:
        return Numbering(held, objection=BELOW_HELD)
    return Numbering(held, (BOTH_SIGNED,))
