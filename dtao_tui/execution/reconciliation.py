"""The fate of an order nobody followed to its end, found in the chain itself; nothing is ever sent again.

What an endpoint answers is no proof by itself. An order ends when it is found in a block's body, when another signature
of its account over the same nonce is found there, or when its era is over by the clock of this machine, no block of the
era holds it and the chain has not counted its nonce.
"""

from collections.abc import Sequence
from dataclasses import replace

from dtao_tui.domain.orders.clock_readings import seconds_passed
from dtao_tui.domain.orders.order_record import OrderState, PlacedOrder
from dtao_tui.execution.order_steps import included, reached
from dtao_tui.ports.chain import ChainFacts, Clock, Head, Market, Trading
from dtao_tui.settings import PRACTICE

LONGEST_ERA_SECONDS = 64 * 12.0
"""For orders of older programs, which did not write down how long their era lasts."""

CLOSABLE_AFTER = 600.0
"""Seconds after the end of its era from which a person may close an order that nothing can prove."""

LOOK_AGAIN_AFTER = 20
"""Blocks after which it is looked again for what used a nonce, where it was not found."""

_IN_A_FINAL_BLOCK = (OrderState.FINAL, OrderState.REFUSED, OrderState.UNTOLD)
_GONE = "The chain it was signed for was begun anew: it cannot happen any more."
_OVER = "Its time is over and no block holds it: it did not happen and cannot any more."
_REPLACED = "Another transaction of this account took its place: it did not happen and cannot any more."
_CONTRADICTS = (
    "This endpoint has another block {block:,} than the one it was signed on, so it may be of another fork; what it "
    "says of this order proves nothing. Choose another endpoint, or wait."
)
_NUMBER_USED = (
    "The account's number has moved past it, and this endpoint does not show what used it: it may have happened. "
    "The next order of this account waits."
)
_BY_OUR_CLOCK = (
    "By what this endpoint says no block holds it and its time is over; by the clock of this machine it is not yet. "
    "The next order of this account waits."
)


