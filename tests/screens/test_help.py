"""Help and palette: every command is in both."""

import asyncio
import re
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Static

from dtao_tui.domain.filters.filter_fields import FIELDS
from dtao_tui.screens.base import BaseModal
from dtao_tui.screens.commands.palette_entries import command_entries
from dtao_tui.screens.help import HelpScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.widgets.keys.key_bindings import active, commands_of
from dtao_tui.widgets.keys.key_table import COMMANDS
from dtao_tui.widgets.tables.columns import sortable
from dtao_tui.widgets.tables.subnet_columns import SUBNET_COLUMNS
from tests.fakes import a_snapshot, a_subnet, a_world
from tests.screen import a_desk, seen, until, until_said, until_seen


async def test_help_shows_network_endpoint_practice_node_and_versions(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("question_mark", "G")
        await until_seen(pilot, "This session")
        text = seen(pilot.app)
        for words in ("practice", "ws://127.0.0.1:9944", "node-subtensor 425", "textual", "bittensor", "Python"):
            assert words in text


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_every_command_is_in_the_help(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_world(tmp_path), size) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await until_seen(pilot, "/ Find")
        parts = [str(pilot.app.screen.query_one(f"#help-{side}").content) for side in ("left", "right")]
        for scope in COMMANDS:
            for command in active(scope):
                assert any(f"{command.words} " in part for part in parts), command.id


async def test_the_help_scrolls_to_its_end_on_a_small_screen(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (80, 24)) as pilot:
        await pilot.press("question_mark")
        await until_seen(pilot, "Stake TAO on the chosen subnet.")
        await pilot.press("end")
        await until_seen(pilot, "This session")
        assert "Stake TAO on the chosen subnet." not in seen(pilot.app)
        await pilot.press("g", "j", "j")
        await until(pilot, lambda: pilot.app.screen.page.scroll_y == 2)
        await pilot.press("k", "G", "home")
        await until_seen(pilot, "Stake TAO on the chosen subnet.")
        await pilot.press("question_mark")
        await until(pilot, lambda: not isinstance(pilot.app.screen, HelpScreen))


async def test_the_keys_of_the_screen_below_come_first(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (80, 24)) as pilot:
        for mode, first in (("4", "Wallets"), ("3", "Activity"), ("1", "Market")):
            await pilot.press(mode, "question_mark")
            await until_seen(pilot, "/ Find")
            assert seen(pilot.app).splitlines()[2].split()[1] == first
            await pilot.press("escape")


async def test_the_help_is_searched(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (120, 36)) as pilot:
        await pilot.press("question_mark", "slash", *"haircut")
        screen = await until_said(pilot, "Value at the price minus exit")
        assert "Stake TAO on the chosen subnet." not in screen
        await pilot.press(*"zzz")
        await until_said(pilot, "Nothing here has this in it.")
        await pilot.press("escape")
        await until_said(pilot, "Stake TAO on the chosen")
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, HelpScreen))


@pytest.mark.parametrize("calm", [True, False])
async def test_calm_leaves_out_the_motion_of_scrolling(tmp_path: Path, calm: bool) -> None:
    async with a_desk(a_world(tmp_path, settings={"calm": calm}), (80, 24)) as pilot:
        await pilot.press("question_mark")
        await until_seen(pilot, "/ Find")
        page = pilot.app.screen.query(VerticalScroll).first()
        page.scroll_end(duration=600)
        await pilot.pause(0.1)
        assert (page.scroll_y == page.max_scroll_y) is calm
        page.scroll_end(animate=False)


async def test_the_palette_holds_every_command_of_the_screen(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        words = [choice.words.split("   ")[0] for choice in command_entries(pilot.app.screen)]
        screen = pilot.app.screen
        for command in commands_of(screen.scopes):
            assert (command.words in words) is screen.offers(command), command.id
        assert sum(word.startswith("Sort by") for word in words) == len(sortable(SUBNET_COLUMNS))


async def test_a_command_of_the_palette_runs(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("ctrl+p", *"sort by price")
        await until_seen(pilot, "Sort by price")
        await pilot.press("enter")
        await until_seen(pilot, "Price ↓")


async def test_a_command_of_all_screens_runs_from_the_palette_too(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("ctrl+p", *"activity")
        await until_seen(pilot, "Show your orders")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.current_mode == "activity")


@pytest.mark.parametrize("action", ["command_palette", "change_theme"])
async def test_paging_in_a_palette_that_is_just_opening_harms_nothing(tmp_path: Path, action: str) -> None:
    async with a_desk(a_world(tmp_path), size=(40, 10)) as pilot:
        await pilot.app.run_action(action)
        for _ in range(40):
            await pilot.app.screen.run_action("command_list('page_up')")
            await pilot.app.screen.run_action("command_list('page_down')")
            await asyncio.sleep(0)
        await pilot.press("pagedown", "pageup", "escape")
        await until_seen(pilot, "Market")


async def test_another_theme_is_chosen_from_the_palette(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("ctrl+p", *"theme")
        await until_seen(pilot, "Choose the colours.")
        await pilot.press("enter")
        await until_seen(pilot, "desk-night")
        await pilot.press(*"gruvbox")
        await until(pilot, lambda: "desk-night" not in seen(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.theme == "gruvbox")


async def test_a_subnet_is_found_by_its_name_and_opened(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("ctrl+p", *"templ")
        await until_seen(pilot, "3 γ templar")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
        assert pilot.app.screen.netuid == 3


async def test_a_hostile_name_in_the_palette_is_only_shown(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(subnets=[a_subnet(0), a_subnet(7, name="[/bad] [xyzzy")]))
    async with a_desk(world) as pilot:
        await pilot.press("ctrl+p", *"xyzzy")
        await until_seen(pilot, "[/bad] [xyzzy")


async def test_no_palette_opens_above_a_secret(tmp_path: Path) -> None:
    class Secret(BaseModal[None]):
        is_secret = True

    async with a_desk(a_world(tmp_path)) as pilot:
        secret = Secret()
        pilot.app.push_screen(secret)
        await until(pilot, lambda: pilot.app.screen is secret)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert pilot.app.screen is secret


async def test_help_lists_what_a_filter_may_ask_for_with_its_units(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (80, 24)) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        text = str(pilot.app.screen.query_one("#help-left", Static).content)
        for field in FIELDS.values():
            assert re.search(rf"^{re.escape(field.name)} +{re.escape(field.unit)} ", text, re.MULTILINE), field.name
