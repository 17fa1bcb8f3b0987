"""The life of an order: each step from the signature to the end, as a new value."""

from dataclasses import replace

from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.orders.order_record import Filled, OrderState, PlacedOrder, Quoted
from dtao_tui.domain.orders.order_transitions import check_transition
from dtao_tui.ports.extrinsics import Outcome, Rehearsal, RehearsalVerdict, Signed
from dtao_tui.trading.order_review import Review

_HELD = "It was not sent and no fee was paid; but the endpoint has seen it, so the next order carries the same number."
_ASKED = "That proves nothing, so the chain is asked what becomes of it."
_END_OF = {True: OrderState.FINAL, False: OrderState.REFUSED, None: OrderState.UNTOLD}


def begun(review: Review, signed: Signed, now: Moment) -> PlacedOrder:
    """The order as it is written down before it is sent."""
    quote, subnet, unsigned, leg = review.quote, review.subnet, signed.unsigned, review.quote.legs[0]
    return PlacedOrder(
        id=review.id,
        network=review.facts.network,
        genesis=unsigned.genesis,
        address=unsigned.address,
        kind=review.intent.op,
        netuid=subnet.netuid,
        symbol=subnet.symbol,
        name=subnet.name,
        hotkey=review.intent.hotkey,
        pays=review.intent.amount,
        quoted=Quoted(
            block=quote.block,
            received=quote.receives,
            worst_received=review.worst_received,
            pool_fee=leg.trade.fee,
            network_fee=unsigned.fee,
            price_before=leg.price_before,
            limit=quote.limits[0],
        ),
        call_name=signed.decoded.call.name,
        extrinsic_hash=signed.hash,
        nonce=unsigned.nonce,
        era_block=unsigned.era_block,
        era_hash=unsigned.era_hash,
        last_valid_block=unsigned.last_valid_block,
        created_at=now.wall,
        registered_at=subnet.registered_at,
        state=OrderState.SIGNED,
        steps=((OrderState.SIGNED.value, now.wall),),
        signed_at=now,
        era_seconds=unsigned.era_period * review.facts.block_seconds,
    )


def only_if_passed(rehearsal: Rehearsal) -> Rehearsal:
    """A rehearsal that is all there is to confirm an order by: one that is not clear counts as failed."""
    if rehearsal.verdict is not RehearsalVerdict.UNCLEAR:
        return rehearsal
    because = f" {rehearsal.sentence}" if rehearsal.sentence else ""
    sentence = f"On this chain only a rehearsal confirms an order, and this one was not rehearsed.{because}"
    return replace(rehearsal, verdict=RehearsalVerdict.FAILED, sentence=sentence, error="not rehearsed")


def rehearsed(order: PlacedOrder, rehearsal: Rehearsal, wall: float) -> PlacedOrder:
    """The order after the chain's own runtime has tried it: held back where it would fail, else as it was."""
    if rehearsal.verdict is RehearsalVerdict.FAILED:
        kept = held(order, rehearsal.sentence, wall) if rehearsal.was_shown else _unshown(order, rehearsal, wall)
        return replace(kept, rehearsal=f"failed: {rehearsal.error}")
    words = f": {rehearsal.sentence}" if rehearsal.sentence else ""
    return replace(order, rehearsal=f"{rehearsal.verdict.value}{words}")


def _unshown(order: PlacedOrder, rehearsal: Rehearsal, wall: float) -> PlacedOrder:
    """The order given up while nobody but this program has its bytes."""
    return reached(order, OrderState.CANCELLED, wall, f"{rehearsal.sentence} Nothing was sent, and nothing happened.")


def held(order: PlacedOrder, because: str, wall: float) -> PlacedOrder:
    """The order kept back; the endpoint has seen its bytes."""
    return reached(order, OrderState.HELD, wall, f"{because} {_HELD}")


def answered(order: PlacedOrder, answer: str, wall: float) -> PlacedOrder:
    """The order after the endpoint refused it, which proves nothing: the endpoint may have passed it on."""
    told = f"The endpoint refused it: “{answer}”"
    return replace(reached(order, OrderState.UNKNOWN, wall, f"{told} {_ASKED}"), answer=told)


def reached(order: PlacedOrder, state: OrderState, wall: float, sentence: str = "") -> PlacedOrder:
    """The order in a state outside of any block; the same state again is no new step.

    Raises IllegalTransition.
    """
    return replace(_stepped(order, state, wall), sentence=sentence, block=None, block_hash=None, filled=None)


def included(order: PlacedOrder, outcome: Outcome, wall: float, *, is_final: bool) -> PlacedOrder:
    """The order in a block, as that block's events tell it; once that is final, so is the order.

    Raises IllegalTransition.
    """
    is_over = is_final and not outcome.may_be_told_later
    state = _END_OF[outcome.succeeded] if is_over else OrderState.IN_BLOCK
    return replace(
        _stepped(order, state, wall),
        sentence=_sentence_of(outcome, order.symbol),
        block=outcome.block,
        block_hash=outcome.block_hash,
        filled=_fill_of(outcome),
    )


def seen_in(order: PlacedOrder, block_hash: str, wall: float, sentence: str) -> PlacedOrder:
    """The order in a block of which no more is known yet than before. Raises IllegalTransition."""
    return replace(_stepped(order, OrderState.IN_BLOCK, wall), block_hash=block_hash, sentence=sentence)


def _stepped(order: PlacedOrder, state: OrderState, wall: float) -> PlacedOrder:
    check_transition(order.state, state)
    steps = order.steps if order.state is state else (*order.steps, (state.value, wall))
    return replace(order, state=state, steps=steps)


def _fill_of(outcome: Outcome) -> Filled | None:
    if not outcome.succeeded or outcome.paid is None or outcome.received is None or outcome.pool_fee is None:
        return None
    return Filled(
        outcome.paid, outcome.received, outcome.pool_fee, outcome.network_fee, outcome.rest, outcome.fee_in_alpha
    )


def _sentence_of(outcome: Outcome, symbol: str) -> str:
    """Empty where the state says it all."""
    if outcome.succeeded is None:
        return f"It is in block {outcome.block:,}. {outcome.sentence}"
    if not outcome.succeeded:
        return _refusal_of(outcome)
    rest = outcome.rest
    sold = f"The rest, {with_unit(rest.paid, symbol)}, was sold too, for {with_unit(rest.received)}." if rest else ""
    told = " ".join(filter(None, (outcome.sentence, sold)))
    return f"Carried out. {told}" if told else ""


def _refusal_of(outcome: Outcome) -> str:
    because = outcome.sentence or f"The chain refused it: {outcome.error or 'it names no reason'}."
    fee = f", {with_unit(outcome.network_fee)}," if outcome.network_fee else ""
    return f"{because} Nothing was traded; only the network's fee{fee} was paid."
