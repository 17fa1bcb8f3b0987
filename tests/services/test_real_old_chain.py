"""The services on a practice node of the announcement's age: quoted, bought and sold by a constant product."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.curve_kind import UNCONFIRMED, CurveKind
from dtao_tui.practice.options import ANNOUNCEMENT
from dtao_tui.services.account_portfolio import portfolio_of
from tests.chain.conftest import blocks_coming
from tests.execution.real_site import NETUID, PATIENCE, Site, a_site
from tests.fakes import PRACTICE_ADDRESS
from tests.practice.nodes import a_node
from tests.quoting import a_ticket


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_node(age=ANNOUNCEMENT) as node, a_site(node, tmp_path) as standing:
        yield standing


async def test_it_is_read_as_what_it_is(site: Site) -> None:
    snapshot = await site.snapshot()
    assert (site.market.facts.spec_version, site.market.facts.can_simulate) == (293, False)
    curves = {subnet.curve for subnet in snapshot.subnets.values() if subnet.has_pool}
    assert curves == {CurveKind.CONSTANT_PRODUCT}
    price = await site.market.price(NETUID, await site.market.head())
    assert snapshot.subnets[NETUID].price == price


async def test_a_position_is_bought_and_sold_and_its_fills_are_those_of_the_quote(site: Site) -> None:
    before = await site.holdings()
    review = await site.review("stake", "12.5")
    assert (review.needs_rehearsal, review.caution) == (True, UNCONFIRMED)
    bought = await site.placed(review)
    assert bought.state is OrderState.FINAL, bought.sentence
    assert bought.filled is not None
    assert bought.history.rehearsal == "passed"
    assert bought.filled.paid == Tao.parse("12.5")
    assert bought.filled.received == bought.quoted.received

    held = await site.holdings()
    assert held.staked(NETUID) == bought.filled.received
    worth = portfolio_of(await site.snapshot(), PRACTICE_ADDRESS).worth
    sold = await site.placed(await site.review("unstake", "max"))
    assert sold.state is OrderState.FINAL, sold.sentence
    assert sold.filled is not None
    assert sold.filled.paid == held.staked(NETUID)
    assert sold.filled.received == sold.quoted.received == worth.exit
    after = await site.holdings()
    assert after.staked(NETUID) == Alpha(0, NETUID)
    assert after.free < before.free


async def test_a_part_is_sold_and_the_fee_in_its_event_is_counted_once(site: Site) -> None:
    await site.placed(await site.review("stake", "12.5"))
    sold = await site.placed(await site.review("unstake", "40"))
    assert sold.filled is not None, sold.sentence
    assert sold.filled.paid == Alpha.parse("40", NETUID)
    assert sold.filled.pool_fee == sold.quoted.pool_fee


async def test_what_its_runtime_would_refuse_is_held_back_by_the_rehearsal(site: Site) -> None:
    review = await site.review("stake", "12.5")
    site.node.chain.storage.put("SubtensorModule.SubtokenEnabled", NETUID, value=False)
    site.node.step()
    async with blocks_coming(site.node), asyncio.timeout(PATIENCE):
        held = await anext(order async for order in site.desk.place(review) if order.state is OrderState.HELD)
    assert "has not been opened yet" in held.sentence
    assert (await site.holdings()).staked(NETUID) == Alpha(0, NETUID)


async def test_root_takes_and_gives_one_to_one_and_needs_no_rehearsal(site: Site) -> None:
    snapshot = await site.snapshot()
    hotkey = (await site.desk.validators(0, snapshot))[0].hotkey
    ticket = a_ticket("stake", snapshot.subnets[0].id, hotkey, "3", "2")
    review = await site.desk.review(site.desk.draft(ticket, snapshot), snapshot)
    assert (review.needs_rehearsal, review.caution) == (False, "")
    bought = await site.placed(review)
    assert bought.filled is not None, bought.sentence
    assert (bought.filled.received, bought.filled.pool_fee) == (Alpha.parse("3", 0), Tao(0))
