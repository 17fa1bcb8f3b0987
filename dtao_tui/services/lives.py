"""The life of an order: each step from the signature to the end, as a new value."""

from dataclasses import replace

from dtao_tui.chain.gateway import Outcome, Signed
from dtao_tui.domain.placed import Filled, OrderState, PlacedOrder, Quoted
from dtao_tui.services.review import Review
from dtao_tui.services.words import said


def begun(review: Review, signed: Signed, wall: float) -> PlacedOrder:
    """The order as it is written down before it is sent."""
    quote, subnet, unsigned = review.quote, review.subnet, signed.unsigned
    return PlacedOrder(
        id=review.id,
        network=review.facts.network,
        genesis=unsigned.genesis,
        address=unsigned.address,
        kind=review.order.kind,
        netuid=subnet.netuid,
        symbol=subnet.symbol,
        name=subnet.name,
        hotkey=review.order.hotkey,
        pays=review.order.pays,
        quoted=Quoted(
            block=quote.block,
            received=quote.receives,
            worst_received=review.worst_received,
            pool_fee=quote.pool_fee,
            network_fee=unsigned.fee,
            price_before=quote.price_before,
            limit=quote.limit_price,
        ),
        call_name=signed.decoded.name,
        extrinsic_hash=signed.hash,
        nonce=unsigned.nonce,
        era_block=unsigned.era_block,
        era_hash=unsigned.era_hash,
        last_valid_block=unsigned.last_valid_block,
        created_at=wall,
        registered_at=subnet.registered_at,
        state=OrderState.SIGNED,
        steps=((OrderState.SIGNED.value, wall),),
    )


def reached(order: PlacedOrder, state: OrderState, wall: float, sentence: str = "") -> PlacedOrder:
    """The order in a state outside of any block; the same state again is no new step."""
    return replace(_stepped(order, state, wall), sentence=sentence, block=None, block_hash=None, filled=None)


def included(order: PlacedOrder, outcome: Outcome, wall: float, *, is_final: bool) -> PlacedOrder:
    """The order in a block, as that block's events tell it; once that is final, it is final or refused."""
    end = OrderState.FINAL if outcome.succeeded else OrderState.REFUSED
    state = end if is_final else OrderState.IN_BLOCK
    return replace(
        _stepped(order, state, wall),
        sentence=_success_of(outcome) if outcome.succeeded else _refusal_of(outcome),
        block=outcome.block,
        block_hash=outcome.block_hash,
        filled=_fill_of(outcome),
    )


def seen_in(order: PlacedOrder, block_hash: str, wall: float, sentence: str) -> PlacedOrder:
    """The order in a block of which no more is known yet than before."""
    return replace(_stepped(order, OrderState.IN_BLOCK, wall), block_hash=block_hash, sentence=sentence)


def _stepped(order: PlacedOrder, state: OrderState, wall: float) -> PlacedOrder:
    steps = order.steps if order.state is state else (*order.steps, (state.value, wall))
    return replace(order, state=state, steps=steps)


def _fill_of(outcome: Outcome) -> Filled | None:
    if not outcome.succeeded or outcome.paid is None or outcome.received is None or outcome.pool_fee is None:
        return None
    return Filled(outcome.paid, outcome.received, outcome.pool_fee, outcome.network_fee)


def _success_of(outcome: Outcome) -> str:
    """Empty where the state says it all."""
    return f"Carried out. {outcome.sentence}" if outcome.sentence else ""


def _refusal_of(outcome: Outcome) -> str:
    because = outcome.sentence or f"The chain refused it: {outcome.error or 'it names no reason'}."
    fee = f", {said(outcome.network_fee)}," if outcome.network_fee else ""
    return f"{because} Nothing was traded; only the network's fee{fee} was paid."
