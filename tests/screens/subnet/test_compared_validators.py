"""Two validators compared in a subnet's list, and stake moved to the better of them by an ordinary ticket."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from tests.fakes import ALICE, HOTKEY, OTHER_HOTKEY, World, a_holding, a_snapshot, a_stake, a_validator, a_world
from tests.screen import a_desk, line_with, said, until, until_said, until_seen

LESS, MORE = HotkeyDividend(9, 909), HotkeyDividend(4, 104)
"""1 % and 4 % an epoch: 20 % and 80 % a day."""


def a_choice(tmp_path: Path, **stakes: str) -> World:
    """Three validators, and what the account has with the first two of them."""
    held = [a_stake(7, amount, {"poor": HOTKEY, "rich": OTHER_HOTKEY}[name]) for name, amount in stakes.items()]
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=held)]))
    world.market.validator_list[7] = (
        a_validator(7, HOTKEY, "Poor", last_epoch=LESS),
        a_validator(7, OTHER_HOTKEY, "Rich", last_epoch=MORE),
        a_validator(7, ALICE, "Silent"),
    )
    return world


async def alone(pilot: Pilot[None], *keys: str) -> None:
    """The validators alone, then these keys."""
    await pilot.app.push_screen(SubnetScreen(7))
    await until_seen(pilot, "Silent")
    await pilot.press("v")
    await until(pilot, lambda: pilot.app.screen.validator_table.has_focus)  # type: ignore[attr-defined]
    await pilot.press(*keys)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_two_marked_validators_stand_side_by_side(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_choice(tmp_path, poor="300"), size) as pilot:
        await alone(pilot, "space", "j", "space")
        await until_said(pilot, "Side by side", "a Poor", "b Rich")
        in_words = " ".join(line_with(pilot.app, "Net yield").split())
        assert "20.000 80.000" in in_words
        assert "60.000000 240.000000" in " ".join(line_with(pilot.app, "A day on 300").split()).replace("0 0", "00")
        assert "–" in line_with(pilot.app, "Nominators")
        await until_said(pilot, "m moves 300.000 γ from Poor to Rich: +180.000 000 γ a day")


async def test_the_move_to_the_better_is_an_ordinary_ticket_that_is_filled_in(tmp_path: Path) -> None:
    async with a_desk(a_choice(tmp_path, poor="300", rich="5")) as pilot:
        # Marked the other way round: the move leads to the better all the same.
        await alone(pilot, "j", "space", "k", "space")
        await until_said(pilot, "a Rich", "b Poor", "m moves 300.000 γ from Poor to Rich")
        await pilot.press("m")
        await until(pilot, lambda: bool(pilot.app.screen.query(TicketDock)))
        dock = pilot.app.screen.query_one(TicketDock)
        await until_said(pilot, "From Poor", "To Rich")
        assert dock.panel.amount_text == "max"
        assert "Side by side" not in said(pilot.app)
        draft = dock.state.draft
        assert draft is not None
        assert draft.intent is not None
        assert draft.intent.hotkeys() == (HOTKEY, OTHER_HOTKEY)


async def test_marks_go_again_and_the_last_two_stay(tmp_path: Path) -> None:
    async with a_desk(a_choice(tmp_path)) as pilot:
        await alone(pilot, "space", "j", "space", "j", "space")
        await until_said(pilot, "a Rich", "b Silent", "Of one of them it is not known yet")
        await pilot.press("space")
        await until(pilot, lambda: "Side by side" not in said(pilot.app))
        await pilot.press("k", "k", "space")
        await until_said(pilot, "a Rich", "b Poor", "This account has nothing staked with either.")
        await pilot.press("v")
        await until(pilot, lambda: "Side by side" not in said(pilot.app))


async def test_what_lies_with_the_better_one_is_left_there(tmp_path: Path) -> None:
    async with a_desk(a_choice(tmp_path, rich="5")) as pilot:
        await alone(pilot, "space", "j", "space")
        await until_said(pilot, "What this account has lies with the one that yields as much or more.")
        await pilot.press("m")
        await until(pilot, lambda: bool(pilot.app.screen.query(TicketDock)))
        await until_said(pilot, "From Rich", "To none yet")
        assert pilot.app.screen.query_one(TicketDock).panel.amount_text == ""
