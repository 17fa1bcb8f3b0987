"""Orders in any state, for the tests of what writes or shows them."""

from dataclasses import fields, replace
from typing import Any

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.orders.order import Order, OrderExtrinsic, OrderSubnet, Quoted
from dtao_tui.domain.orders.order_events import (
    OrderCancelled,
    OrderClosed,
    OrderEvent,
    OrderExpired,
    OrderFinalized,
    OrderHeld,
    OrderInBlock,
    OrderLost,
    OrderRecorded,
    OrderRefused,
    OrderReplaced,
    OrderSent,
    OrderSettled,
    OrderSigned,
    OrderUntold,
    RehearsalPassed,
)
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.settlement import Filled, Settlement

GENESIS = "0x" + "ab" * 32
SIGNED_AT = 1_780_000_000.5

_SUBNET = OrderSubnet(7, "γ", "templar")
_EXTRINSIC = OrderExtrinsic(hash="0x01", nonce=3, era_block=100, last_valid_block=163, era_hash="0x64")
_QUOTED = Quoted(
    block=5,
    received=Alpha(2**64 - 1, 7),
    worst_received=Alpha(4, 7),
    pool_fee=Tao(3),
    network_fee=None,
    price_before=Price(50_000_000),
    limit=Price(2**64 - 2),
)
_RECORDED = {"at", "state", "steps", "sentence", "block", "block_hash", "settlement", "rehearsal", "answer"}


def an_order(order_id: str = "one", **changes: Any) -> Order:
    """An order that was just signed, or is in the `state` that is named, reached without its events.

    Fields of the order, of its subnet, of its extrinsic (its hash as `extrinsic_hash`) and of `OrderRecorded` can be
    named, and `filled` with the `network_fee` in the place of a whole settlement.
    """
    if "filled" in changes:
        changes["settlement"] = a_settlement(changes.pop("filled"), changes.pop("network_fee", None))
    if "extrinsic_hash" in changes:
        changes["hash"] = changes.pop("extrinsic_hash")
    subnet = replace(_SUBNET, **_taken(changes, OrderSubnet))
    extrinsic = replace(_EXTRINSIC, **_taken(changes, OrderExtrinsic))
    told = {name: changes.pop(name) for name in _RECORDED & set(changes)}
    created_at = changes.pop("created_at", SIGNED_AT)
    order = Order(
        id=order_id,
        network="practice",
        genesis=GENESIS,
        owner="5Grw",
        signer="5Grw",
        operation="stake",
        call_name="add_stake_limit",
        hotkey="5DAA",
        subnets=(subnet,),
        pays=Tao(2**64 - 1),
        quoted=_QUOTED,
        created_at=created_at,
        extrinsics=(extrinsic,),
        events=(_recorded(created_at, told) if told else OrderSigned(at=created_at),),
    )
    return replace(order, **changes)


def in_state(order: Order, state: OrderState) -> Order:
    """An order that was just signed, led into a state by events."""
    return order.after(*_WAYS[state])


def a_settlement(
    filled: Filled | None, network_fee: Tao | None = None, fee_in_alpha: Alpha | None = None
) -> Settlement:
    """What a block's events said; the flows are left out."""
    return Settlement(filled=filled, network_fee=network_fee, fee_in_alpha=fee_in_alpha)


_SENT = OrderSent(at=2.0)
_LOST = OrderLost(at=3.0, sentence="It may have happened.")
_SETTLED = OrderSettled(at=4.0, settlement=a_settlement(Filled(Tao(9), Alpha(8, 7), Tao(1)), Tao(2)))
_IN_BLOCK = (_SENT, OrderInBlock(at=4.0, block=105, block_hash="0x69"), _SETTLED)
_WAYS: dict[OrderState, tuple[OrderEvent, ...]] = {
    OrderState.SIGNED: (RehearsalPassed(at=1.5),),
    OrderState.HELD: (OrderHeld(at=2.0, sentence="It is held.", error="SlippageTooHigh"),),
    OrderState.SENT: (_SENT,),
    OrderState.IN_BLOCK: _IN_BLOCK,
    OrderState.FINAL: (*_IN_BLOCK, OrderFinalized(at=5.0, block=105, block_hash="0x69"), _SETTLED),
    OrderState.REFUSED: (_SENT, OrderRefused(at=5.0, block=105, block_hash="0x69", sentence="It failed.")),
    OrderState.UNTOLD: (_SENT, _LOST, OrderUntold(at=5.0, block=105, block_hash="0x69")),
    OrderState.UNKNOWN: (_SENT, _LOST),
    OrderState.EXPIRED: (_LOST, OrderExpired(at=5.0, sentence="It is over.")),
    OrderState.REPLACED: (_LOST, OrderReplaced(at=5.0, sentence="It was replaced.")),
    OrderState.CANCELLED: (OrderCancelled(at=2.0, sentence="Nothing was sent."),),
    OrderState.CLOSED: (_SENT, _LOST, OrderClosed(at=900.0, sentence="It was closed.")),
}


def _recorded(created_at: float, told: dict[str, Any]) -> OrderRecorded:
    return OrderRecorded(**{"at": created_at, "state": OrderState.SIGNED, "steps": (("signed", created_at),), **told})


def _taken(changes: dict[str, Any], kind: type) -> dict[str, Any]:
    """The changes that are fields of this class, taken out of the others."""
    return {field.name: changes.pop(field.name) for field in fields(kind) if field.name in changes}
