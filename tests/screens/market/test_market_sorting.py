"""The choice of a column to sort by: its numbers and keys show while it lasts, and any other key ends it."""

from pathlib import Path

import pytest

from dtao_tui.screens.market.market_screen import MarketScreen
from tests.fakes import a_world
from tests.screen import a_desk, line_with, seen, until, until_seen


async def test_numbers_stand_below_the_titles_and_choose(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        assert "τ per α" in seen(pilot.app)
        await pilot.press("o")
        await until_seen(pilot, "1…9 Column")
        numbers = seen(pilot.app).splitlines()[seen(pilot.app).splitlines().index(line_with(pilot.app, "Cap ↓")) + 1]
        assert numbers.split("││")[0].strip("│ ").split() == ["1", "2", "3", "4", "5", "6", "7", "8"]
        await pilot.press("3")
        await until_seen(pilot, "Price ↓")
        await pilot.press("3")
        await until_seen(pilot, "Price ↑")
        assert pilot.app.current_mode == "market"
        await pilot.press("enter")
        await until_seen(pilot, "τ per α")
        assert "s Stake" in seen(pilot.app)
        assert isinstance(pilot.app.screen, MarketScreen)


@pytest.mark.parametrize("key", ["o", "escape", "enter", "j"])
async def test_the_choice_ends(tmp_path: Path, key: str) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("o")
        await until_seen(pilot, "1…9 Column")
        await pilot.press(key)
        await until(pilot, lambda: "1…9 Column" not in seen(pilot.app))
        assert isinstance(pilot.app.screen, MarketScreen)
        await pilot.press("2")
        await until(pilot, lambda: pilot.app.current_mode == "portfolio")


async def test_a_number_without_a_column_does_nothing(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("o", "9")
        await pilot.pause()
        assert "Cap ↓" in seen(pilot.app)
        assert pilot.app.current_mode == "market"
