"""The ticket of a move: two validators and no tolerance, drawn from the operation's row alone."""

from pathlib import Path

from textual.widgets import Static

from dtao_tui.screens.orders.review_screen import ReviewScreen
from tests.fakes import World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import until, until_said, write
from tests.screens.orders.tickets import at_a_ticket


def a_holder(tmp_path: Path) -> World:
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(a_holding(stakes=(a_stake(7, "120"),)),)))


async def test_a_move_is_filled_in_reviewed_and_shown_by_what_the_bytes_say(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "move") as pilot:
        await write(pilot, "50")
        screen = await until_said(pilot, "From RoundTable", "To none yet", "✗ Choose a validator for “To”.")
        assert not pilot.app.screen.query_one("#ticket-tolerance-row").display
        assert "can be moved 120.000 γ" in screen
        assert "Pool fee" not in screen
        assert "You move 50.000 000 000 γ" in screen
        pilot.app.screen.query_one("#ticket-choice-1").focus()
        await pilot.press("ctrl+l")
        await until_said(pilot, "Validators", "OpenTau")
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


async def test_the_operations_take_turns_and_each_has_its_own_fields(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path)) as pilot:
        title = pilot.app.screen.query_one("#ticket-label-0", Static)
        await until_said(pilot, "Tolerance", "^o unstake")
        await pilot.press("ctrl+o")
        await until_said(pilot, "From RoundTable", "^o move", "Tolerance")
        await pilot.press("ctrl+o")
        screen = await until_said(pilot, "From RoundTable", "To none yet", "^o swap")
        assert "all or nothing" not in screen
        await pilot.press("ctrl+o")
        await until_said(pilot, "From γ subnet7 RoundTable", "^o transfer", "all or nothing")
        assert str(title.content) == "From"
