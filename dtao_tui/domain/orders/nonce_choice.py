"""Choice of the nonce of a signer's next order, by the extrinsics that it signed before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dtao_tui.domain.orders.order import Order, OrderPart
from dtao_tui.domain.orders.order_states import OrderState

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

    is_shared: bool = False
    """Whether another signed order carries the same nonce, of which only one can be carried out."""


def known_nonces(orders: Sequence[Order]) -> KnownNonces:
    """What is known of the extrinsics that one account has signed."""
    parts = _parts(orders)
    unproven = {part.nonce for part in parts if part.state.is_unproven}
    ended = {part.nonce for part in parts if not part.state.is_unproven}
    return KnownNonces(tuple(sorted(unproven)), tuple(sorted(ended - unproven)))


def number_next(orders: Sequence[Order], told: int, on_chain: int) -> Numbering:
    """The nonce of a signer's next order; `orders` are all that it has signed.

    `told` is the next number by the node, its pool counted in; `on_chain` the one in the newest block's state.
    """
    parts = _parts(orders)
    held = [part.nonce for part in parts if part.state is OrderState.HELD]
    if held:
        return _beside_held(min(held), on_chain)
    used = [part.nonce for part in parts if part.history.used_its_nonce]
    expected = max(used) + 1 if used else None
    if expected not in (None, told) and any(part.state is OrderState.IN_BLOCK for part in parts):
        return Numbering(told, objection=WHILE_OPEN)
    unused = [part.nonce for part in parts if _ended_unused(part) and part.nonce >= (expected or 0)]
    if any(nonce < on_chain for nonce in unused):
        return Numbering(told, (PROBABLY_TRADED.format(nonce=max(nonce for nonce in unused if nonce < on_chain)),))
    # The pool may still hold an order that ended without a block: the next one takes its place rather than follow it.
    nonce = min([told, *unused])
    if expected not in (None, nonce):
        return Numbering(nonce, (ANOTHER_PROGRAM.format(told=nonce, expected=expected),))
    return Numbering(nonce)


def note_of_repeat(orders: Sequence[Order], operation: str, netuid: int | None) -> str:
    """What to know before an order is repeated that failed in its block, or empty; `orders` are newest first.

    Only the endpoint's word says that it failed: neither its body nor the number it used tells that.
    """
    last = next((order for order in orders if (order.operation, order.netuid) == (operation, netuid)), None)
    is_failed = last is not None and last.state is OrderState.REFUSED
    return FAILED_BEFORE.format(kind=operation) if is_failed else ""


def _parts(orders: Iterable[Order]) -> list[OrderPart]:
    return [part for order in orders for part in order.parts]


def _ended_unused(part: OrderPart) -> bool:
    """Whether an extrinsic that an endpoint has seen ended without a block that counted its nonce."""
    return not (part.state.is_open or part.history.used_its_nonce or part.state is OrderState.CANCELLED)


def _beside_held(held: int, on_chain: int) -> Numbering:
    """Beside an order that was held back the next one carries the same nonce, so that only one can be carried out."""
    if on_chain > held:
        return Numbering(held, objection=MOVED_PAST_HELD)
    if on_chain < held:
        return Numbering(held, objection=BELOW_HELD)
    return Numbering(held, (BOTH_SIGNED,), is_shared=True)
