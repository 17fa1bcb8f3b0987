"""The orders of the connected chain, in memory and in the journal, and which signers may write them here."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable

from dtao_tui.domain.accounts import SignerAddress
from dtao_tui.domain.orders.nonce_choice import KnownNonces, known_nonces
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_events import OrderEvent
from dtao_tui.ports.chain import Market
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.networks import is_loopback
from dtao_tui.ports.record_stores import JournalTrouble, OrderJudge, OrderRecords

_ELSEWHERE = (
    "Another dtao-tui works with this account; here it can only be looked at. Close the other one to trade here."
)
_LOG = logging.getLogger(__name__)


class OrderStore:
    """The orders of the connected chain; each event is on disk before it is reported.

    An account here is the one that signs: its nonce is what two programs must not use at once.
    """

    def __init__(self, market: Market, records: OrderRecords) -> None:
        self._market = market
        self._journal = records.journal
        self._claims = records.claims
        self._genesis = ""
        self._chain_host = ""
        self._orders: dict[str, Order] = {}
        self._sorted: tuple[Order, ...] | None = None
        """The same newest first; None once one of them has changed."""

        self._trouble = self._journal.notice
        self._acknowledged = ""
        self._writes: set[asyncio.Future[None]] = set()
        self._updating = asyncio.Lock()

    @property
    def orders(self) -> tuple[Order, ...]:
        """Newest first; those of the chain last connected."""
        self._load_once()
        if self._sorted is None:
            self._sorted = tuple(sorted(self._orders.values(), key=lambda order: order.created_at)[::-1])
        return self._sorted

    def objection(self, address: SignerAddress | None) -> str:
        """Why nothing can be placed for this account here, as a sentence, or empty. A free account is claimed."""
        self._load_once()
        if self._journal.refusal:
            return self._journal.refusal
        if self._trouble or not address or not self._genesis:
            return self._trouble
        return "" if self._is_ours(address) else self._trouble or _ELSEWHERE

    @property
    def trouble(self) -> str:
        """What is wrong with the journal and was not acknowledged, as sentences, or empty."""
        return self._trouble

    def acknowledge(self) -> None:
        """Accept the journal's trouble after a person has read it: trading goes on until there is another one."""
        if self._trouble and not self._journal.refusal:
            self._trouble, self._acknowledged = "", self._trouble
            try:
                self._journal.acknowledge()
            except JournalTrouble as trouble:
                self._complain(trouble)

    def blocking(self, address: SignerAddress | None) -> Order | None:
        """The order that must be resolved before this account signs another, or None."""
        return next((o for o in self.orders if o.signer == address and o.blocks_account), None)

    def of_account(self, address: SignerAddress) -> tuple[Order, ...]:
        """The orders that this account signed, newest first."""
        return tuple(o for o in self.orders if o.signer == address)

    def known_nonces(self, address: SignerAddress) -> KnownNonces:
        """What is known of the nonces of this account's orders."""
        return known_nonces(self.of_account(address))

    def open_ones(self) -> tuple[Order, ...]:
        """All orders that the chain may still change and that are ours to write, oldest first."""
        return tuple(o for o in reversed(self.orders) if o.is_open and self._is_ours(o.signer))

    async def add(self, order: Order, extrinsics: tuple[bytes, ...], judge: OrderJudge | None = None) -> None:
        """Write an order down before it is sent, unless `judge` objects behind the write lock.

        Raises OverLimit and JournalTrouble; after both nothing may be sent.
        """
        await self._write(asyncio.to_thread(self._journal.add, order, extrinsics, judge))
        self._orders[order.id], self._sorted = order, None

    async def append(self, before: Order, *events: OrderEvent) -> Order | None:
        """Append events to an order on disk, and return it; None, with nothing written, where `before` is outdated.

        It is outdated where an extrinsic that the events concern has changed since. Where the write fails, no further
        order is placed until that is acknowledged. Raises IllegalTransition.
        """
        async with self._updating:
            current = self._orders.get(before.id)
            if current is None or any(_events_of(current, n) != _events_of(before, n) for n in _concerned(events)):
                return None
            order = current.after(*events)
            try:
                await self._write(asyncio.to_thread(self._journal.append, order))
            except JournalTrouble as trouble:
                _LOG.error("%s", trouble)
                # Whatever was read of it before, each event that is not written down stops the next order.
                self._trouble = str(trouble)
            self._orders[order.id], self._sorted = order, None
            return order

    async def refresh(self) -> None:
        """Read what another program may have written: the orders of accounts that are not claimed here."""
        self._load_once()
        genesis = self._genesis
        try:
            read = await asyncio.to_thread(self._journal.orders, genesis)
        except JournalTrouble as trouble:
            self._complain(trouble)
            read = trouble.readable
        if genesis == self._genesis:
            self._take_over(o for o in read if not self._claims.holds(o.signer, genesis))

    async def close(self) -> None:
        """Wait for running writes, release the claims and close the file."""
        await asyncio.gather(*self._writes, return_exceptions=True)
        self._claims.release()
        self._journal.close()

    async def _write(self, write: Coroutine[None, None, None]) -> None:
        """Wait for a write; cancelling the caller does not cancel the write."""
        task = asyncio.ensure_future(write)
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        await asyncio.shield(task)

    def _is_ours(self, address: SignerAddress) -> bool:
        """Whether we may write this account's orders; what another program wrote of it before is read first."""
        if self._claims.holds(address, self._genesis):
            return True
        try:
            if not self._claims.claim(address, self._genesis, self._chain_host):
                return False
        except OSError as error:
            self._trouble = f"No lock file can be made for this account ({error.strerror}); nothing is placed."
            return False
        self._take_over(o for o in self._read() if o.signer == address)
        return not self._trouble

    def _load_once(self) -> None:
        try:
            facts = self._market.facts
        except ChainTrouble:
            return
        if facts.genesis == self._genesis:
            return
        self._genesis, self._orders, self._sorted = facts.genesis, {}, None
        # Each node of this machine may be a chain of its own; public ones of one genesis are one chain.
        self._chain_host = facts.endpoint if is_loopback(facts.endpoint) else ""
        self._take_over(self._read())

    def _read(self) -> tuple[Order, ...]:
        """What the journal holds of this chain, as far as it can be read."""
        try:
            return self._journal.orders(self._genesis)
        except JournalTrouble as trouble:
            self._complain(trouble)
            return trouble.readable

    def _complain(self, trouble: JournalTrouble) -> None:
        """Stop trading because of a trouble, unless it was acknowledged."""
        if str(trouble) not in (self._acknowledged, self._trouble):
            self._trouble = f"{self._trouble} {trouble}".strip()

    def _take_over(self, orders: Iterable[Order]) -> None:
        self._sorted = None
        self._orders |= {order.id: order for order in reversed(tuple(orders))}


def _concerned(events: Iterable[OrderEvent]) -> set[int]:
    """The extrinsics of an order that events concern, by their places."""
    return {event.extrinsic for event in events}


def _events_of(order: Order, number: int) -> list[OrderEvent]:
    return [event for event in order.events if event.extrinsic == number]
