"""The services against the practice node, through the real SDK, with the real signer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dtao_tui.chain.adapters import ChainMarket, ChainTrading, NetworkConnection
from dtao_tui.chain.reading.second_endpoint import SecondEndpoint
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.orders.order_record import OrderState, PlacedOrder
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.ports.networks import network_of
from dtao_tui.ports.wallet import AccountPorts
from dtao_tui.practice.node.node import Node
from dtao_tui.records.journal import Journal
from dtao_tui.records.last_prices import LastPrices
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.feed import Feed, Interruption
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.settings import Settings, places_of, prepare
from dtao_tui.trading.order_review import NotPlaced, Review
from dtao_tui.trading.safeguards import Safeguards
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.chain.conftest import a_node, blocks_coming
from tests.fakes import PRACTICE_ADDRESS, FakeWallets, the_practice_account
from tests.quoting import a_ticket

NETUID = 3
PATIENCE = 20.0


@dataclass
class Site:
    """A desk on a real chain."""

    node: Node
    market: ChainMarket
    session: Session
    desk: TradingDesk

    async def snapshot(self) -> Snapshot:
        head = await self.market.head()
        return replace(await self.market.snapshot(head, self.session.addresses()), seen_at=SystemClock().now())

    async def holdings(self) -> Holdings:
        held = (await self.snapshot()).holdings_of(PRACTICE_ADDRESS)
        assert held is not None
        return held

    async def review(self, kind: str, amount: str, snapshot: Snapshot | None = None) -> Review:
        at = snapshot or await self.snapshot()
        hotkey = (await self.desk.validators(NETUID, at))[0].hotkey
        ticket = a_ticket(kind, at.subnets[NETUID].id, hotkey, amount, "2")
        return await self.desk.review(self.desk.draft(ticket, at), at)

    async def placed(self, review: Review) -> PlacedOrder:
        """The order followed for as long as its node reports on it."""
        async with blocks_coming(self.node), asyncio.timeout(PATIENCE):
            async for order in self.desk.place(review):
                if order.state is OrderState.UNKNOWN or not order.state.is_open:
                    return order
        raise AssertionError("the order neither ended nor was lost")

    def go_wrong(self, kind: str, **options: object) -> None:
        assert self.node.faults is not None
        self.node.faults.ask(kind, options)


@asynccontextmanager
async def a_site(node: Node, home: Path) -> AsyncIterator[Site]:
    places = places_of({"DTAO_TUI_HOME": str(home)})
    prepare(places)
    connection = NetworkConnection(network_of("practice").at(node.url), places.metadata_cache)
    market, clock, signer = ChainMarket(connection), SystemClock(), SignerClient()
    session = Session(AccountPorts(FakeWallets(), signer, None), Settings(places), the_practice_account())
    trading = ChainTrading(connection)
    safeguards = Safeguards(market, trading, SecondEndpoint(connection), LastPrices(places.last_prices), clock)
    desk = TradingDesk(market, trading, signer, session, Journal(places.journal), clock, safeguards)
    await market.connect()
    try:
        yield Site(node, market, session, desk)
    finally:
        await session.lock()
        await desk.close()
        await market.close()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_node() as node, a_site(node, tmp_path) as standing:
        yield standing


async def test_a_position_is_bought_and_sold_whole_and_the_journal_equals_the_chain(site: Site) -> None:
    before = await site.holdings()
    bought = await site.placed(await site.review("stake", "12.5"))
    assert bought.state is OrderState.FINAL
    assert bought.filled is not None
    assert bought.filled.received == bought.quoted.received
    held = await site.holdings()
    assert held.staked(NETUID) == bought.filled.received
    assert bought.filled.network_fee == bought.quoted.network_fee
    assert bought.filled.network_fee is not None
    assert before.free - held.free == Tao.parse("12.5") + bought.filled.network_fee
    sold = await site.placed(await site.review("unstake", "max"))
    assert sold.state is OrderState.FINAL
    assert sold.filled is not None
    assert sold.filled.network_fee is not None
    assert sold.filled.received == sold.quoted.received
    after = await site.holdings()
    assert after.staked(NETUID) == Alpha(0, NETUID)
    assert after.free == held.free + Tao(sold.quoted.received.rao) - sold.filled.network_fee


async def test_a_node_that_pays_less_in_its_simulation_is_refused_with_its_number(site: Site) -> None:
    site.go_wrong("twist", millionths=999_999)
    with pytest.raises(NotPlaced, match=r"The chain would pay [\d,. ]+ \S+, this quote says"):
        await site.review("stake", "12.5")
    site.go_wrong("twist", millionths=1_000_000)
    assert (await site.review("stake", "12.5")).order.pays == Tao.parse("12.5")


@pytest.mark.parametrize(
    "change",
    [
        lambda pool: replace(pool, fee_rate=pool.fee_rate + 1),
        lambda pool: replace(pool, quote_weight=pool.quote_weight + 10**15),
        lambda pool: replace(pool, tao_in=pool.tao_in + Tao(10**6)),
    ],
    ids=["fee", "weight", "reserve"],
)
async def test_a_quote_from_another_pool_than_the_chains_is_refused(site: Site, change: object) -> None:
    snapshot = await site.snapshot()
    subnet = snapshot.subnets[NETUID]
    assert callable(change)
    pool = change(subnet.pool)
    assert isinstance(pool, Pool)
    wrong = replace(snapshot, subnets={**snapshot.subnets, NETUID: replace(subnet, pool=pool)})
    with pytest.raises(NotPlaced, match="chain"):
        await site.review("stake", "12.5", wrong)


async def test_a_lost_reply_is_resolved_by_the_chain_and_nothing_is_sent_twice(site: Site) -> None:
    review = await site.review("stake", "5")
    site.go_wrong("lose_reply")
    lost = await site.placed(review)
    assert lost.state is OrderState.UNKNOWN
    await site.market.connect()
    site.node.step(4)
    (found,) = await site.desk.reconcile()
    assert found.state is OrderState.FINAL
    assert found.filled is not None
    assert (await site.holdings()).staked(NETUID) == found.filled.received
    assert found.filled.paid == Tao.parse("5")


async def test_a_restart_finds_the_order_that_its_last_life_left_open(tmp_path: Path) -> None:
    async with a_node() as node:
        async with a_site(node, tmp_path) as first:
            review = await first.review("stake", "5")
            first.go_wrong("lose_reply")
            lost = await first.placed(review)
        node.step(4)
        async with a_site(node, tmp_path) as second:
            assert second.desk.open_order(PRACTICE_ADDRESS) == lost
            with pytest.raises(NotPlaced, match="not resolved"):
                await second.review("stake", "5")
            (found,) = await second.desk.reconcile()
            assert found.state is OrderState.FINAL
            assert (await second.review("stake", "5")).order.pays == Tao.parse("5")


async def test_the_pools_refusal_trades_nothing(site: Site) -> None:
    before = await site.holdings()
    review = await site.review("stake", "5")
    site.go_wrong("reject")
    refused = await site.placed(review)
    assert refused.state is OrderState.UNKNOWN
    assert "The endpoint refused it: “The price would have moved past your limit." in refused.sentence
    assert site.desk.open_order(PRACTICE_ADDRESS) == refused
    assert await site.holdings() == before


async def test_the_feed_shows_each_block_and_survives_a_foreign_chain(site: Site) -> None:
    pauses: list[float] = []

    async def brief(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0.01)

    feed = Feed(
        site.market, site.session.addresses, SystemClock(), send_chain_facts=site.session.send_chain_facts, sleep=brief
    )
    events = feed.events()
    async with asyncio.timeout(PATIENCE):
        first = await anext(events)
        assert isinstance(first, Snapshot)
        site.node.step()
        second = await anext(events)
        assert isinstance(second, Snapshot)
        assert second.block == first.block + 1
        site.go_wrong("genesis", hash="0x" + "cd" * 32)
        site.node.drop_others()
        lost = await anext(events)
        assert isinstance(lost, Interruption)
        while not (isinstance(lost, Interruption) and lost.is_foreign):
            lost = await anext(events)
        assert feed.facts is None
        assert feed.last == second
        await events.aclose()
