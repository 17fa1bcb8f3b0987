"""Following: one broadcast, step by step, until it is final or nobody can say."""

from collections.abc import Awaitable, Callable

from dtao_tui.domain.orders.order_record import OrderState, PlacedOrder
from dtao_tui.execution.order_steps import answered, held, included, reached, seen_in
from dtao_tui.ports.chain import Clock, Trading
from dtao_tui.ports.errors import ChainTrouble, NotConnected, Refused
from dtao_tui.ports.extrinsics import Outcome, Progress, Stage

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


class Following:
    """Sends one signed order, once, and keeps its newest state."""

    def __init__(
        self,
        trading: Trading,
        clock: Clock,
        order: PlacedOrder,
        tell: Callable[[PlacedOrder], Awaitable[None]],
        *,
        was_shown: bool,
    ) -> None:
        """`tell` is awaited with each new state of the order; `was_shown` if an endpoint has seen its bytes before."""
        self._trading = trading
        self._clock = clock
        self._tell = tell
        self._order = order
        self._was_shown = was_shown

    async def run(self, extrinsic: bytes) -> None:
        """Broadcast and follow. The order's state says how it ended; only a fault of this program raises."""
        try:
            async for progress in self._trading.broadcast(extrinsic):
                await self._become(await self._after(progress))
                if progress.stage is Stage.FINAL or progress.stage in _LEFT:
                    break
            else:
                await self._become(self._lost())
        except Refused as refused:
            await self._become(self._refused(refused))
        except NotConnected as trouble:
            await self._become(self._unsent(trouble))
        except ChainTrouble:
            await self._become(self._lost())

    async def _become(self, order: PlacedOrder) -> None:
        if order != self._order:
            self._order = order
            await self._tell(order)

    async def _after(self, progress: Progress) -> PlacedOrder:
        wall = self._clock.wall()
        match progress.stage:
            case Stage.READY | Stage.BROADCAST:
                return self._order if self._order.block_hash else reached(self._order, OrderState.SENT, wall)
            case Stage.IN_BLOCK | Stage.FINAL:
                return await self._in_block(progress.block_hash or "", progress.stage is Stage.FINAL)
            case Stage.RETRACTED:
                return reached(self._order, OrderState.SENT, wall, _RETRACTED)
            case left:
                return reached(self._order, OrderState.UNKNOWN, wall, _LEFT[left])

    async def _in_block(self, block_hash: str, is_final: bool) -> PlacedOrder:
        order, wall = self._order, self._clock.wall()
        try:
            outcome = await self._outcome(block_hash)
        except ChainTrouble as trouble:
            if order.state is OrderState.IN_BLOCK and order.block_hash == block_hash:
                return seen_in(order, block_hash, wall, f"It is in a block whose events cannot be read yet: {trouble}")
            # Only the block's own body proves that it holds the order.
            return reached(order, OrderState.UNKNOWN, wall, f"{_UNREAD} {trouble}")
        if outcome is None:
            return reached(order, OrderState.UNKNOWN, wall, _MISSING)
        return included(order, outcome, wall, is_final=is_final)

    async def _outcome(self, block_hash: str) -> Outcome | None:
        return await self._trading.outcome(self._order.extrinsic_hash, block_hash, self._order.netuid)

    def _refused(self, refused: Refused) -> PlacedOrder:
        """A refusal is never an end: a node may pass the order on and refuse it all the same."""
        if self._order.state is OrderState.IN_BLOCK:
            return self._lost()
        return answered(self._order, str(refused), self._clock.wall())

    def _unsent(self, trouble: NotConnected) -> PlacedOrder:
        """Without a connection nothing was sent; but what was rehearsed before has been seen by the endpoint."""
        if self._order.state is not OrderState.SIGNED:
            return self._lost()
        if self._was_shown:
            return held(self._order, str(trouble), self._clock.wall())
        return reached(self._order, OrderState.CANCELLED, self._clock.wall(), f"{trouble} Nothing happened.")

    def _lost(self) -> PlacedOrder:
        order, wall = self._order, self._clock.wall()
        if order.state is OrderState.IN_BLOCK:
            return seen_in(order, order.block_hash or "", wall, _LOST_IN_BLOCK)
        if order.state is OrderState.UNKNOWN:
            return order
        return reached(order, OrderState.UNKNOWN, wall, _LOST)
