"""The services against the practice node, through the real SDK, with the real signer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.feed import Feed, Interruption
from dtao_tui.trading.order_review import NotPlaced
from tests.chain.conftest import a_node
from tests.execution.real_site import NETUID, PATIENCE, Site, a_site
from tests.fakes import PRACTICE_ADDRESS


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
    assert bought.settlement.network_fee == bought.quoted.network_fee
    assert bought.settlement.network_fee is not None
    assert before.free - held.free == Tao.parse("12.5") + bought.settlement.network_fee
    sold = await site.placed(await site.review("unstake", "max"))
    assert sold.state is OrderState.FINAL
    assert sold.filled is not None
    assert sold.settlement.network_fee is not None
    assert sold.filled.received == sold.quoted.received
    after = await site.holdings()
    assert after.staked(NETUID) == Alpha(0, NETUID)
    assert after.free == held.free + Tao(sold.quoted.received.rao) - sold.settlement.network_fee


async def test_a_node_that_pays_less_in_its_simulation_is_refused_with_its_number(site: Site) -> None:
    site.go_wrong("twist", millionths=999_999)
    with pytest.raises(NotPlaced, match=r"The chain would pay [\d,. ]+ \S+, this quote says"):
        await site.review("stake", "12.5")
    site.go_wrong("twist", millionths=1_000_000)
    assert (await site.review("stake", "12.5")).intent.amount == Tao.parse("12.5")


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
            assert (await second.review("stake", "5")).intent.amount == Tao.parse("5")


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


async def test_a_chain_that_cannot_look_its_metadata_up_is_told_and_the_order_is_not_tried_again(site: Site) -> None:
    said = "Unknown Transaction Validity"
    site.go_wrong("reject", code=1011, message=said, data="Could not lookup information required to validate it")
    refused = await site.placed(await site.review("stake", "12.5"))
    assert refused.state is OrderState.UNKNOWN
    assert "CheckMetadataHash" in refused.sentence
    assert site.desk.session_order_count == 1
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await site.review("stake", "1")
    assert (await site.holdings()).staked(NETUID) == Alpha(0, NETUID)
