"""Tickets that lead to another subnet or another account: their fields, lists, legs and sentences."""

from pathlib import Path

import pytest

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.tickets.subnet_picker import SubnetPicker
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.widgets.trade.ticket import TicketPanel
from tests.fakes import ALICE, BOB, PRACTICE_ADDRESS, World, a_holding, a_snapshot, a_stake, a_world, an_account
from tests.screen import seen, until, until_said, write
from tests.screens.orders.tickets import at_a_ticket


def a_holder(tmp_path: Path, **wanted: object) -> World:
    holding = a_holding(stakes=(a_stake(7, "9000"), a_stake(0, "100")))
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(holding,)), **wanted)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_a_swap_shows_its_legs_once_the_other_subnet_is_chosen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with at_a_ticket(a_holder(tmp_path), "swap", size) as pilot:
        await write(pilot, "100")
        await until_said(pilot, "✗ Choose the subnet to swap to: ctrl+l.", "To none yet")
        await pilot.press("tab", "tab", *"templar")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetPicker))
        await until_said(pilot, "3 γ templar")
        await pilot.press("enter")
        screen = await until_said(pilot, "To γ templar RoundTable", "Leg Pays Gets Impact %", "Review enter")
        assert "sell 100.000 γ" in screen
        assert "both 100.000 γ" in screen
        assert "Limit ratio 2." in screen
        assert "One fee 0.050 354 γ sell leg" in screen
        assert "7 γ subnet7 to 3 γ templar" in screen


async def test_a_swap_that_is_too_large_compares_its_impact_with_the_tolerance(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "swap") as pilot:
        await write(pilot, "9000")
        await pilot.press("tab", "tab", *"templar")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetPicker))
        await pilot.press("enter")
        screen = await until_said(pilot, "Impact, 4.30 %, is what", "tolerance, 2.00 %", "ctrl+n", "ctrl+t 4.33 %")
        assert "both pools together" in screen
        await pilot.press("ctrl+t")
        await until_said(pilot, "Review enter")
        panel = pilot.app.screen.query_one(TicketPanel)
        panel.form.write(panel.tolerance, "2")
        await until_said(pilot, "does not fill")
        await pilot.press("ctrl+n")
        await until_said(pilot, "Review enter")


async def test_a_swap_is_reviewed_with_what_was_chosen(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "swap") as pilot:
        await write(pilot, "100")
        await pilot.press("tab", "tab", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetPicker))
        await pilot.press("slash", *"templar", "enter")
        await until_said(pilot, "Review enter", "✓ chain")
        pilot.app.screen.query_one("#ticket-amount").focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        assert "swap_stake_limit" in seen(pilot.app)


async def test_what_was_typed_stays_where_the_next_operation_has_a_field_for_it(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "swap") as pilot:
        dock = pilot.app.screen.query_one(TicketDock)
        dock.state.choose_subnet(3)
        await write(pilot, "25%")
        await until_said(pilot, "To γ templar")
        await pilot.press("ctrl+o", "t")
        screen = await until_said(pilot, "Transfer", "Account", "To γ templar")
        assert "25%" in screen


async def test_an_address_that_is_none_is_told_in_its_own_words(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "transfer") as pilot:
        await write(pilot, "100")
        await pilot.press("tab", "tab")
        await write(pilot, BOB[:8])
        screen = await until_said(pilot, "✗ This is not an address")
        assert "✗ Choose an account" not in screen
        assert "Review enter" not in screen


async def test_an_account_is_typed_or_chosen_from_wallets(tmp_path: Path) -> None:
    accounts = [an_account(), Account("cold", BOB, AccountKind.WATCH)]
    async with at_a_ticket(a_holder(tmp_path, accounts=accounts), "pay") as pilot:
        await write(pilot, "5")
        await until_said(pilot, "✗ Type the account that gets it", "Free after 994.998 310 000 τ")
        panel = pilot.app.screen.query_one(TicketPanel)
        await pilot.press("ctrl+l")
        await until_said(pilot, "To account", "cold")
        await pilot.press("down", "enter")
        await until(pilot, lambda: panel.account_text in (ALICE, BOB))
        await until_said(pilot, "Review enter")


async def test_two_wallets_of_one_key_are_one_address_to_choose(tmp_path: Path) -> None:
    twins = [
        Account("cold", BOB, AccountKind.WATCH),
        Account("twin", BOB, AccountKind.FILE),
        Account("mine", PRACTICE_ADDRESS, AccountKind.WATCH),
    ]
    async with at_a_ticket(a_holder(tmp_path, accounts=twins), "pay") as pilot:
        await write(pilot, "5", "ctrl+l")
        screen = await until_said(pilot, "To account", "cold")
        assert "twin" not in screen
        assert "mine" not in screen


async def test_an_address_that_looks_like_a_known_one_is_told(tmp_path: Path) -> None:
    alike = Account("cold", ALICE[:4] + BOB[4:-4] + ALICE[-4:], AccountKind.WATCH)
    async with at_a_ticket(a_holder(tmp_path, accounts=[an_account(), alike]), "pay") as pilot:
        await write(pilot, "5")
        await pilot.press("tab")
        await write(pilot, ALICE)
        await until_said(pilot, "begins and ends like cold")


async def test_an_exit_asks_for_a_tolerance_only_and_sells_everything(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "exit") as pilot:
        screen = await until_said(pilot, "Exit", "Tolerance", "You sell 9,000.000 000 000 γ")
        assert not pilot.app.screen.query_one("#ticket-amount-row").display
        assert "At worst" in screen


async def test_a_lock_says_what_it_means(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "lock") as pilot:
        await write(pilot, "50")
        await until_said(pilot, "Locks 50.000 000 000 γ", "What is locked cannot leave the subnet until")


async def test_a_lock_is_ended_by_a_ticket_that_asks_for_nothing(tmp_path: Path) -> None:
    holding = a_holding(stakes=(a_stake(7, "9000"),), locked={7: "50"})
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=(holding,)))
    world.market.perpetual_locks = {(PRACTICE_ADDRESS, 7)}
    async with at_a_ticket(world, "lock") as pilot:
        await until_said(pilot, "Type an amount")
        await pilot.press("ctrl+o")
        await until_said(pilot, "End lock let the lock here decay")
        await pilot.press("down", "enter")
        await until_said(pilot, "! lock 50.000 γ locked", "From now on the lock decays", "Review enter")
        assert pilot.app.screen.focused is pilot.app.screen.query_one("#ticket-review")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        review = await until_said(pilot, "Review end lock", "SubtensorModule.set_perpetual_lock", "netuid 7")
    assert "price impact" not in review
    assert "you get" not in review


async def test_a_lock_that_decays_already_is_not_ended_again(tmp_path: Path) -> None:
    holding = a_holding(stakes=(a_stake(7, "9000"),), locked={7: "50"})
    async with at_a_ticket(a_world(tmp_path, snapshot=a_snapshot(holdings=(holding,))), "end lock") as pilot:
        await until_said(pilot, "✗ This lock decays already", "faster.")
