"""The ledger: this chain's orders in memory and in the journal, and who may write them."""

import asyncio
import logging

from dtao_tui.chain.gateway import Market
from dtao_tui.chain.trouble import ChainTrouble
from dtao_tui.domain.placed import PlacedOrder
from dtao_tui.records.claims import Claims
from dtao_tui.records.journal import Journal, JournalTrouble

_ELSEWHERE = (
    "Another dtao-tui works with this account; here it can only be looked at. Close the other one to trade here."
)
_LOG = logging.getLogger(__name__)


class Ledger:
    """The orders of the connected chain; each change is on disk before it is told."""

    def __init__(self, market: Market, journal: Journal) -> None:
        self._market = market
        self._journal = journal
        self._claims = Claims(journal.path.parent / "locks")
        self._genesis = ""
        self._orders: dict[str, PlacedOrder] = {}
        self._trouble = journal.notice

    @property
    def orders(self) -> tuple[PlacedOrder, ...]:
        """Newest first; those of the chain last connected."""
        self._load_once()
        return tuple(sorted(self._orders.values(), key=lambda order: order.created_at, reverse=True))

    def objection(self, address: str | None) -> str:
        """Why nothing can be placed for this account here, as a sentence, or empty. A free account is claimed."""
        self._load_once()
        if self._trouble or not address or not self._genesis:
            return self._trouble
        return "" if self._is_ours(address) else _ELSEWHERE

    def acknowledge(self) -> None:
        """A person has read what is wrong with the journal; trading goes on with the new one."""
        self._trouble = ""

    def blocking(self, address: str | None) -> PlacedOrder | None:
        """The order that must be resolved before this account signs another, or None."""
        return next((o for o in self.orders if o.address == address and o.state.blocks_account), None)

    def open_ones(self) -> tuple[PlacedOrder, ...]:
        """All orders that the chain may still change and that are ours to write, oldest first."""
        return tuple(o for o in reversed(self.orders) if o.state.is_open and self._is_ours(o.address))

    async def add(self, order: PlacedOrder, extrinsic: bytes) -> None:
        """Write an order down before it is sent. Raises JournalTrouble; then nothing may be sent."""
        await asyncio.to_thread(self._journal.add, order, extrinsic)
        self._orders[order.id] = order

    async def update(self, order: PlacedOrder) -> None:
        """Write down how far it has come; where that fails, no further order is placed until it is seen."""
        self._orders[order.id] = order
        try:
            await asyncio.to_thread(self._journal.update, order)
        except JournalTrouble as trouble:
            _LOG.error("%s", trouble)
            self._trouble = str(trouble)

    async def refresh(self, ours: frozenset[str]) -> None:
        """Read the file again: another program may have written. The orders named `ours` stay as they are here."""
        self._load_once()
        try:
            read = await asyncio.to_thread(self._journal.orders, self._genesis)
        except JournalTrouble as trouble:
            self._trouble = str(trouble)
            return
        kept = {order_id: order for order_id, order in self._orders.items() if order_id in ours}
        self._orders = {order.id: order for order in read} | kept

    def close(self) -> None:
        """Give up the claims and close the file."""
        self._claims.release()
        self._journal.close()

    def _is_ours(self, address: str) -> bool:
        try:
            return self._claims.claim(address, self._genesis)
        except OSError as error:
            _LOG.error("no lock file for %s: %s", address, error)
            return False

    def _load_once(self) -> None:
        try:
            genesis = self._market.facts.genesis
        except ChainTrouble:
            return
        if genesis == self._genesis:
            return
        self._genesis = genesis
        try:
            self._orders = {order.id: order for order in self._journal.orders(genesis)}
        except JournalTrouble as trouble:
            self._orders = {}
            self._trouble = str(trouble)
