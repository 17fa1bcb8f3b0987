"""The ticket of a move: two validators and no tolerance, drawn from the operation's row alone."""

from pathlib import Path

from textual.widgets import Static

from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.widgets.trade.ticket import TicketPanel
from tests.fakes import World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import until, until_said, write
from tests.screens.orders.tickets import at_a_ticket


def a_holder(tmp_path: Path) -> World:
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(a_holding(stakes=(a_stake(7, "120"),)),)))


async def test_a_move_is_filled_in_reviewed_and_shown_by_what_the_bytes_say(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "move") as pilot:
        await write(pilot, "50")
        screen = await until_said(pilot, "From RoundTable", "To none yet", "✗ Choose a validator for “To”: ctrl+l.")
        assert not pilot.app.screen.query_one("#ticket-tolerance-row").display
        assert "can be moved 120.000 γ" in screen
        assert "Pool fee" not in screen
        assert "You move 50.000 000 000 γ" in screen
        pilot.app.screen.query_one("#ticket-choice-1").focus()
        await pilot.press("ctrl+l")
        await until_said(pilot, "To validator", "OpenTau")
        await pilot.press("down", "enter")
        await until_said(pilot, "✓ hotkeys both registered", "✓ chain knows the hotkeys", "Arrives 50.000 000 000 γ")
        pilot.app.screen.query_one("#ticket-amount").focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        review = await until_said(
            pilot, "SubtensorModule.move_stake", "from hotkey", "to hotkey", "amount 50.000 000 000 γ"
        )
    assert "price impact" not in review
    assert "limit price" not in review


async def test_what_moves_no_price_offers_no_size_by_its_impact(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "lock") as pilot:
        screen = await until_said(pilot, "50 %", "max", "Type an amount: 12.5, 25 % or max.")
        assert "%i" not in screen
        await pilot.press("ctrl+o", "s")
        await until_said(pilot, "50 %", "max", "1 %i", "Tolerance", "max, 1 %i for a")


async def test_another_operation_is_chosen_by_its_key_and_each_has_its_own_fields(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path)) as pilot:
        title = pilot.app.screen.query_one("#ticket-label-0", Static)
        await until_said(pilot, "Tolerance", "^o operation")
        await pilot.press(*"12.5", "ctrl+o")
        await until_said(pilot, "s Stake", "u Unstake", "m Move", "enter or its key choose")
        await pilot.press("u")
        await until_said(pilot, "Unstake", "From RoundTable", "Tolerance")
        await pilot.press("ctrl+o", "down", "enter")
        screen = await until_said(pilot, "From RoundTable", "To none yet")
        assert "all or nothing" not in screen
        await pilot.press("ctrl+o", "escape")
        await until_said(pilot, "To none yet")
        await pilot.press("ctrl+o", "s")
        await until_said(pilot, "To RoundTable", "all or nothing")
        assert str(title.content) == "To"
        assert pilot.app.screen.query_one(TicketPanel).amount_text == "12.5"


async def test_ctrl_l_fills_the_empty_field_and_enter_then_reviews(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "move") as pilot:
        await write(pilot, "50")
        await until_said(pilot, "✗ Choose a validator for “To”: ctrl+l.")
        await pilot.press("ctrl+l")
        await until_said(pilot, "To validator", "OpenTau")
        await pilot.press("down", "enter")
        await until_said(pilot, "From RoundTable", "To OpenTau", "✓ chain")
        assert pilot.app.screen.query_one(TicketPanel).amount.has_focus
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))


async def test_up_and_down_step_the_number_at_the_cursor(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path)) as pilot:
        panel = pilot.app.screen.query_one(TicketPanel)
        await pilot.press(*"12.5", "up", "up", "down")
        await until(pilot, lambda: panel.amount_text == "13.5")
        panel.tolerance.focus()
        await pilot.press("down")
        await until(pilot, lambda: panel.tolerance_text == "1.5")
        await until_said(pilot, "You get")
        panel.amount.value = "max"
        panel.amount.focus()
        await pilot.press("up")
        await pilot.pause()
        assert panel.amount_text == "max"
