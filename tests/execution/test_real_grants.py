"""A coldkey makes a key its staking proxy and takes that back, by reviewed orders on a practice node."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bittensor_core import Keypair

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Op
from dtao_tui.trading.order_review import NotPlaced, Review
from dtao_tui.trading.ticket.ticket_draft import Ticket
from tests.chain.conftest import a_node
from tests.execution.real_site import Site, a_site
from tests.fakes import PRACTICE_ADDRESS, a_grant

KEY = Keypair.create_from_uri("//ProxyKey").ss58_address
DEPOSIT = Tao.parse("0.093")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_node() as node, a_site(node, tmp_path) as standing:
        yield standing


async def reviewed(site: Site, op: Op, delegate: str = KEY) -> Review:
    at = await site.snapshot()
    account = site.session.chosen
    assert account is not None
    await site.desk.network_fee(op, account)
    ticket = Ticket(op, at.subnets[ROOT].id, {}, "", "2", recipient=delegate)
    return await site.desk.review(site.desk.draft(ticket, at), at)


async def test_a_key_is_made_a_proxy_with_its_deposit_and_taken_back_with_all_of_it(site: Site) -> None:
    before = await site.holdings()
    review = await reviewed(site, Op.ALLOW_PROXY)
    assert review.decoded.call.title == ("Proxy", "add_proxy")
    assert review.deposit == DEPOSIT
    allowed = await site.placed(review)
    assert allowed.state is OrderState.FINAL
    assert allowed.settlement is not None
    assert allowed.settlement.network_fee is not None
    after = await site.holdings()
    assert after.proxies == (a_grant(KEY),)
    assert after.free == before.free - DEPOSIT - allowed.settlement.network_fee
    removal = await reviewed(site, Op.REMOVE_PROXY)
    assert removal.deposit is None
    removed = await site.placed(removal)
    assert removed.state is OrderState.FINAL
    assert removed.settlement is not None
    assert removed.settlement.network_fee is not None
    last = await site.holdings()
    assert last.proxies == ()
    assert last.free == after.free + DEPOSIT - removed.settlement.network_fee


async def test_a_proxy_is_allowed_once_and_removed_once(site: Site) -> None:
    with pytest.raises(NotPlaced, match="is no staking proxy of this account"):
        await reviewed(site, Op.REMOVE_PROXY)
    await site.placed(await reviewed(site, Op.ALLOW_PROXY))
    with pytest.raises(NotPlaced, match="is a staking proxy of this account already"):
        await reviewed(site, Op.ALLOW_PROXY)
    second = Keypair.create_from_uri("//Second").ss58_address
    assert (await reviewed(site, Op.ALLOW_PROXY, second)).deposit == Tao.parse("0.033")


async def test_an_account_cannot_be_its_own_proxy(site: Site) -> None:
    with pytest.raises(NotPlaced, match="cannot be its own proxy"):
        await reviewed(site, Op.ALLOW_PROXY, PRACTICE_ADDRESS)
