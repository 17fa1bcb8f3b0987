"""Tracks one broadcast extrinsic until it is final or its outcome is unknown."""

from collections.abc import Awaitable, Callable

from dtao_tui.domain.orders.order import Order, OrderPart
from dtao_tui.domain.orders.order_events import (
    BlockUnread,
    OrderCancelled,
    OrderEvent,
    OrderLost,
    OrderRetracted,
    OrderSent,
)
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.execution.order_steps import held, included, refused_by_endpoint
from dtao_tui.ports.chain import Clock, Trading
from dtao_tui.ports.errors import ChainTrouble, NotConnected, Refused
from dtao_tui.ports.extrinsics import Progress, Stage

_LOST = (
    "The connection was lost after sending. It may or may not have happened; the chain is asked as soon as it answers."
)
_LOST_IN_BLOCK = "The connection was lost; whether its block is final is asked as soon as the chain answers."
_RETRACTED = "The chain dropped the block that held it; it waits for another one."
_UNREAD = "The node names a block that holds it, and that block cannot be read yet; the chain is asked again."
_MISSING = "The node names a block that does not hold it; the chain is asked again."
_LEFT = {
    Stage.DROPPED: "The node no longer holds it in its pool, others may; the chain tells what becomes of it.",
    Stage.USURPED: "Another transaction of this account took its place in the pool; the chain tells which one lands.",
    Stage.INVALID: "The node no longer takes it for valid; the chain tells what becomes of it.",
}

Tell = Callable[[tuple[OrderEvent, ...]], Awaitable[None]]


class Tracker:
    """Sends one signed extrinsic of an order once, and reports each new event."""

    def __init__(
        self, trading: Trading, clock: Clock, order: Order, tell: Tell, *, was_shown: bool, number: int = 0
    ) -> None:
        """`tell` is awaited with each step's events; `was_shown` if an endpoint has seen the bytes before.

        `number` is the extrinsic's place in the order.
        """
        self._trading = trading
        self._clock = clock
        self._tell = tell
        self._order = order
        self._was_shown = was_shown
        self._number = number

    async def run(self, extrinsic: bytes) -> None:
        """Broadcast and watch. The order's events say how it ended; only a bug of this program raises."""
        try:
            async for progress in self._trading.broadcast(extrinsic):
                await self._happen(await self._events_of(progress))
                if progress.stage is Stage.FINAL or progress.stage in _LEFT:
                    break
            else:
                await self._happen(self._lost())
        except Refused as refused:
            await self._happen(self._refused(refused))
        except NotConnected as trouble:
            await self._happen(self._unsent(trouble))
        except ChainTrouble:
            await self._happen(self._lost())

    @property
    def part(self) -> OrderPart:
        """The extrinsic with its history so far."""
        return self._order.part(self._number)

    async def _happen(self, events: tuple[OrderEvent, ...]) -> None:
        if self._order.is_news(*events):
            self._order = self._order.after(*events)
            await self._tell(events)

    async def _events_of(self, progress: Progress) -> tuple[OrderEvent, ...]:
        wall, number = self._clock.wall(), self._number
        match progress.stage:
            case Stage.READY | Stage.BROADCAST:
                return () if self.part.history.block_hash else (OrderSent(at=wall, extrinsic=number),)
            case Stage.IN_BLOCK | Stage.FINAL:
                return await self._in_block(progress.block_hash or "", progress.stage is Stage.FINAL)
            case Stage.RETRACTED:
                return (OrderRetracted(at=wall, sentence=_RETRACTED, extrinsic=number),)
            case left:
                return self._unknown(_LEFT[left])

    async def _in_block(self, block_hash: str, is_final: bool) -> tuple[OrderEvent, ...]:
        history = self.part.history
        try:
            outcome = await self._trading.outcome(self.part.extrinsic.hash, block_hash)
        except ChainTrouble as trouble:
            if history.state is OrderState.IN_BLOCK and history.block_hash == block_hash:
                return self._unread(block_hash, f"It is in a block whose events cannot be read yet: {trouble}")
            # Only the block's own body proves that it holds the order.
            return self._unknown(f"{_UNREAD} {trouble}")
        if outcome is None:
            return self._unknown(_MISSING)
        return included(self.part, outcome, self._clock.wall(), is_final=is_final)

    def _refused(self, refused: Refused) -> tuple[OrderEvent, ...]:
        """Handle a refusal, which is never an end: a node may pass the order on and refuse it all the same."""
        if self.part.state is OrderState.IN_BLOCK:
            return self._lost()
        return (refused_by_endpoint(str(refused), self._clock.wall(), extrinsic=self._number),)

    def _unsent(self, trouble: NotConnected) -> tuple[OrderEvent, ...]:
        """Handle a lost connection: nothing was sent, but an endpoint that rehearsed the order has seen its bytes."""
        wall, number = self._clock.wall(), self._number
        if self.part.state is not OrderState.SIGNED:
            return self._lost()
        if self._was_shown:
            return (held(str(trouble), wall, extrinsic=number),)
        return (OrderCancelled(at=wall, sentence=f"{trouble} Nothing happened.", extrinsic=number),)

    def _lost(self) -> tuple[OrderEvent, ...]:
        history = self.part.history
        if history.state is OrderState.IN_BLOCK:
            return self._unread(history.block_hash or "", _LOST_IN_BLOCK)
        return () if history.state is OrderState.UNKNOWN else self._unknown(_LOST)

    def _unread(self, block_hash: str, sentence: str) -> tuple[OrderEvent, ...]:
        wall = self._clock.wall()
        return (BlockUnread(at=wall, block_hash=block_hash, sentence=sentence, extrinsic=self._number),)

    def _unknown(self, sentence: str) -> tuple[OrderEvent, ...]:
        return (OrderLost(at=self._clock.wall(), sentence=sentence, extrinsic=self._number),)
