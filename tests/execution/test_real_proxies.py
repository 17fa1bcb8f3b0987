"""Orders by a staking proxy on a practice node, through the real signer: the coldkey's key is not there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.accounts import OwnerAddress
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.ports.errors import SigningRefused
from dtao_tui.trading.order_review import NotPlaced
from tests.execution.proxy_site import (
    COLD,
    COLD_ADDRESS,
    PROXY_ADDRESS,
    a_proxy_site,
    allow,
    by_coldkey,
    by_key,
    forbid,
    spend_of_proxy,
)
from tests.execution.real_site import NETUID, Site
from tests.fakes import a_grant


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_proxy_site(tmp_path) as standing:
        yield standing


async def test_a_proxy_stakes_and_unstakes_for_its_coldkey_and_pays_the_fees_itself(site: Site) -> None:
    await allow(site)
    cold, proxy = await site.holdings(COLD_ADDRESS), await site.holdings(PROXY_ADDRESS)
    review = await site.review("stake", "12.5")
    assert review.decoded.call.title == ("Proxy", "proxy")
    assert (review.unsigned.origin, review.unsigned.signer) == (COLD_ADDRESS, PROXY_ADDRESS)
    bought = await site.placed(review)
    assert bought.state is OrderState.FINAL
    assert (bought.owner, bought.signer, bought.call_name) == (COLD_ADDRESS, PROXY_ADDRESS, "add_stake_limit")
    assert bought.filled is not None
    assert bought.filled.received == bought.quoted.received
    fee = bought.settlement.network_fee
    assert fee is not None
    assert fee == bought.quoted.network_fee
    assert Flow(PROXY_ADDRESS, -fee) in bought.settlement.flows
    held, payer = await site.holdings(COLD_ADDRESS), await site.holdings(PROXY_ADDRESS)
    assert held.staked(NETUID) == bought.filled.received
    assert held.free == cold.free - Tao.parse("12.5")
    assert payer.free == proxy.free - fee
    assert payer.staked(NETUID) == Alpha(0, NETUID)
    sold = await site.placed(await site.review("unstake", "max"))
    assert sold.state is OrderState.FINAL
    assert sold.filled is not None
    assert sold.filled.received == sold.quoted.received
    after = await site.holdings(COLD_ADDRESS)
    assert after.staked(NETUID) == Alpha(0, NETUID)
    assert after.free == held.free + Tao(sold.filled.received.rao)


async def test_max_spends_all_of_the_coldkeys_tao_since_the_fee_is_anothers(tmp_path: Path) -> None:
    async with a_proxy_site(tmp_path, free="100") as site:
        await allow(site)
        cold = await site.holdings(COLD_ADDRESS)
        bought = await site.placed(await site.review("stake", "max"))
        assert bought.state is OrderState.FINAL
        assert bought.filled is not None
        deposit = site.market.facts.existential_deposit
        assert bought.filled.paid == cold.free - deposit
        assert (await site.holdings(COLD_ADDRESS)).free == deposit


async def test_a_key_that_was_never_added_trades_nothing(site: Site) -> None:
    with pytest.raises(NotPlaced, match="does not know 5CZy…zWAY as a proxy of this coldkey"):
        await site.review("stake", "1")


@pytest.mark.parametrize(
    ("kind", "delay", "sentence"),
    [
        ("Transfer", 0, "is of the kind Transfer; only a Staking proxy trades here"),
        ("Any", 0, "is of the kind Any; only a Staking proxy trades here"),
        ("Staking", 10, "must announce each order and wait"),
    ],
)
async def test_a_proxy_of_another_kind_trades_nothing(site: Site, kind: str, delay: int, sentence: str) -> None:
    await allow(site, kind, delay)
    with pytest.raises(NotPlaced, match=sentence):
        await site.review("stake", "1")


async def test_a_proxy_that_was_removed_after_the_review_signs_nothing(site: Site) -> None:
    await allow(site)
    review = await site.review("stake", "1")
    await forbid(site)
    with pytest.raises(NotPlaced, match="never added, or it was removed"):
        await site.placed(review)
    assert site.desk.orders == ()


async def test_a_proxy_without_tao_for_the_fee_is_told_so(site: Site) -> None:
    await allow(site)
    free = (await site.holdings(PROXY_ADDRESS)).free
    await spend_of_proxy(site, free.rao - 500_000)
    with pytest.raises(NotPlaced, match="pays the network's fee itself"):
        await site.review("stake", "1")


async def test_a_failure_inside_is_a_failed_order_with_its_fee(site: Site) -> None:
    await allow(site)
    review = await site.review("stake", "1")
    # The price moves past the limit between the review and the block.
    stake = {"hotkey": review.intent.hotkey, "netuid": NETUID, "amount_staked": 900 * 10**9}
    await by_key(site, COLD, Call("SubtensorModule", "add_stake", stake))
    before = (await site.holdings(COLD_ADDRESS)).staked(NETUID)
    refused = await site.placed(review)
    assert refused.state is OrderState.REFUSED
    assert refused.filled is None
    assert refused.settlement is not None
    assert refused.settlement.network_fee is not None
    assert refused.sentence.startswith(
        "The price is already past your limit. Nothing was traded; only the network's fee"
    )
    assert (await site.holdings(COLD_ADDRESS)).staked(NETUID) == before


async def test_the_signer_signs_for_no_other_coldkey_than_the_review_names(site: Site) -> None:
    await allow(site)
    review = await site.review("stake", "1")
    await site.session.unlock_practice()
    with pytest.raises(SigningRefused, match="acts for another account than the order names"):
        await site.signer.sign(replace(review.unsigned, origin=OwnerAddress(PROXY_ADDRESS)))


async def test_a_coldkey_that_has_agreed_to_pay_the_fees_pays_them_and_the_proxy_needs_nothing(site: Site) -> None:
    await allow(site)
    await by_coldkey(site, "set_real_pays_fee", delegate=PROXY_ADDRESS, pays_fee=True)
    free = (await site.holdings(PROXY_ADDRESS)).free
    await spend_of_proxy(site, free.rao - 1_000_000)
    await site.snapshot()
    cold, proxy = await site.holdings(COLD_ADDRESS), await site.holdings(PROXY_ADDRESS)
    assert cold.proxies == (a_grant(owner_pays=True),)
    review = await site.review("stake", "2")
    assert review.owner_pays
    done = await site.placed(review)
    assert done.state is OrderState.FINAL
    assert done.settlement is not None
    fee = done.settlement.network_fee
    assert fee is not None
    assert Flow(COLD_ADDRESS, -fee - Tao.parse("2")) in done.quoted.flows
    assert (await site.holdings(COLD_ADDRESS)).free == cold.free - fee - Tao.parse("2")
    assert (await site.holdings(PROXY_ADDRESS)).free == proxy.free


async def test_an_order_by_proxy_is_sealed_and_carried_out_for_the_coldkey(tmp_path: Path) -> None:
    async with a_proxy_site(tmp_path, uses_shield=True) as site:
        await allow(site)
        cold, proxy = await site.holdings(COLD_ADDRESS), await site.holdings(PROXY_ADDRESS)
        review = await site.review("stake", "12.5")
        assert review.shield.is_sealed
        done = await site.placed(review)
        assert done.state is OrderState.FINAL
        assert done.filled is not None
        assert done.filled.received == done.quoted.received
        assert done.network_fee is not None
        assert (await site.holdings(COLD_ADDRESS)).free == cold.free - Tao.parse("12.5")
        assert (await site.holdings(COLD_ADDRESS)).staked(NETUID) == done.filled.received
        assert (await site.holdings(PROXY_ADDRESS)).free == proxy.free - done.network_fee
