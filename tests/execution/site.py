"""A desk with the real signer on a real node, over the real SDK; its clock can be turned."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.chain_trading import ChainTrading
from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.reading.second_endpoint import SecondEndpoint
from dtao_tui.domain.accounts import Account
from dtao_tui.domain.market import Holdings
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.orders.order import Order
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
from tests.fakes import PRACTICE_ADDRESS, FakeWallets, the_practice_account, until
from tests.quoting import a_ticket

NETUID = 3
SUBMIT = "author_submitAndWatchExtrinsic"


class TurnedClock:
    """The system's clock, and what a test adds to it."""

    def __init__(self) -> None:
        self._system = SystemClock()
        self.added = 0.0

    def now(self) -> float:
        return self._system.now() + self.added

    def wall(self) -> float:
        return self._system.wall() + self.added

    def moment(self) -> Moment:
        return Moment(self.wall(), self.now(), "one")

    def turn(self, seconds: float) -> None:
        """Let so much time pass."""
        self.added += seconds


@dataclass
class ProofSite:
    """A desk, and the node whose answers it gets, perhaps by way of somebody else."""

    node: Node
    market: ChainMarket
    trading: ChainTrading
    session: Session
    desk: TradingDesk
    ports: TradingPorts
    clock: TurnedClock = field(default_factory=TurnedClock)

    async def review(self, amount: str = "5", kind: str = "stake") -> Review:
        head = await self.market.head()
        seen = await self.market.snapshot(head, self.session.addresses())
        snapshot = replace(seen, seen_at=self.clock.now())
        hotkey = (await self.desk.validators(NETUID, snapshot))[0].hotkey
        ticket = a_ticket(kind, snapshot.subnets[NETUID].id, hotkey, amount, "2")
        return await self.desk.review(self.desk.draft(ticket, snapshot), snapshot)

    async def placed(self, review: Review) -> Order:
        """The order when nobody follows it any more, or it has ended; no block is made meanwhile."""
        self.desk.place(review)
        await until(lambda: self.knows(review.id) and not self.desk.is_followed(review.id), 6000)
        return self.order(review.id)

    def order(self, order_id: str) -> Order:
        return next(order for order in self.desk.orders if order.id == order_id)

    def knows(self, order_id: str) -> bool:
        """Whether the order is written down."""
        return any(order.id == order_id for order in self.desk.orders)

    async def asked(self, order: Order) -> Order:
        """The order after the chain was asked for it."""
        await self.market.connect()
        await self.desk.reconcile()
        return self.order(order.id)

    def is_free(self) -> bool:
        """Whether the account may sign another order now."""
        return self.desk.open_order(PRACTICE_ADDRESS) is None

    async def held_by(self, address: str) -> Holdings:
        """What an account has at the newest block."""
        held = (await self.market.snapshot(await self.market.head(), (address,))).holdings_of(address)
        assert held is not None
        return held

    async def staked(self) -> int:
        """What the account holds on the subnet, in rao, by the node itself."""
        return (await self.held_by(PRACTICE_ADDRESS)).staked(NETUID).rao


@asynccontextmanager
async def a_proof_site(
    node: Node,
    home: Path,
    url: str = "",
    network: str = "practice",
    *,
    uses_shield: bool = False,
    accounts: Sequence[Account] = (),
) -> AsyncIterator[ProofSite]:
    """A desk in this home; its endpoint is the node, or whoever answers at `url`. Orders go open by default."""
    places = places_of({"DTAO_TUI_HOME": str(home)})
    prepare(places)
    connection = NetworkConnection(network_of(network).at(url or node.url), places.metadata_cache)
    market, trading, clock, signer = ChainMarket(connection), ChainTrading(connection), TurnedClock(), SignerClient()
    session = Session(AccountPorts(FakeWallets(accounts), signer, None), Settings(places), the_practice_account())
    safeguards = Safeguards(market, trading, SecondEndpoint(connection), LastPrices(places.last_prices), clock)
    ports = TradingPorts(market, trading, signer, clock)
    limits = LimitBook(places.limits, clock.moment)
    records = OrderRecords(Journal(places.journal), AccountLocks(places.locks), limits)
    desk = TradingDesk(ports, session, records, safeguards, uses_shield=uses_shield)
    await market.connect()
    try:
        yield ProofSite(node, market, trading, session, desk, ports, clock)
    finally:
        await session.lock()
        await desk.close()
        await market.close()
