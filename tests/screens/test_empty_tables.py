"""No key tells of a row where there is none: empty tables, before the first block, after a filter that fits nothing."""

from pathlib import Path

import pytest

from dtao_tui.app import DtaoApp
from dtao_tui.widgets.tables.keyed_table import KeyedTable
from tests.fakes import a_world
from tests.screen import a_desk, seen, until_seen

ARROWS = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "ctrl+home", "ctrl+end")
KEYS = (*"jkgGoOrcfs", *ARROWS, "enter")


@pytest.mark.parametrize("mode", ["1", "2", "3", "4"])
async def test_every_key_is_harmless_before_the_first_block(tmp_path: Path, mode: str) -> None:
    world = a_world(tmp_path)
    world.market.reading.clear()
    app = DtaoApp(world.parts)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(mode)
        await pilot.pause()
        for key in KEYS:
            await pilot.press(key)
        assert app.is_running
        assert app.return_code is None


async def test_every_key_is_harmless_where_a_filter_fits_nothing(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        for key in KEYS:
            if "Subnets  0 of 2" not in seen(pilot.app):
                await pilot.press("1", "escape", "slash", *"zzzz", "enter")
                await until_seen(pilot, "Subnets  0 of 2")
            assert pilot.app.screen.query_one(KeyedTable).chosen is None
            await pilot.press(key)
            assert pilot.app.is_running
            if pilot.app.screen.is_modal:
                await pilot.press("escape")
