"""Recovery of open orders: asks the chain what became of them, one asking at a time, and closes what nothing proves."""

import asyncio
from contextlib import suppress

from dtao_tui.domain.orders.order import Order
from dtao_tui.execution.executor import Executor
from dtao_tui.execution.order_store import OrderStore
from dtao_tui.execution.reconciliation import CLOSABLE_AFTER, Reconciliation, closed
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.trading.order_review import NotPlaced


class OrderRecovery:
    """Finds the ends of orders that no node reports on any more. It never sends anything again."""

    def __init__(self, ports: TradingPorts, store: OrderStore, executor: Executor) -> None:
        self._market = ports.market
        self._trading = ports.trading
        self._clock = ports.clock
        self._store = store
        self._executor = executor
        self._reconciliation = Reconciliation(ports)
        self._reconciling: asyncio.Task[tuple[Order, ...]] | None = None
        self.unresolved_because = ""
        """Why the last asking could not ask the chain, as a sentence; empty where it could."""

    async def reconcile(self) -> tuple[Order, ...]:
        """Ask the chain what became of all open orders; the ones that changed.

        It raises nothing. A caller that is cancelled, or comes while the chain is being asked, neither ends nor doubles
        the asking.
        """
        if self._reconciling is None or self._reconciling.done():
            self._reconciling = asyncio.create_task(self._reconcile(), name="reconcile")
        return await asyncio.shield(self._reconciling)

    def can_be_closed(self, order: Order) -> bool:
        """Whether a person may close the order: its era has been over for long, and nothing has proved its end."""
        return order.is_open and self._reconciliation.seconds_since_era(order) >= CLOSABLE_AFTER

    async def close_by_hand(self, order: Order) -> None:
        """Close an open order whose end nothing proves. Raises NotPlaced where it is too early for that."""
        if not self.can_be_closed(order):
            raise NotPlaced("An order can be closed only when its time has been over for ten minutes.")
        next_nonce: int | None = None
        with suppress(ChainTrouble):
            next_nonce = await self._trading.nonce(order.signer)
        await self._executor.settle(order, *closed(order, self._clock.wall(), next_nonce=next_nonce))

    async def end(self) -> None:
        """Stop asking; what is open is asked again at the next start."""
        if self._reconciling is not None:
            self._reconciling.cancel()
            await asyncio.gather(self._reconciling, return_exceptions=True)

    async def _reconcile(self) -> tuple[Order, ...]:
        await self._store.refresh()
        before = {order.id: order for order in self._store.orders}
        self.unresolved_because = ""
        try:
            await self._ask_the_chain()
        except ChainTrouble as trouble:
            self.unresolved_because = str(trouble)
        return tuple(order for order in self._store.orders if order != before.get(order.id))

    async def _ask_the_chain(self) -> None:
        """Orders that a node still reports on are left to it, until their time is over."""
        facts = self._market.facts
        head = await self._market.head()
        for order in self._store.open_ones():
            is_followed = order.id in self._executor.followed
            if is_followed and head.number <= max(extrinsic.last_valid_block for extrinsic in order.extrinsics):
                continue
            try:
                events = await self._reconciliation.events_of(order, facts, self._store.of_account(order.signer))
            except ChainTrouble as trouble:
                # What cannot be told of one order may be told of another.
                self.unresolved_because = str(trouble)
                continue
            if order.is_news(*events) and not (is_followed and order.after(*events).is_open):
                await self._executor.settle(order, *events)
