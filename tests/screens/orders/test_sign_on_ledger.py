"""An order is approved on a Ledger, rejected there, or left; by keyboard."""

from pathlib import Path

import pytest
from bittensor_core import Keypair
from textual.pilot import Pilot

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.screens.orders.sign_on_ledger_screen import SignOnLedgerScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.wallet.outside_signing import ledger_troubles
from tests.fakes import World, a_holding, a_snapshot, a_world
from tests.fakes.ledger import LEDGER_KEY, FakeLedger
from tests.screen import until, until_said
from tests.screens.orders.placing import confirm_an_order
from tests.screens.orders.tickets import at_a_ticket

PATH = LedgerPath(0, 3)
ADDRESS = LEDGER_KEY.ss58_address


def a_world_of(tmp_path: Path, ledger: FakeLedger) -> World:
    vault = Account("vault", ADDRESS, AccountKind.LEDGER, is_ed25519=True, ledger=PATH)
    snapshot = a_snapshot(holdings=(a_holding(ADDRESS, "50"),))
    return a_world(tmp_path, accounts=[vault], has_practice=False, snapshot=snapshot, ledger=ledger)


async def until_asked(pilot: Pilot[None], ledger: FakeLedger) -> None:
    """Type an order, confirm its review, and come to where the Ledger is asked."""
    await confirm_an_order(pilot)
    await until(pilot, lambda: isinstance(pilot.app.screen, SignOnLedgerScreen))
    await until(pilot, lambda: bool(ledger.asked))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_an_order_is_approved_on_the_ledger_and_placed(tmp_path: Path, size: tuple[int, int]) -> None:
    ledger = FakeLedger()
    world = a_world_of(tmp_path, ledger)
    async with at_a_ticket(world, size=size) as pilot:
        await until_asked(pilot, ledger)
        said = await until_said(pilot, "Compare this order with what the Ledger shows", "left, to block", "esc Cancel")
        assert "add_stake_limit" in said
        assert str(PATH) in said
        assert "Ask it again" not in said
        ledger.approval.set()
        await until_said(pilot, "✓ final")
    assert [order.state for order in world.desk.orders] == [OrderState.FINAL]
    assert ledger.asked == [f"sign {PATH}"]
    assert world.signer.unlocks == 0


async def test_an_order_that_was_rejected_there_can_be_asked_for_again(tmp_path: Path) -> None:
    ledger = FakeLedger()
    ledger.trouble = ledger_troubles.REJECTED
    world = a_world_of(tmp_path, ledger)
    async with at_a_ticket(world) as pilot:
        await until_asked(pilot, ledger)
        await until_said(pilot, "It was rejected on the Ledger. Nothing was signed.", "enter Ask it again")
        assert world.desk.orders == ()
        ledger.trouble = ""
        ledger.approval.set()
        await pilot.press("enter")
        await until_said(pilot, "✓ final")
    assert len(ledger.asked) == 2


async def test_an_order_that_waits_for_the_ledger_can_be_left(tmp_path: Path) -> None:
    ledger = FakeLedger()
    world = a_world_of(tmp_path, ledger)
    async with at_a_ticket(world) as pilot:
        await until_asked(pilot, ledger)
        # Enter asks nothing a second time while the device waits.
        await pilot.press("enter")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
        await until_said(pilot, "Nothing was sent", "Reject the order on the Ledger, too.")
        await until(pilot, lambda: ledger.left == 1)
    assert (world.signer.signed, world.desk.orders, len(ledger.asked)) == ([], (), 1)


async def test_a_signature_by_another_key_is_not_taken(tmp_path: Path) -> None:
    ledger = FakeLedger(Keypair.create_from_uri("//Other", crypto_type=0))
    ledger.approval.set()
    world = a_world_of(tmp_path, ledger)
    async with at_a_ticket(world) as pilot:
        await until_asked(pilot, ledger)
        await until_said(pilot, "This signature is not one of this account over this order")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
    assert world.desk.orders == ()


async def test_an_order_whose_time_is_over_is_asked_for_no_more(tmp_path: Path) -> None:
    ledger = FakeLedger()
    ledger.trouble = ledger_troubles.LOCKED
    world = a_world_of(tmp_path, ledger)
    async with at_a_ticket(world) as pilot:
        await until_asked(pilot, ledger)
        await until_said(pilot, "The Ledger is locked.")
        ledger.trouble = ""
        world.market.grow(300)
        await until_said(pilot, "Its time is over")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SignOnLedgerScreen)
    assert len(ledger.asked) == 1


@pytest.mark.parametrize("words", ["device returned 0x6984: [/x]", "odd [/] words", "[@click=app.quit]press here[/]"])
async def test_words_of_a_device_are_no_markup(tmp_path: Path, words: str) -> None:
    ledger = FakeLedger()
    ledger.trouble = f"The Ledger failed: {words}"
    async with at_a_ticket(a_world_of(tmp_path, ledger)) as pilot:
        await until_asked(pilot, ledger)
        await until_said(pilot, words)
