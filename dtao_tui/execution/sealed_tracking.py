"""Looks for the sealed extrinsic of an order in each new block, beside the tracking of its carrier."""

import asyncio
from collections.abc import Awaitable, Callable

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_events import OrderEvent, OrderLost
from dtao_tui.execution.order_steps import included
from dtao_tui.execution.sealed_steps import OPERATION, sentence_while_possible
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.extrinsics import Outcome
from dtao_tui.ports.trading_ports import TradingPorts

LOOKS_PER_BLOCK = 4
LONGEST_PAUSE = 3.0
"""Seconds between two looks at the newest block, at most."""

_LOST = "The connection was lost; whether the sealed order was opened is asked as soon as the chain answers."

Tell = Callable[[tuple[OrderEvent, ...]], Awaitable[None]]


class SealedTracker:
    """Reports the block of a sealed extrinsic, and that it is final.

    It ends with that, or when the era is over without it; reconciliation then proves the end.
    """

    def __init__(self, ports: TradingPorts, order: Order, tell: Tell) -> None:
        """`tell` is awaited with the events of each step."""
        self._market = ports.market
        self._trading = ports.trading
        self._clock = ports.clock
        self._order = order
        self._tell = tell
        self._pause = min(LONGEST_PAUSE, ports.market.facts.block_seconds / LOOKS_PER_BLOCK)
        self._extrinsic = order.part(OPERATION).extrinsic
        self._searched = self._extrinsic.era_block
        """The last block that was final when it was read, and that does not hold it."""

    async def run(self) -> None:
        """Look until it is final or cannot come any more; only a bug of this program raises."""
        last_head = -1
        try:
            while True:
                head = (await self._market.head()).number
                if head != last_head and not await self._goes_on(head):
                    return
                last_head = head
                await asyncio.sleep(self._pause)
        except ChainTrouble:
            await self._happen((OrderLost(at=self._clock.wall(), sentence=_LOST, extrinsic=OPERATION),))

    async def _goes_on(self, head: int) -> bool:
        """Read the blocks that came; whether there is anything left to wait for."""
        finalized = (await self._trading.finalized()).number
        last = self._extrinsic.last_valid_block
        found = await self._found(min(head, last))
        if found is not None:
            is_final = found.block <= finalized
            await self._happen(included(self._order.part(OPERATION), found, self._clock.wall(), is_final=is_final))
            return self._order.part(OPERATION).state.is_open
        self._searched = max(self._searched, min(finalized, head, last))
        if head < last:
            return True
        sentence = sentence_while_possible(self._order.part(OPERATION), head)
        await self._happen((OrderLost(at=self._clock.wall(), sentence=sentence, extrinsic=OPERATION),))
        return False

    async def _found(self, head: int) -> Outcome | None:
        first = self._searched + 1
        return await self._trading.search(self._extrinsic.hash, first, head) if first <= head else None

    async def _happen(self, events: tuple[OrderEvent, ...]) -> None:
        if self._order.is_news(*events):
            self._order = self._order.after(*events)
            await self._tell(events)
