"""Testnet's journey, with a practice node that announces testnet's genesis in the place of the endpoint."""

import json
from pathlib import Path

import pytest

from dtao_tui.app import DtaoApp
from dtao_tui.cli.composition import PRACTICE_ACCOUNT, joined
from dtao_tui.ports.networks import TEST_GENESIS
from dtao_tui.settings import Folders, load, prepare
from dtao_tui.wallet.user_wallets import WalletFolder
from tests.chain.middleman import Middleman
from tests.journeys.stage import Person, node

pytestmark = [pytest.mark.journey, pytest.mark.real_key]

PASSWORD = "correct horse battery staple"


async def own_wallet(places: Folders) -> str:
    """A wallet in the folder of this test; its address."""
    folder = WalletFolder(places.wallets, places.watched)
    return (await folder.create("trader", folder.new_phrase(), PASSWORD)).address


def point_test_at(places: Folders, *addresses: str) -> None:
    places.settings_file.write_text(f"[endpoints]\ntest = {json.dumps(addresses)}\n", encoding="utf-8")


async def test_an_own_wallet_is_unlocked_and_trades_under_the_amber_band(own_home: Path) -> None:
    places = load().places
    prepare(places)
    address = await own_wallet(places)
    with node("--still", "--genesis", TEST_GENESIS, "--fund", f"{address}=100", block_seconds=1.0) as endpoint:
        async with Middleman(endpoint) as second:
            point_test_at(places, endpoint, second.url)
            await at_testnet(second)


async def at_testnet(second: Middleman) -> None:
    with joined(load().choosing(network="test")) as parts:
        assert PRACTICE_ACCOUNT not in parts.session.accounts
        async with DtaoApp(parts).run_test(size=(120, 36), notifications=True) as pilot:
            await trade(Person(pilot), second.url.removeprefix("ws://"))
            assert pilot.app.screen.has_class("-test")


async def trade(person: Person, second: str) -> None:
    market = await person.sees("TEST", "templar", "trader", "100.000 τ free")
    assert "PRACTICE" not in market
    await person.presses("/", *"templar", "enter", "enter")
    await person.sees("γ templar", "Pool")
    await person.presses("s")
    await person.types("max")
    await person.sees("You get", "✓ chain")
    await person.presses("enter")
    await person.sees("Unlock trader", "Password")
    await person.types("not the password")
    await person.presses("enter")
    await person.sees("Wrong password or damaged file")
    await person.types(PASSWORD)
    await person.presses("enter")
    await person.sees("add_stake_limit", "TEST", "genesis 8f9cf856", "to sign, type", f"{second}   says the same")
    await person.presses("y")
    await person.sees("✓ final", "Carried out")


async def test_an_endpoint_with_another_genesis_is_refused(own_home: Path) -> None:
    places = load().places
    prepare(places)
    with node("--still") as endpoint:
        point_test_at(places, endpoint)
        with joined(load().choosing(network="test")) as parts:
            async with DtaoApp(parts).run_test(size=(120, 36), notifications=True) as pilot:
                screen = await Person(pilot).sees("does not serve test")
                assert "templar" not in screen
