"""A Ledger by keyboard: its address becomes an account, and an order is approved on it, on a practice node."""

from pathlib import Path

import pytest

from dtao_tui.app import DtaoApp
from dtao_tui.cli import composition
from dtao_tui.domain.accounts import in_groups
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.settings import load, prepare
from dtao_tui.wallet.outside_signing.ledger_client import LedgerClient
from tests.journeys.stage import Person, announce, node
from tests.wallet.ledger import polkadot_app
from tests.wallet.ledger.usb_device import Plugged, plugged

pytestmark = pytest.mark.journey

FUNDED = "250"


async def adds_the_account(person: Person, stand_in: Plugged) -> None:
    await person.presses("4", "i", "l")
    await person.sees("Read its address")
    await person.types("vault")
    await person.presses("enter", "enter", "enter")
    await person.sees("The Ledger shows an address now", *in_groups(stand_in.app.key(LedgerPath()).ss58_address))
    stand_in.app.person = polkadot_app.Person.APPROVES
    await person.sees("vault is here", f"{FUNDED}.000")
    await person.presses("enter")
    await person.sees("● vault", "signs on its Ledger")


async def stakes(person: Person) -> None:
    await person.presses("1", "j", "s")
    await person.sees("Pay")
    await person.types("2.5")
    await person.sees("✓ chain")
    await person.presses("enter")
    await person.sees("add_stake_limit")
    await person.presses("end")
    await person.sees("to sign, type")
    await person.presses("y")
    await person.sees("Sign on the Ledger", "Compare this order with what the Ledger shows")


async def test_an_account_of_a_ledger_is_added_and_stakes(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = polkadot_app.PolkadotApp()
    app.person = polkadot_app.Person.IS_AWAY
    settings = load()
    prepare(settings.places)
    funds = f"{app.key(LedgerPath()).ss58_address}={FUNDED}"
    with plugged(app) as stand_in, node("--still", "--subnets", "6", "--fund", funds) as address:
        monkeypatch.setattr(composition, "LedgerClient", lambda: LedgerClient(stand_in.environment))
        announce(settings.places, address)
        with composition.joined(settings) as parts:
            async with DtaoApp(parts).run_test(size=(120, 36), notifications=True) as pilot:
                person = Person(pilot)
                await person.sees("templar")
                await adds_the_account(person, stand_in)
                app.person = polkadot_app.Person.IS_AWAY
                await stakes(person)
                await person.presses("escape")
                await person.sees("Nothing was sent")
                await person.misses("Sign on the Ledger")
                await person.sees("✓ chain")
                assert parts.desk.orders == ()
                app.person = polkadot_app.Person.REJECTS
                await person.presses("enter")
                await person.sees("add_stake_limit")
                await person.presses("end")
                await person.sees("to sign, type")
                await person.presses("y")
                await person.sees("It was rejected on the Ledger.", "Ask it again")
                app.person = polkadot_app.Person.APPROVES
                await person.presses("enter")
                await person.sees("✓ final")
            (order,) = parts.desk.orders
            assert order.signer == app.key(LedgerPath()).ss58_address
