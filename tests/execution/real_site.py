"""The desk, the real signer and the SDK on a practice node."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.chain_trading import ChainTrading
from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.reading.second_endpoint import SecondEndpoint
from dtao_tui.domain.accounts import Account
from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.networks import network_of
from dtao_tui.ports.record_stores import OrderRecords
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.ports.wallet import AccountPorts
from dtao_tui.practice.node.node import Node
from dtao_tui.records.account_locks import AccountLocks
from dtao_tui.records.last_prices import LastPrices
from dtao_tui.records.limit_book import LimitBook
from dtao_tui.records.orders.journal import Journal
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.settings import Settings, places_of, prepare
from dtao_tui.trading.order_review import Review
from dtao_tui.trading.safeguards import Safeguards
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.chain.conftest import blocks_coming
from tests.fakes import PRACTICE_ADDRESS, FakeWallets, the_practice_account
from tests.quoting import a_ticket

NETUID = 3

PATIENCE = 20.0


@dataclass
class Site:
    """A desk on a real chain."""

    node: Node
    market: ChainMarket
    trading: ChainTrading
    signer: SignerClient
    session: Session
    desk: TradingDesk
    pace: float = 0.02
    """Seconds from block to block while an order is followed; a sealed one has eight of them."""

    async def snapshot(self) -> Snapshot:
        head = await self.market.head()
        return replace(await self.market.snapshot(head, self.session.addresses()), seen_at=SystemClock().now())

    async def holdings(self, address: str = PRACTICE_ADDRESS) -> Holdings:
        held = (await self.snapshot()).holdings_of(address)
        assert held is not None
        return held

    async def review(self, kind: str, amount: str, snapshot: Snapshot | None = None) -> Review:
        at = snapshot or await self.snapshot()
        hotkey = (await self.desk.validators(NETUID, at))[0].hotkey
        ticket = a_ticket(kind, at.subnets[NETUID].id, hotkey, amount, "2")
        return await self.desk.review(self.desk.draft(ticket, at), at)

    async def placed(self, review: Review) -> Order:
        """The order followed for as long as its node reports on it."""
        async with blocks_coming(self.node, self.pace), asyncio.timeout(PATIENCE):
            async for order in self.desk.place(review):
                if order.state is OrderState.UNKNOWN or not order.state.is_open:
                    return order
        raise AssertionError("the order neither ended nor was lost")

    def go_wrong(self, kind: str, **options: object) -> None:
        assert self.node.faults is not None
        self.node.faults.ask(kind, options)


@asynccontextmanager
async def a_site(
    node: Node, home: Path, accounts: Sequence[Account] = (), *, uses_shield: bool = False
) -> AsyncIterator[Site]:
    """A desk on this node; orders go open by default."""
    places = places_of({"DTAO_TUI_HOME": str(home)})
    prepare(places)
    connection = NetworkConnection(network_of("practice").at(node.url), places.metadata_cache)
    market, clock, signer = ChainMarket(connection), SystemClock(), SignerClient()
    session = Session(AccountPorts(FakeWallets(accounts), signer, None), Settings(places), the_practice_account())
    trading = ChainTrading(connection)
    safeguards = Safeguards(market, trading, SecondEndpoint(connection), LastPrices(places.last_prices), clock)
    ports = TradingPorts(market, trading, signer, clock)
    limits = LimitBook(places.limits, clock.moment)
    records = OrderRecords(Journal(places.journal), AccountLocks(places.locks), limits)
    desk = TradingDesk(ports, session, records, safeguards, uses_shield=uses_shield)
    await market.connect()
    try:
        yield Site(node, market, trading, signer, session, desk, pace=0.4 if uses_shield else 0.02)
    finally:
        await session.lock()
        await desk.close()
        await market.close()
