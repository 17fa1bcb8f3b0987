"""Builds an order and its events from what the signer, a rehearsal, an endpoint or a block say."""

from collections.abc import Mapping
from dataclasses import replace

from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.operations.staking_proxy import PROXY_CALL, PROXY_EXECUTED
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.orders.order import ExtrinsicRole, Order, OrderExtrinsic, OrderPart, OrderSubnet, Quoted
from dtao_tui.domain.orders.order_events import (
    EndpointRefused,
    OrderCancelled,
    OrderEvent,
    OrderFinalized,
    OrderHeld,
    OrderInBlock,
    OrderRefused,
    OrderSettled,
    OrderSigned,
    OrderUntold,
    RehearsalPassed,
    RehearsalUnclear,
)
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.settlement import RestSold, Settlement, settlement_of
from dtao_tui.domain.trades.tolerance import allows_part
from dtao_tui.ports.extrinsics import Outcome, Rehearsal, RehearsalVerdict, Signed, Unsigned
from dtao_tui.trading.order_review import Review

_HELD = "It was not sent and no fee was paid; but the endpoint has seen it, so the next order carries the same number."
_ASKED = (
    "That proves nothing, so the chain is asked what becomes of it; nothing is charged unless a block holds it. "
    "In Activity, under 3, r asks again."
)
_CARRIES = "The carrier is in block {block:,}; the sealed order is opened in this block or one of the next."
_UNREADABLE = "This runtime tells the amounts in a form unknown here; the position shows them."
_NO_PROXY_EVENT = (
    "Its events do not say whether the proxy's call was carried out; compare the coldkey's TAO and stakes."
)
_Found = type[OrderFinalized] | type[OrderRefused] | type[OrderUntold] | type[OrderInBlock]
_END_OF: Mapping[bool | None, _Found] = {True: OrderFinalized, False: OrderRefused, None: OrderUntold}


def begun(review: Review, signed: Signed, now: Moment) -> Order:
    """The order as it is recorded before it is sent."""
    intent, unsigned = review.intent, signed.unsigned
    return Order(
        id=review.id,
        network=review.facts.network,
        genesis=unsigned.genesis,
        owner=unsigned.origin,
        signer=unsigned.signer,
        operation=intent.op,
        call_name=_call_name(signed.decoded.call),
        hotkey=intent.hotkey,
        subnets=_subnets(review),
        pays=intent.amount,
        quoted=_quoted(review, unsigned),
        created_at=now.wall,
        extrinsics=(_extrinsic(signed, now, review.facts.block_seconds),),
        events=(OrderSigned(at=now.wall),),
    )


def _call_name(call: Call) -> str:
    """The call's name; of one by proxy, that of the call that it carries."""
    return call.inner[0].name if call.title == PROXY_CALL else call.name


def _subnets(review: Review) -> tuple[OrderSubnet, ...]:
    """The subnets that the intent touches, as they are called at the quote's block."""
    known = (review.snapshot.subnets[netuid] for netuid in review.intent.touches())
    return tuple(OrderSubnet(subnet.netuid, subnet.symbol, subnet.name, subnet.registered_at) for subnet in known)


def _quoted(review: Review, unsigned: Unsigned) -> Quoted:
    # The fee of the very call that is signed, not the last one heard.
    quote = replace(review.quote, network_fee=unsigned.fee)
    return Quoted(
        block=quote.block,
        received=quote.receives,
        worst_received=review.worst_received,
        pool_fee=quote.pool_fee,
        network_fee=quote.network_fee,
        price_before=quote.price_before,
        limit=quote.limit_price,
        limit_ratio=quote.limit_ratio,
        flows=quote.flows(unsigned.origin, review.pays_fee),
        allow_partial=allows_part(quote.intent),
        worth=review.worth.tao,
    )


def _extrinsic(signed: Signed, now: Moment, block_seconds: float) -> OrderExtrinsic:
    unsigned = signed.unsigned
    return OrderExtrinsic(
        hash=signed.hash,
        nonce=unsigned.nonce,
        era_block=unsigned.era_block,
        era_hash=unsigned.era_hash,
        last_valid_block=unsigned.last_valid_block,
        era_seconds=unsigned.era_period * block_seconds,
        signed_at=now,
    )


def only_if_passed(rehearsal: Rehearsal) -> Rehearsal:
    """The rehearsal where nothing else confirms the order: an unclear one counts as failed."""
    if rehearsal.verdict is not RehearsalVerdict.UNCLEAR:
        return rehearsal
    because = f" {rehearsal.sentence}" if rehearsal.sentence else ""
    sentence = f"On this chain only a rehearsal confirms an order, and this one was not rehearsed.{because}"
    return replace(rehearsal, verdict=RehearsalVerdict.FAILED, sentence=sentence, error="not rehearsed")


