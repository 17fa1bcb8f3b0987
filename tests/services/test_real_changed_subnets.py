"""On the practice node a number is freed and registered anew: what was reviewed for the old subnet is never signed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.trading.order_review import NotPlaced
from tests.chain.conftest import a_node
from tests.execution.real_site import NETUID, Site, a_site
from tests.practice.nodes import a_client, free_number, register_anew
from tests.quoting import a_ticket


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_node() as node, a_site(node, tmp_path) as standing:
        yield standing


async def taken_over(site: Site) -> SubnetId:
    """Another subnet registers on the freed number; its identity as the market reads it."""
    free_number(site.node, NETUID)
    async with a_client(site.node) as client:
        assert await register_anew(site.node, client) == NETUID
    found = await site.market.subnet_id(NETUID, await site.market.head())
    assert found is not None
    return found


async def test_a_review_from_before_is_refused_at_its_confirmation(site: Site) -> None:
    review = await site.review("stake", "12.5")
    newcomer = await taken_over(site)
    assert newcomer.registered_at is not None
    sentence = f"Another subnet has taken number {NETUID} since block {newcomer.registered_at:,}."
    with pytest.raises(NotPlaced, match=sentence):
        await site.placed(review)
    assert site.desk.orders == ()
    assert (await site.holdings()).staked(NETUID).rao == 0


async def test_a_review_of_a_number_that_is_free_is_refused(site: Site) -> None:
    review = await site.review("stake", "12.5")
    free_number(site.node, NETUID)
    assert await site.market.subnet_id(NETUID, await site.market.head()) is None
    with pytest.raises(NotPlaced, match=f"Subnet {NETUID} is gone."):
        await site.placed(review)
    assert site.desk.orders == ()


async def test_the_snapshot_and_the_storage_tell_the_same_subnet(site: Site) -> None:
    before = (await site.snapshot()).subnets[NETUID].id
    newcomer = await taken_over(site)
    snapshot = await site.snapshot()
    assert snapshot.subnets[NETUID].id == newcomer != before
    assert snapshot.subnets[NETUID].name == "newcomer"
    ticket = a_ticket("stake", before, (await site.desk.validators(1, snapshot))[0].hotkey, "12.5", "2")
    assert site.desk.draft(ticket, snapshot).sentence == before.trouble(newcomer)
