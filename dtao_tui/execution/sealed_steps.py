"""Builds a sealed order and the events of its two extrinsics: the carrier, and the operation sealed in it."""

from dataclasses import replace

from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.orders.order import ExtrinsicRole, Order, OrderPart
from dtao_tui.domain.orders.order_events import OrderCancelled, OrderEvent, OrderHeld, OrderLost, OrderSigned
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.calls import Call
from dtao_tui.execution.order_steps import begun, rehearsed
from dtao_tui.ports.extrinsics import DecodedCall, Rehearsal, RehearsalVerdict, Sealed, Signed
from dtao_tui.trading.order_review import Review

CARRIER, OPERATION = 0, 1
"""Places of the two extrinsics in `Order.extrinsics`."""

CARRIER_CALL = DecodedCall(Call("MevShield", "submit_encrypted", {}))
"""The call of every carrier; the signer composes it and tells no argument of it."""

_CARRIER_ONLY = "the carrier alone; what is sealed cannot be tried"
_IN_BLOCK = (OrderState.IN_BLOCK, OrderState.FINAL, OrderState.UNTOLD)


def begun_sealed(review: Review, sealed: Sealed, now: Moment) -> Order:
    """The order as it is recorded before its carrier is sent: both extrinsics, each with its nonce and era."""
    carrier = begun(review, Signed(sealed.unsigned, sealed.decoded, sealed.carrier, sealed.carrier_hash), now)
    first = replace(carrier.extrinsic, role=ExtrinsicRole.CARRIER)
    second = replace(carrier.extrinsic, hash=sealed.operation_hash, nonce=first.nonce + 1)
    signed = tuple(OrderSigned(at=now.wall, extrinsic=place) for place in (CARRIER, OPERATION))
    return replace(carrier, extrinsics=(first, second), events=signed)


def carrier_rehearsed(order: Order, rehearsal: Rehearsal, wall: float) -> tuple[OrderEvent, ...]:
    """The events of a carrier's rehearsal: where it would fail, the sealed order cannot be sent either."""
    if rehearsal.verdict is RehearsalVerdict.PASSED:
        return (rehearsed(replace(rehearsal, sentence=_CARRIER_ONLY), wall),)
    told = rehearsed(rehearsal, wall)
    if rehearsal.verdict is RehearsalVerdict.UNCLEAR:
        return (told,)
    if isinstance(told, OrderCancelled):
        return told, replace(told, extrinsic=OPERATION)
    return _shown_and_kept_back(order, rehearsal.sentence, wall, rehearsal.error, rehearsal.advice)


def carrier_ended(order: Order, wall: float) -> tuple[OrderEvent, ...]:
    """Events of the sealed order where nobody reports on its carrier any more and no block is known to hold that."""
    carrier, operation = order.part(CARRIER), order.part(OPERATION)
    if operation.state is not OrderState.SIGNED or carrier.state in _IN_BLOCK:
        return ()
    if carrier.state is OrderState.CANCELLED:
        return (OrderCancelled(at=wall, sentence=carrier.history.sentence, extrinsic=OPERATION),)
    return (_possible(order, carrier.history.sentence, wall),)


def sentence_while_possible(part: OrderPart, head: int | None = None) -> str:
    """What to know of a sealed order that no block holds yet; `head` is the newest block."""
    last = part.extrinsic.last_valid_block
    if head is not None and head >= last:
        return (
            f"No block holds the sealed order, and its time is over; that is proven once block {last:,} is final. "
            "The next order of this account waits."
        )
    return (
        f"{_carrier_words(part.order)} The sealed order has not been opened so far; until block {last:,} it still can "
        "be. The next order of this account waits; nothing is sent again."
    )


def sentence_never_opened(part: OrderPart) -> str:
    """What to know of a sealed order whose time is over and that no block holds."""
    return (
        f"{_carrier_words(part.order)} The sealed order was never opened, and its time is over: nothing was traded and "
        f"nothing can be any more. {_charged(part.order)}; the account is free for the next order."
    )


def _charged(order: Order) -> str:
    """What the carrier cost. In a block it did cost something, also where no endpoint tells how much."""
    fee = order.network_fee
    if fee:
        return f"{with_unit(fee)} were charged for the carrier"
    is_in_a_block = order.part(CARRIER).history.block_hash is not None
    return "What was charged for the carrier is not known" if is_in_a_block and fee is None else "Nothing was charged"


def _carrier_words(order: Order) -> str:
    history = order.part(CARRIER).history
    if history.state is OrderState.REFUSED:
        return f"The carrier failed in block {history.block:,}." if history.block else "The carrier failed."
    if history.block is not None and history.block_hash is not None:
        return f"The carrier is in block {history.block:,}."
    return "No block is known to hold the carrier."


def _shown_and_kept_back(
    order: Order, because: str, wall: float, error: str, advice: str
) -> tuple[OrderHeld, OrderLost]:
    last = order.extrinsic.last_valid_block
    told = (
        f"{because} It was not sent and no fee was paid; but the endpoint has seen it and could pass it on, so the "
        f"next order of this account waits until block {last:,}. {advice}"
    ).strip()
    return (
        OrderHeld(at=wall, sentence=told, error=error, extrinsic=CARRIER),
        OrderLost(at=wall, sentence=told, extrinsic=OPERATION),
    )


def _possible(order: Order, because: str, wall: float) -> OrderLost:
    operation = order.part(OPERATION)
    told = f"{because} {sentence_while_possible(operation)}".strip()
    return OrderLost(at=wall, sentence=told, extrinsic=OPERATION)