def rehearsed(rehearsal: Rehearsal, wall: float) -> OrderEvent:
    """The event of a rehearsal: the order goes on, or is held back or cancelled where it would fail."""
    match rehearsal.verdict:
        case RehearsalVerdict.PASSED:
            return RehearsalPassed(at=wall, sentence=rehearsal.sentence)
        case RehearsalVerdict.UNCLEAR:
            return RehearsalUnclear(at=wall, sentence=rehearsal.sentence)
        case RehearsalVerdict.FAILED if rehearsal.was_shown:
            return held(rehearsal.sentence, wall, rehearsal.error, advice=rehearsal.advice)
        case RehearsalVerdict.FAILED:
            # Nobody but this program has its bytes.
            sentence = _joined(
                rehearsal.sentence, "Nothing was sent, nothing happened and nothing was charged.", rehearsal.advice
            )
            return OrderCancelled(at=wall, sentence=sentence, error=rehearsal.error)


def held(because: str, wall: float, error: str = "", *, advice: str = "", extrinsic: int = 0) -> OrderHeld:
    """The event of an order that is held back though an endpoint has seen its bytes."""
    return OrderHeld(at=wall, sentence=_joined(because, _HELD, advice), error=error, extrinsic=extrinsic)


def refused_by_endpoint(answer: str, wall: float, *, extrinsic: int = 0) -> EndpointRefused:
    """The event of an endpoint's refusal, which proves nothing: the endpoint may have passed the order on."""
    told = f"The endpoint refused it: “{answer}”"
    return EndpointRefused(at=wall, answer=told, sentence=f"{told} {_ASKED}", extrinsic=extrinsic)


def included(part: OrderPart, outcome: Outcome, wall: float, *, is_final: bool) -> tuple[OrderEvent, ...]:
    """The events of an extrinsic that is in a block: how it ended once the block is final, and its settlement."""
    outcome = _by_proxy(part, outcome)
    is_over = is_final and not outcome.may_be_told_later
    kind: _Found = _END_OF[outcome.succeeded] if is_over else OrderInBlock
    settlement = _settlement(part.order, outcome)
    found = kind(
        at=wall,
        block=outcome.block,
        block_hash=outcome.block_hash,
        sentence=_sentence_of(outcome, settlement, part),
        extrinsic=part.number,
    )
    return (found, OrderSettled(at=wall, settlement=settlement, extrinsic=part.number)) if settlement else (found,)


def _by_proxy(part: OrderPart, outcome: Outcome) -> Outcome:
    """The outcome; without the event of its call by proxy, a success of the extrinsic tells nothing of the order.

    `Proxy.proxy` succeeds whatever the call in it does, and tells that by `ProxyExecuted` alone.
    """
    is_operation = part.order.is_by_proxy and part.extrinsic.role is ExtrinsicRole.OPERATION
    if not is_operation or not outcome.succeeded:
        return outcome
    if any((event.pallet, event.name) == PROXY_EXECUTED for event in outcome.events):
        return outcome
    return replace(outcome, succeeded=None, sentence=_NO_PROXY_EVENT)


def _settlement(order: Order, outcome: Outcome) -> Settlement | None:
    """The settlement by the block's events; None where they are not available."""
    if outcome.succeeded is None:
        return None
    netuids = [subnet.netuid for subnet in order.subnets]
    told = settlement_of(outcome.events, order.owner, netuids, removal_has_fee=outcome.removal_has_fee)
    return told if outcome.succeeded else replace(told, filled=None)


def _sentence_of(outcome: Outcome, settlement: Settlement | None, part: OrderPart) -> str:
    """The sentence beside the state, or empty."""
    if settlement is None:
        return f"It is in block {outcome.block:,}. {outcome.sentence}"
    if not outcome.succeeded:
        return _refusal_of(outcome)
    if part.extrinsic.role is ExtrinsicRole.CARRIER:
        return _CARRIES.format(block=outcome.block)
    told = [_UNREADABLE] if not settlement.is_readable else _besides(settlement, part.order)
    return " ".join(["Carried out.", *told]) if told else ""


def _besides(settlement: Settlement, order: Order) -> list[str]:
    """Sentences on what the chain did besides the trade."""
    told = []
    filled = settlement.filled
    if filled is not None and order.quoted.allow_partial and filled.paid.rao < order.pays.rao:
        symbol = order.symbol_of(order.pays)
        told.append(f"A part of it filled, {with_unit(filled.paid, symbol)} of {with_unit(order.pays, symbol)}.")
    if settlement.fee_in_alpha:
        told.append(f"The network fee was taken as {settlement.fee_in_alpha} α: there was too little free TAO.")
    rest: RestSold | None = settlement.filled.rest if settlement.filled else None
    if rest:
        sold = with_unit(rest.paid, order.symbol_of(rest.paid))
        told.append(f"The rest, {sold}, was sold too, for {with_unit(rest.received)}.")
    return told


def _refusal_of(outcome: Outcome) -> str:
    because = outcome.sentence or f"The chain refused it: {outcome.error or 'it names no reason'}."
    fee = f", {with_unit(outcome.network_fee)}," if outcome.network_fee else ""
    return _joined(because, f"Nothing was traded; only the network's fee{fee} was paid.", outcome.advice)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
