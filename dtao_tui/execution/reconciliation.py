"""Reconciles orders of unknown outcome by searching the canonical blocks; it never sends anything again.

What an endpoint answers is no proof by itself. An order ends when it is found in a block's body, when another signature
of its signer over the same nonce is found there, or when its era is over by the clock of this machine, no block of the
era holds it and the chain has not counted its nonce.
"""

from collections.abc import Iterator, Sequence

from dtao_tui.domain.orders.clock_readings import seconds_passed
from dtao_tui.domain.orders.order import ExtrinsicRole, Order, OrderPart
from dtao_tui.domain.orders.order_events import OrderClosed, OrderEvent, OrderExpired, OrderLost, OrderReplaced
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.execution.order_steps import included
from dtao_tui.execution.sealed_steps import sentence_never_opened, sentence_while_possible
from dtao_tui.ports.chain import ChainFacts, Head
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.settings import PRACTICE

LONGEST_ERA_SECONDS = 64 * 12.0
"""Assumed for orders of older programs, whose records hold no length of their era."""

CLOSABLE_AFTER = 600.0
"""Seconds after the end of its era from which a person may close an order that nothing can prove."""

LOOK_AGAIN_AFTER = 20
"""Blocks after which the search for the extrinsic that used a nonce is repeated."""

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


Events = tuple[OrderEvent, ...]
"""Events found for one extrinsic; empty where there is nothing new."""

_Place = tuple[tuple[str, int], str]
"""An extrinsic, by its order and its place in it, and an endpoint."""


class Reconciliation:
    """Searches the canonical blocks for orders; what was searched and is final is searched once more at the end."""

    def __init__(self, ports: TradingPorts) -> None:
        self._market = ports.market
        self._trading = ports.trading
        self._clock = ports.clock
        self._searched: dict[_Place, int] = {}
        """By extrinsic and endpoint: the last finalized block in which it is not, by that endpoint's word."""

        self._watched_since: dict[tuple[str, int], float] = {}
        self._uses_looked_for: dict[_Place, int] = {}

    async def events_of(self, order: Order, facts: ChainFacts, orders: Sequence[Order] = ()) -> Events:
        """Events of an order by the chain, some of which may be known already. Raises ChainTrouble.

        `orders` are all of its signer.
        """
        told: Events = ()
        for number in range(len(order.extrinsics)):
            # What is found of a carrier belongs to what is said of the order sealed in it.
            part = order.after(*told).part(number)
            if part.state.is_open:
                told += await self._events_of(part, facts, orders)
        return told

    def seconds_since_era(self, order: Order) -> float:
        """Seconds for which the order's last era is certainly over by the clocks of this machine; below zero before."""
        return min(self._seconds_since_era(part) for part in order.parts)

    async def _events_of(self, part: OrderPart, facts: ChainFacts, orders: Sequence[Order]) -> Events:
        self._watched_since.setdefault(_key(part), self._clock.now())
        finalized = await self._trading.finalized()
        if await self._has_begun_again(part, facts):
            return self._expired(part, _GONE)
        if await self._is_contradicted(part, finalized):
            if facts.network == PRACTICE:
                return self._expired(part, _GONE)
            return self._waiting(part, _CONTRADICTS.format(block=part.extrinsic.era_block))
        settled = await self._in_final_blocks(part, finalized, facts.endpoint)
        if settled is not None and not part.order.after(*settled).part(part.number).state.is_open:
            return settled
        if any(_took_the_place(rival, part) for rival in _parts(orders)):
            return self._replaced(part, _REPLACED)
        return settled if settled is not None else await self._in_young_blocks(part, finalized)

    def _seconds_since_era(self, part: OrderPart) -> float:
        extrinsic = part.extrinsic
        watched = self._clock.now() - self._watched_since.setdefault(_key(part), self._clock.now())
        passed = seconds_passed(extrinsic.signed_at, self._clock.moment(), watched)
        return passed - (extrinsic.era_seconds or LONGEST_ERA_SECONDS)

    async def _has_begun_again(self, part: OrderPart, facts: ChainFacts) -> bool:
        # Any other node may lag behind; the practice node never does, so its chain began again.
        return facts.network == PRACTICE and (await self._market.head()).number < part.order.quoted.block

    async def _is_contradicted(self, part: OrderPart, finalized: Head) -> bool:
        """Whether this chain has another block where the order's era begins."""
        extrinsic = part.extrinsic
        if finalized.number < extrinsic.era_block:
            return False
        here = await self._trading.hash_of(extrinsic.era_block)
        return here is not None and bool(extrinsic.era_hash) and here != extrinsic.era_hash

    async def _in_final_blocks(self, part: OrderPart, finalized: Head, endpoint: str) -> Events | None:
        """Events by the finalized blocks; None where they do not settle it."""
        extrinsic = part.extrinsic
        place = (_key(part), endpoint)
        searched = self._searched.get(place, extrinsic.era_block)
        last = min(extrinsic.last_valid_block, finalized.number)
        found = await self._search_final(part, searched + 1, last)
        if found is not None:
            return found
        self._searched[place] = max(last, searched)
        if await self._trading.nonce(part.order.signer, finalized) > part.nonce:
            return await self._nonce_used(part, finalized, endpoint)
        if finalized.number < extrinsic.last_valid_block:
            return None
        if self._seconds_since_era(part) < 0:
            return self._waiting(part, _BY_OUR_CLOCK)
        return await self._over(part)

    async def _search_final(self, part: OrderPart, first: int, last: int) -> Events | None:
        if first > last:
            return None
        found = await self._trading.search(part.extrinsic.hash, first, last)
        return included(part, found, self._clock.wall(), is_final=True) if found is not None else None

    async def _over(self, part: OrderPart) -> Events:
        """Events after the era is over: the whole era is searched once more, as one chain of blocks."""
        found = await self._search_final(part, part.extrinsic.era_block + 1, part.extrinsic.last_valid_block)
        return found or self._expired(part, _with_answer(part, _over_sentence(part)))

    async def _nonce_used(self, part: OrderPart, finalized: Head, endpoint: str) -> Events:
        """Events of an extrinsic whose nonce is used: the proof is the signature of the extrinsic that used it."""
        place = (_key(part), endpoint)
        looked_at = self._uses_looked_for.get(place)
        if looked_at is None or finalized.number >= looked_at + LOOK_AGAIN_AFTER:
            self._uses_looked_for[place] = finalized.number
            first, last = part.extrinsic.era_block + 1, finalized.number
            use = await self._trading.use_of_nonce(part.order.signer, part.nonce, first, last)
            if use is not None and use.extrinsic_hash == part.extrinsic.hash:
                found = await self._search_final(part, use.block, use.block)
                return found or self._lost(part, _NUMBER_USED)
            if use is not None and use.is_proven:
                return self._replaced(part, _with_answer(part, _REPLACED))
        return self._lost(part, _NUMBER_USED)

    async def _in_young_blocks(self, part: OrderPart, finalized: Head) -> Events:
        head = await self._market.head()
        first = max(finalized.number, part.extrinsic.era_block) + 1
        last = min(part.extrinsic.last_valid_block, head.number)
        if first <= last:
            found = await self._trading.search(part.extrinsic.hash, first, last)
            if found is not None:
                return included(part, found, self._clock.wall(), is_final=False)
        if part.state is OrderState.HELD and await self._trading.nonce(part.order.signer, head) > part.nonce:
            return self._lost(part, _NUMBER_USED)
        return self._waiting(part, _with_answer(part, _open_sentence(part, head.number)))

    def _waiting(self, part: OrderPart, sentence: str) -> Events:
        """Events where nothing was found: a held extrinsic stays held while its nonce is free."""
        return () if part.state is OrderState.HELD else self._lost(part, sentence)

    def _lost(self, part: OrderPart, sentence: str) -> Events:
        """The event of an unknown outcome: the account waits until the end is proven."""
        return (OrderLost(at=self._clock.wall(), sentence=sentence, extrinsic=part.number),)

    def _expired(self, part: OrderPart, sentence: str) -> Events:
        return (OrderExpired(at=self._clock.wall(), sentence=sentence, extrinsic=part.number),)

    def _replaced(self, part: OrderPart, sentence: str) -> Events:
        return (OrderReplaced(at=self._clock.wall(), sentence=sentence, extrinsic=part.number),)


