"""Operations and plans are found by name from every screen, with blanks or hyphens between their words."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.plans.plan import PlanKind
from dtao_tui.screens.commands.command_line import CommandLine
from dtao_tui.screens.commands.palette import PaletteScreen
from dtao_tui.screens.plans.plan_dock import PlanDock
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from tests.fakes import World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, seen, until, until_said, until_seen, write

PLANS = [
    ("basket", PlanKind.BASKET),
    ("rebalance", PlanKind.REBALANCE),
    ("slices 7", PlanKind.SLICES),
    ("unwind", PlanKind.UNWIND),
    ("leave validator", PlanKind.LEAVE_VALIDATOR),
    ("leave-validator", PlanKind.LEAVE_VALIDATOR),
]


def a_holder(tmp_path: Path) -> World:
    holding = a_holding(stakes=(a_stake(7, "120"), a_stake(3, "80")), locked={7: "50"})
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(holding,)))


async def type_line(pilot: Pilot[None], typed: str) -> None:
    await pilot.press("colon")
    await until(pilot, lambda: isinstance(pilot.app.screen, CommandLine))
    await write(pilot, typed, "enter")


def docks(pilot: Pilot[None]) -> list[PlanDock]:
    return list(pilot.app.screen.query(PlanDock))


@pytest.mark.parametrize("mode", ["1", "3"])
@pytest.mark.parametrize(("typed", "kind"), PLANS)
async def test_a_plan_is_begun_from_every_screen(tmp_path: Path, mode: str, typed: str, kind: PlanKind) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await pilot.press(mode)
        await pilot.pause()
        await type_line(pilot, typed)
        await until(pilot, lambda: bool(docks(pilot)), typed)
        assert docks(pilot)[0].form.kind is kind


async def test_slices_ask_for_the_subnet_where_none_is_chosen(tmp_path: Path) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await pilot.press("4")
        await type_line(pilot, "slices")
        await until_seen(pilot, "Slices: which subnet?")
        await write(pilot, "templ", "enter")
        await until(pilot, lambda: bool(docks(pilot)))
        assert docks(pilot)[0].form.kind is PlanKind.SLICES


@pytest.mark.parametrize("typed", ["end lock 7", "end-lock 7", "END LOCK 7"])
async def test_a_name_of_two_words_is_typed_with_a_blank_or_a_hyphen(tmp_path: Path, typed: str) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await type_line(pilot, typed)
        await until(pilot, lambda: bool(pilot.app.screen.query(TicketDock)))
        assert pilot.app.screen.query_one(TicketDock).state.op == "end lock"


async def test_it_needs_no_subnet_behind_it_where_one_is_chosen(tmp_path: Path) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await type_line(pilot, "end lock")
        await until(pilot, lambda: bool(pilot.app.screen.query(TicketDock)))


async def test_a_subnet_that_does_not_exist_is_told_behind_two_words_too(tmp_path: Path) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await type_line(pilot, "end lock 999")
        await until_said(pilot, "No subnet has the number or name 999.")


@pytest.mark.parametrize("words", ["Rebalance", "Unwind", "Slices", "Leave validator", "Basket", "End lock"])
async def test_the_palette_finds_them_from_activity(tmp_path: Path, words: str) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await pilot.press("3", "ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, PaletteScreen))
        await write(pilot, words.lower())
        await until_said(pilot, words)
        assert "Nothing fits" not in seen(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (80, 20), (120, 36)])
async def test_the_palette_is_no_taller_than_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_holder(tmp_path), size) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, PaletteScreen))
        await pilot.pause()
        assert pilot.app.screen.query_one("#palette").region.bottom < size[1]
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "pagedown")
        await pilot.pause()
        assert pilot.app.screen.query_one("#palette-list").region.bottom < size[1]
