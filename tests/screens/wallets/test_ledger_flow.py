"""An address of a Ledger becomes an account once it was compared and approved on the device."""

from pathlib import Path

from bittensor_core import Keypair

from dtao_tui.domain.accounts import Account, AccountKind, in_groups
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.wallet.outside_signing import ledger_troubles
from tests.fakes import a_world
from tests.fakes.ledger import LEDGER_KEY, FakeLedger
from tests.screen import a_desk, until, until_said, write

ADDRESS = LEDGER_KEY.ss58_address


async def test_an_address_is_read_compared_and_added(tmp_path: Path) -> None:
    ledger = FakeLedger()
    world = a_world(tmp_path, ledger=ledger)
    async with a_desk(world) as pilot:
        await pilot.press("4", "i")
        await until_said(pilot, "Import a wallet", "l Ledger")
        await pilot.press("l")
        await until_said(pilot, "open its Polkadot app")
        await write(pilot, "vault", "enter")
        await pilot.press("enter", "backspace", *"x", "enter")
        await until_said(pilot, "This is a number, from 0 on.")
        await pilot.press("backspace", *"4", "enter")
        await until_said(pilot, "The Ledger shows an address now", *in_groups(ADDRESS))
        assert all(account.address != ADDRESS for account in world.wallets.accounts())
        ledger.approval.set()
        await until_said(pilot, "vault is here; its key stays in the Ledger.", "m/44'/354'/0'/0'/4'", "✓ ready")
    added = next(account for account in world.wallets.accounts() if account.name == "vault")
    path = LedgerPath(0, 4)
    assert added == Account("vault", ADDRESS, AccountKind.LEDGER, is_ed25519=True, ledger=path)
    assert ledger.asked == [f"address {path}", f"approve {path}"]


async def test_what_the_device_lacks_is_said_and_the_form_is_kept(tmp_path: Path) -> None:
    ledger = FakeLedger()
    ledger.trouble = ledger_troubles.OTHER_APP
    world = a_world(tmp_path, ledger=ledger)
    async with a_desk(world) as pilot:
        await pilot.press("4", "i", "l")
        await until_said(pilot, "open its Polkadot app")
        await write(pilot, "vault", "enter")
        await pilot.press("enter", "enter")
        await until_said(pilot, "Another app is open on the Ledger, or none.")
        ledger.trouble = ""
        await pilot.press("enter")
        await until_said(pilot, "Read its address", "vault")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
    assert [account.name for account in world.wallets.accounts()] == []


async def test_an_address_that_is_not_approved_or_changes_is_not_added(tmp_path: Path) -> None:
    ledger = FakeLedger()
    world = a_world(tmp_path, ledger=ledger)
    async with a_desk(world) as pilot:
        await pilot.press("4", "i", "l")
        await until_said(pilot, "open its Polkadot app")
        await write(pilot, "vault", "enter")
        await pilot.press("enter", "enter")
        await until_said(pilot, "The Ledger shows an address now")
        await pilot.press("escape")
        await until(pilot, lambda: ledger.left == 1)
        await until_said(pilot, "Read its address")
        await pilot.press("enter", "enter", "enter")
        await until_said(pilot, "The Ledger shows an address now")
        ledger.key = Keypair.create_from_uri("//Other", crypto_type=0)
        ledger.approval.set()
        await until_said(pilot, "The Ledger showed another address than it gave before.")
    assert [account.name for account in world.wallets.accounts()] == []
