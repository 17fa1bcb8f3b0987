"""Keys of the portfolio: the copy of a row, and the total, from which everything is sold."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.plans.plan import PlanKind
from dtao_tui.screens.base import NOTHING_DRAFTED
from dtao_tui.screens.copying.copy_screen import CopyScreen
from dtao_tui.screens.plans.plan_dock import PlanDock
from tests.fakes import OTHER_HOTKEY, World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, line_with, seen, until, until_said, until_seen

STAKES = (a_stake(7, "1200"), a_stake(7, "300", OTHER_HOTKEY), a_stake(3, "40"))


def a_holder(tmp_path: Path) -> World:
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(a_holding(stakes=STAKES),)))


async def copied(pilot: Pilot[None], *words: str) -> str:
    await pilot.press("y")
    await until(pilot, lambda: isinstance(pilot.app.screen, CopyScreen))
    return await until_said(pilot, *words)


async def test_y_copies_the_sale_of_the_whole_row_or_of_one_part(tmp_path: Path) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Holdings")
        await copied(pilot, "exit of 7 γ subnet7, a draft", "remove_stake_full_limit")
        await pilot.press("escape", "right", "j")
        await copied(pilot, "unstake of 7 γ subnet7, a draft")


@pytest.mark.parametrize("keys", [(), ("enter",), ("enter", "v")], ids=["market", "subnet", "validators"])
async def test_y_says_how_to_draft_something_where_nothing_is(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await pilot.press("y")
        await until_said(pilot, NOTHING_DRAFTED.split(".")[0])


async def test_below_the_last_row_lies_the_total_and_x_there_sells_everything(tmp_path: Path) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Total")
        await pilot.press("G", "j")
        await until_seen(pilot, "▌")
        assert "▌" in line_with(pilot.app, "Total")
        await until_seen(pilot, "X Exit")
        assert "u Unstake" not in seen(pilot.app)
        await pilot.press("u")
        await pilot.pause()
        assert not pilot.app.screen.query(PlanDock)
        await pilot.press("X")
        await until(pilot, lambda: bool(pilot.app.screen.query(PlanDock)))
        assert pilot.app.screen.query_one(PlanDock).form.kind is PlanKind.UNWIND


async def test_the_cursor_comes_back_from_the_total(tmp_path: Path) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Total")
        await pilot.press("G", "j")
        await until_seen(pilot, "X Exit")
        await pilot.press("k")
        await until_seen(pilot, "u Unstake")
        assert "▌" not in line_with(pilot.app, "Total")


async def test_one_holding_has_no_total_to_go_to(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=(a_holding(stakes=(a_stake(7, "120"),)),)))
    async with a_desk(world, (80, 24)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Total")
        await pilot.press("j", "j")
        await until_seen(pilot, "u Unstake")
        await pilot.press("u", *"max")
        await until_said(pilot, "Unstake", "max", "= 120.000 000 000 γ")