class Fates:
    """Searches the canonical blocks for orders; what was searched and is final is searched once more at the end."""

    def __init__(self, market: Market, trading: Trading, clock: Clock) -> None:
        self._market = market
        self._trading = trading
        self._clock = clock
        self._searched: dict[tuple[str, str], int] = {}
        """By order and endpoint: the last finalized block in which it is not, by that endpoint's word."""

        self._watched_since: dict[str, float] = {}
        self._uses_looked_for: dict[tuple[str, str], int] = {}

    async def of(self, order: PlacedOrder, facts: ChainFacts, orders: Sequence[PlacedOrder] = ()) -> PlacedOrder:
        """The order as the chain tells it now; the same value if nothing is new. Raises ChainTrouble.

        `orders` are all of its account.
        """
        self._watched_since.setdefault(order.id, self._clock.now())
        finalized = await self._trading.finalized()
        if await self._was_begun_anew(order, facts):
            return reached(order, OrderState.EXPIRED, self._clock.wall(), _GONE)
        if await self._is_contradicted(order, finalized):
            if facts.network == PRACTICE:
                return reached(order, OrderState.EXPIRED, self._clock.wall(), _GONE)
            return self._waiting(order, _CONTRADICTS.format(block=order.era_block))
        settled = await self._in_final_blocks(order, finalized, facts.endpoint)
        if settled is not None and not settled.state.is_open:
            return settled
        if any(_took_the_place(rival, order) for rival in orders):
            return reached(order, OrderState.REPLACED, self._clock.wall(), _REPLACED)
        return settled or await self._in_young_blocks(order, finalized)

    def seconds_since_era(self, order: PlacedOrder) -> float:
        """Seconds for which the order's era is certainly over by the clocks of this machine; below zero before."""
        watched = self._clock.now() - self._watched_since.setdefault(order.id, self._clock.now())
        passed = seconds_passed(order.signed_at, self._clock.moment(), watched)
        return passed - (order.era_seconds or LONGEST_ERA_SECONDS)

    async def _was_begun_anew(self, order: PlacedOrder, facts: ChainFacts) -> bool:
        # Any other node may lag behind; the practice node never does, so its chain was begun anew.
        return facts.network == PRACTICE and (await self._market.head()).number < order.quoted.block

    async def _is_contradicted(self, order: PlacedOrder, finalized: Head) -> bool:
        """Whether the block that its era begins with is another one here."""
        if finalized.number < order.era_block:
            return False
        here = await self._trading.hash_of(order.era_block)
        return here is not None and bool(order.era_hash) and here != order.era_hash

    async def _in_final_blocks(self, order: PlacedOrder, finalized: Head, endpoint: str) -> PlacedOrder | None:
        searched = self._searched.get((order.id, endpoint), order.era_block)
        last = min(order.last_valid_block, finalized.number)
        found = await self._search_final(order, searched + 1, last)
        if found is not None:
            return found
        self._searched[order.id, endpoint] = max(last, searched)
        if await self._trading.nonce(order.address, finalized) > order.nonce:
            return await self._replaced(order, finalized, endpoint)
        if finalized.number < order.last_valid_block:
            return None
        if self.seconds_since_era(order) < 0:
            return self._waiting(order, _BY_OUR_CLOCK)
        return await self._expired(order)

    async def _search_final(self, order: PlacedOrder, first: int, last: int) -> PlacedOrder | None:
        if first > last:
            return None
        found = await self._trading.search(order.extrinsic_hash, first, last, order.netuid)
        return included(order, found, self._clock.wall(), is_final=True) if found is not None else None

    async def _expired(self, order: PlacedOrder) -> PlacedOrder:
        """Nothing was found while it went on; the whole era is looked through once more, as one chain of blocks."""
        found = await self._search_final(order, order.era_block + 1, order.last_valid_block)
        return found or reached(order, OrderState.EXPIRED, self._clock.wall(), _with_answer(order, _OVER))

    async def _replaced(self, order: PlacedOrder, finalized: Head, endpoint: str) -> PlacedOrder:
        """What becomes of an order whose nonce is used: the proof is the signature of what used it."""
        place = (order.id, endpoint)
        looked_at = self._uses_looked_for.get(place)
        if looked_at is None or finalized.number >= looked_at + LOOK_AGAIN_AFTER:
            self._uses_looked_for[place] = finalized.number
            first, last = order.era_block + 1, finalized.number
            use = await self._trading.use_of_nonce(order.address, order.nonce, first, last)
            if use is not None and use.extrinsic_hash == order.extrinsic_hash:
                found = await self._search_final(order, use.block, use.block)
                return found or self._blocking(order, _NUMBER_USED)
            if use is not None and use.is_proven:
                return reached(order, OrderState.REPLACED, self._clock.wall(), _with_answer(order, _REPLACED))
        return self._blocking(order, _NUMBER_USED)

    async def _in_young_blocks(self, order: PlacedOrder, finalized: Head) -> PlacedOrder:
        head = await self._market.head()
        first = max(finalized.number, order.era_block) + 1
        last = min(order.last_valid_block, head.number)
        if first <= last:
            found = await self._trading.search(order.extrinsic_hash, first, last, order.netuid)
            if found is not None:
                return included(order, found, self._clock.wall(), is_final=False)
        if order.state is OrderState.HELD and await self._trading.nonce(order.address, head) > order.nonce:
            return self._blocking(order, _NUMBER_USED)
        return self._waiting(order, _with_answer(order, _open_sentence(order)))

    def _waiting(self, order: PlacedOrder, sentence: str) -> PlacedOrder:
        """The order with nothing found; one that is held blocks nobody while its nonce is free."""
        return order if order.state is OrderState.HELD else self._blocking(order, sentence)

    def _blocking(self, order: PlacedOrder, sentence: str) -> PlacedOrder:
        """The order with its account waiting until its end is proven."""
        return reached(order, OrderState.UNKNOWN, self._clock.wall(), sentence)


def closed(order: PlacedOrder, wall: float, *, is_number_used: bool | None) -> PlacedOrder:
    """The order as a person closes it; `is_number_used` is None where the endpoint does not say."""
    said = {True: _PROBABLY, False: _NOT_COUNTED, None: _NOT_KNOWN}[is_number_used]
    # Whatever block was named for it stays named.
    done = reached(order, OrderState.CLOSED, wall, f"You closed it; nothing proved its end. {said}")
    return replace(done, block=order.block, block_hash=order.block_hash)


_PROBABLY = "The account's number has moved past it: it probably traded. Compare your balances."
_NOT_COUNTED = "The chain has not counted its number; the next order carries the same one."
_NOT_KNOWN = "Whether the chain has counted its number is not known; compare your balances."


def _took_the_place(rival: PlacedOrder, order: PlacedOrder) -> bool:
    """Whether that order, of the same account and nonce, is in a final block itself.

    One that was replaced is not: this very order may be what took its place.
    """
    is_rival = rival.id != order.id and (rival.address, rival.nonce) == (order.address, order.nonce)
    return is_rival and rival.block_hash is not None and rival.state in _IN_A_FINAL_BLOCK


def _with_answer(order: PlacedOrder, sentence: str) -> str:
    """What the endpoint answered when it was sent stays said."""
    return f"{order.answer} {sentence}" if order.answer else sentence


def _open_sentence(order: PlacedOrder) -> str:
    return (
        f"No block holds it so far; until block {order.last_valid_block:,} it can still happen. "
        "The next order of this account waits; nothing is sent again."
    )
