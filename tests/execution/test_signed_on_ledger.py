"""Orders of a Ledger's account on a practice node: by the SDK's device code, the signer, and the chain's own checks."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.orders.outside_orders import OutsideOrders
from dtao_tui.wallet.outside_signing.device_exchange import DeviceExchange
from dtao_tui.wallet.outside_signing.ledger_client import LedgerClient
from tests.execution.proxy_site import a_funded_node
from tests.execution.real_site import NETUID, Site, a_site
from tests.wallet.conftest import eventually
from tests.wallet.ledger.polkadot_app import Person, PolkadotApp
from tests.wallet.ledger.usb_device import Plugged, plugged

PATH = LedgerPath(1, 2)
SECONDS = 30.0


@pytest.fixture
def stand_in() -> Iterator[Plugged]:
    with plugged(PolkadotApp()) as there:
        yield there


@pytest.fixture
async def site(stand_in: Plugged, tmp_path: Path) -> AsyncIterator[Site]:
    key = stand_in.app.key(PATH)
    vault = Account("vault", key.ss58_address, AccountKind.LEDGER, is_ed25519=True, ledger=PATH)
    async with a_funded_node(owner=key) as node, a_site(node, tmp_path, [vault]) as standing:
        standing.session.choose(vault.address, vault.name)
        yield standing


@pytest.fixture
def devices(site: Site, stand_in: Plugged, tmp_path: Path) -> OutsideOrders:
    ports = TradingPorts(site.market, site.trading, site.signer, SystemClock())
    return OutsideOrders(ports, site.desk, DeviceExchange(tmp_path), LedgerClient(stand_in.environment))


async def test_an_order_that_was_approved_there_is_carried_out(
    site: Site, stand_in: Plugged, devices: OutsideOrders
) -> None:
    away = await devices.lay_out(await site.review("stake", "12.5"))
    order = await site.placed(await devices.signed_on_ledger(away, SECONDS))
    address = stand_in.app.key(PATH).ss58_address
    assert (order.state, order.signer) == (OrderState.FINAL, address)
    assert order.filled is not None
    assert order.filled.received == (await site.holdings(address)).staked(NETUID)
    (shown,) = stand_in.app.shown
    # What was shown ends with the digest of the node's own metadata, behind the mode that says so.
    assert shown.endswith(b"\x01" + site.node.chain.description.digest)


async def test_a_signature_over_another_digest_is_not_taken(
    site: Site, stand_in: Plugged, devices: OutsideOrders
) -> None:
    laid_out = (away := await devices.lay_out(await site.review("stake", "12.5"))).laid_out
    forged = laid_out.unsigned.call + laid_out.in_extrinsic + laid_out.in_signature_only[:-32] + bytes(32)
    with pytest.raises(WalletTrouble, match="not one of this account over this order"):
        devices.signed(away, bytes(stand_in.app.key(PATH).sign(forged)).hex())


async def test_a_rejected_order_leaves_nothing_behind(site: Site, stand_in: Plugged, devices: OutsideOrders) -> None:
    away = await devices.lay_out(await site.review("stake", "12.5"))
    stand_in.app.person = Person.REJECTS
    with pytest.raises(WalletTrouble, match="rejected on the Ledger"):
        await devices.signed_on_ledger(away, SECONDS)
    assert site.desk.orders == ()
    # The next one has the same number, for the first one used none.
    stand_in.app.person = Person.APPROVES
    again = await devices.lay_out(await site.review("stake", "12.6"))
    assert again.laid_out.unsigned.nonce == away.laid_out.unsigned.nonce
    order = await site.placed(await devices.signed_on_ledger(again, SECONDS))
    assert order.state is OrderState.FINAL


async def test_an_order_that_is_left_is_never_sent(site: Site, stand_in: Plugged, devices: OutsideOrders) -> None:
    away = await devices.lay_out(await site.review("stake", "12.5"))
    stand_in.app.person = Person.IS_AWAY
    waiting = asyncio.create_task(devices.signed_on_ledger(away, SECONDS))
    await eventually(lambda: stand_in.app.shown)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    stand_in.app.person = Person.APPROVES
    site.node.step(3)
    assert site.desk.orders == ()
    assert (await site.trading.nonce(away.review.unsigned.signer)) == away.laid_out.unsigned.nonce
