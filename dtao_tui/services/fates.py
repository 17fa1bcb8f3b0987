"""The fate of an order nobody followed to its end, found in the chain itself; nothing is ever sent again."""

from dtao_tui.chain.gateway import ChainFacts, Clock, Head, Market, Trading
from dtao_tui.domain.placed import OrderState, PlacedOrder
from dtao_tui.services.lives import included, reached
from dtao_tui.settings import PRACTICE

_GONE = "The chain it was signed for was begun anew: it cannot happen any more."
_OVER = "Its time is over and no block holds it: it did not happen and cannot any more."
_REPLACED = "Another transaction of this account took its place: it did not happen and cannot any more."


class Fates:
    """Searches the canonical blocks for orders; what was searched and is final is not searched again."""

    def __init__(self, market: Market, trading: Trading, clock: Clock) -> None:
        self._market = market
        self._trading = trading
        self._clock = clock
        self._searched: dict[str, int] = {}
        """By order: the last finalized block in which it certainly is not."""

    async def of(self, order: PlacedOrder, facts: ChainFacts) -> PlacedOrder:
        """The order as the chain tells it now; the same value if nothing is new. Raises ChainTrouble."""
        finalized = await self._trading.finalized()
        if await self._is_of_another_chain(order, facts, finalized):
            return reached(order, OrderState.EXPIRED, self._clock.wall(), _GONE)
        settled = await self._in_final_blocks(order, finalized)
        return settled or await self._in_young_blocks(order, finalized)

    async def _is_of_another_chain(self, order: PlacedOrder, facts: ChainFacts, finalized: Head) -> bool:
        """Whether the block that its era begins with is another one here; its signature is void then."""
        if facts.network == PRACTICE and (await self._market.head()).number < order.quoted.block:
            # Any other node may lag behind; the practice node never does, so its chain was begun anew.
            return True
        if finalized.number < order.era_block:
            return False
        here = await self._trading.hash_of(order.era_block)
        return here is not None and bool(order.era_hash) and here != order.era_hash

    async def _in_final_blocks(self, order: PlacedOrder, finalized: Head) -> PlacedOrder | None:
        wall = self._clock.wall()
        first = self._searched.get(order.id, order.era_block) + 1
        last = min(order.last_valid_block, finalized.number)
        if first <= last:
            found = await self._trading.search(order.extrinsic_hash, first, last, order.netuid)
            if found is not None:
                return included(order, found, wall, is_final=True)
            self._searched[order.id] = last
        if finalized.number >= order.last_valid_block:
            return reached(order, OrderState.EXPIRED, wall, _OVER)
        if await self._trading.nonce(order.address, finalized) > order.nonce:
            return reached(order, OrderState.EXPIRED, wall, _REPLACED)
        return None

    async def _in_young_blocks(self, order: PlacedOrder, finalized: Head) -> PlacedOrder:
        wall = self._clock.wall()
        first = max(finalized.number, order.era_block) + 1
        last = min(order.last_valid_block, (await self._market.head()).number)
        if first <= last:
            found = await self._trading.search(order.extrinsic_hash, first, last, order.netuid)
            if found is not None:
                return included(order, found, wall, is_final=False)
        return reached(order, OrderState.UNKNOWN, wall, _open_sentence(order))


def _open_sentence(order: PlacedOrder) -> str:
    return (
        f"No block holds it so far; until block {order.last_valid_block:,} it can still happen. "
        "The next order of this account waits; nothing is sent again."
    )