def closed(order: Order, wall: float, *, next_nonce: int | None) -> Events:
    """Events of closing an order by hand; `next_nonce` is its signer's, None where the endpoint does not say."""
    return tuple(
        OrderClosed(at=wall, sentence=_closed_sentence(part, next_nonce), extrinsic=part.number)
        for part in order.parts
        if part.state.is_open
    )


def _closed_sentence(part: OrderPart, next_nonce: int | None) -> str:
    if next_nonce is None:
        said = "Whether the chain has counted its number is not known; compare your balances."
    elif next_nonce > part.nonce:
        said = "The account's number has moved past it: it probably traded. Compare your balances."
    else:
        said = "The chain has not counted its number; the next order carries the same one."
    return f"You closed it; nothing proved its end. {said}"


def _parts(orders: Sequence[Order]) -> Iterator[OrderPart]:
    return (part for order in orders for part in order.parts)


def _key(part: OrderPart) -> tuple[str, int]:
    return part.order.id, part.number


def _took_the_place(rival: OrderPart, part: OrderPart) -> bool:
    """Whether that extrinsic, of the same signer and nonce, is in a final block itself.

    One that was replaced is not: this very extrinsic may be what took its place.
    """
    is_rival = _key(rival) != _key(part) and (rival.order.signer, rival.nonce) == (part.order.signer, part.nonce)
    return is_rival and rival.history.block_hash is not None and rival.state in _IN_A_FINAL_BLOCK


def _with_answer(part: OrderPart, sentence: str) -> str:
    """The sentence behind the endpoint's answer at sending, where it gave one."""
    return f"{part.history.answer} {sentence}" if part.history.answer else sentence


def _over_sentence(part: OrderPart) -> str:
    return sentence_never_opened(part) if _is_sealed(part) else _OVER


def _open_sentence(part: OrderPart, head: int) -> str:
    if _is_sealed(part):
        return sentence_while_possible(part, head)
    return (
        f"No block holds it so far; until block {part.extrinsic.last_valid_block:,} it can still happen. "
        "The next order of this account waits; nothing is sent again."
    )


def _is_sealed(part: OrderPart) -> bool:
    """Whether it came onto the chain, if it did, inside a carrier."""
    return part.order.carrier is not None and part.extrinsic.role is ExtrinsicRole.OPERATION
