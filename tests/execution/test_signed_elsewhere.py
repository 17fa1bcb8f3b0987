"""Orders whose key is on another device, through the real signer on a practice node: signed there, carried out here."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from bittensor_core import Keypair

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.practice_account import WORTHLESS_PUBLIC_SEED
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.outside_signing import SR25519
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.ports.wallet import SignerState
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.orders.outside_orders import AwayOrder, OutsideOrders
from dtao_tui.trading.order_review import NotPlaced
from dtao_tui.wallet.outside_signing.device_exchange import DeviceExchange
from tests.chain.conftest import a_node
from tests.execution.real_site import NETUID, Site, a_site
from tests.fakes import PRACTICE_ADDRESS
from tests.fakes.ledger import FakeLedger

AWAY = Account("away", PRACTICE_ADDRESS, AccountKind.ELSEWHERE)
"""The funded account of every practice network, as if its key were on a device; the tests are that device."""


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_node() as node, a_site(node, tmp_path, [AWAY]) as standing:
        standing.session.choose(AWAY.address, AWAY.name)
        yield standing


def outside(site: Site, folder: Path) -> OutsideOrders:
    ports = TradingPorts(site.market, site.trading, site.signer, SystemClock())
    return OutsideOrders(ports, site.desk, DeviceExchange(folder), FakeLedger())


def signature_of(away: AwayOrder) -> str:
    """What the device shows once a person has agreed there."""
    device = Keypair.create_from_seed(WORTHLESS_PUBLIC_SEED, SR25519)
    return "0x01" + bytes(device.sign(away.laid_out.payload)).hex()


async def test_an_order_is_signed_elsewhere_written_down_and_carried_out(site: Site, tmp_path: Path) -> None:
    devices = outside(site, tmp_path)
    away = await devices.lay_out(await site.review("stake", "12.5"))
    assert away.laid_out.unsigned.era_period == 256
    # It comes back some blocks later, when a quote of then would no longer be placed.
    site.node.step(40)
    signed = devices.signed(away, signature_of(away))
    order = await site.placed(signed)
    assert order.state is OrderState.FINAL
    assert order.filled is not None
    assert order.filled.received == (await site.holdings()).staked(NETUID)
    assert (order.extrinsic.nonce, order.signer) == (away.laid_out.unsigned.nonce, PRACTICE_ADDRESS)
    assert order.extrinsic.last_valid_block == away.last_block
    assert site.signer.state is SignerState.LOCKED


async def test_the_signature_of_one_order_makes_no_other(site: Site, tmp_path: Path) -> None:
    devices = outside(site, tmp_path)
    first = await devices.lay_out(await site.review("stake", "12.5"))
    second = await devices.lay_out(await site.review("stake", "12.6"))
    with pytest.raises(WalletTrouble, match="not one of this account over this order"):
        devices.signed(second, signature_of(first))
    # Nor where this program's own check were left out.
    brought = devices.signed(first, signature_of(first)).brought
    with pytest.raises(WalletTrouble, match="does not verify"):
        await site.placed(replace(second.review, brought=brought))
    assert site.desk.orders == ()


async def test_nothing_is_placed_without_a_signature(site: Site, tmp_path: Path) -> None:
    away = await outside(site, tmp_path).lay_out(await site.review("stake", "12.5"))
    with pytest.raises(NotPlaced, match="no signature came from there"):
        await site.placed(away.review)
    assert site.desk.orders == ()


async def test_an_order_whose_time_is_over_is_not_sent(site: Site, tmp_path: Path) -> None:
    devices = outside(site, tmp_path)
    away = await devices.lay_out(await site.review("stake", "12.5"))
    site.node.step(300)
    assert away.blocks_left((await site.market.head()).number) == 0
    with pytest.raises(NotPlaced, match="time of this order is over"):
        await site.placed(devices.signed(away, signature_of(away)))
    assert site.desk.orders == ()
