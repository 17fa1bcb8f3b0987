"""A sale that leaves too little to stay, on the real node with the real signer: what was told is what happens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bittensor_core import ss58_decode

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.holdings import Fate
from dtao_tui.domain.orders.order_states import OrderState
from tests.chain.conftest import a_node
from tests.execution.real_site import NETUID, Site, a_site
from tests.fakes import PRACTICE_ADDRESS

RAO = Alpha(10**7, NETUID)
"""A hundredth of an alpha."""


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_node() as node, a_site(node, tmp_path) as standing:
        await standing.placed(await standing.review("stake", "12.5"))
        # The hotkey is new to the account: its owner comes with the block after.
        await standing.snapshot()
        yield standing


async def test_all_but_a_hundredth_is_two_sales_as_the_ticket_had_said_to_the_rao(site: Site) -> None:
    before = await site.holdings()
    review = await site.review("unstake", str(before.staked(NETUID) - RAO))
    told = review.rest
    assert told is not None
    assert (told.fate, told.amount, told.stays) == (Fate.SOLD, RAO, Alpha(0, NETUID))
    order = await site.placed(review)
    assert order.state is OrderState.FINAL
    assert order.filled is not None
    assert (order.filled.paid, order.filled.received) == (review.intent.amount, review.quote.receives)
    assert order.filled.rest is not None
    assert (order.filled.rest.paid, order.filled.rest.received) == (RAO, told.brings)
    assert "was sold too" in order.sentence
    after = await site.holdings()
    assert after.staked(NETUID) == Alpha(0, NETUID)
    assert order.settlement.network_fee is not None
    assert after.free == before.free + Tao(review.quote.receives.rao) + told.brings - order.settlement.network_fee


async def test_what_is_offered_to_be_kept_stays(site: Site) -> None:
    held = (await site.holdings()).staked(NETUID)
    told = (await site.review("unstake", str(held - RAO))).rest
    assert told is not None
    assert told.most_kept_sale is not None
    assert told.least_kept is not None
    review = await site.review("unstake", str(told.most_kept_sale))
    assert review.rest is not None
    assert review.rest.fate is Fate.STAYS
    order = await site.placed(review)
    assert order.filled is not None
    assert order.filled.rest is None
    assert (await site.holdings()).staked(NETUID) == held - told.most_kept_sale == told.least_kept


async def test_a_fee_in_alpha_a_sale_and_its_rest_are_told_and_kept_apart(site: Site) -> None:
    held = (await site.holdings()).staked(NETUID)
    poor = await _without_tao(site)
    review = await site.review("unstake", str(held - Alpha(10**8, NETUID)))
    told = review.rest
    assert told is not None
    assert told.fate is Fate.SOLD
    assert told.fee_in_alpha
    assert told.amount == Alpha(10**8, NETUID) - told.fee_in_alpha
    order = await site.placed(review)
    assert order.filled is not None
    assert (order.filled.paid, order.settlement.fee_in_alpha) == (review.intent.amount, told.fee_in_alpha)
    assert order.filled.rest is not None
    assert (order.filled.rest.paid, order.filled.rest.received) == (told.amount, told.brings)
    assert isinstance(order.filled.received, Tao)
    after = await site.holdings()
    assert after.staked(NETUID) == Alpha(0, NETUID)
    assert after.free == poor + order.filled.received + order.filled.rest.received


async def test_max_without_tao_sells_what_the_fee_leaves(site: Site) -> None:
    held = (await site.holdings()).staked(NETUID)
    await _without_tao(site)
    review = await site.review("unstake", "max")
    assert review.rest is not None
    assert review.intent.amount == held - review.rest.fee_in_alpha
    order = await site.placed(review)
    assert order.filled is not None
    assert (order.filled.paid, order.filled.rest) == (review.intent.amount, None)
    assert (await site.holdings()).staked(NETUID) == Alpha(0, NETUID)


async def _without_tao(site: Site) -> Tao:
    """Leave the account too little for a fee; what it has then."""
    storage = site.node.chain.storage
    key = bytes(ss58_decode(PRACTICE_ADDRESS))
    account = dict(storage.get("System.Account", key))
    account["data"] = {**account["data"], "free": 600}
    storage.put("System.Account", key, value=account)
    site.node.step()
    return (await site.holdings()).free
