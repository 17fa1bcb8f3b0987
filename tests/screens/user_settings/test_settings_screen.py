"""The settings screen by keys: what it shows, what it writes, what it asks twice, and what it leaves alone."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.settings import load
from dtao_tui.settings_memory import ChartMemory, RememberedTable, TableMemory, ThemeMemory, ToleranceMemory
from dtao_tui.widgets.user_settings.setting_list import SettingList
from tests.fakes import World, a_snapshot, a_world
from tests.screen import a_desk, line_with, said, seen, until, until_said, until_seen, write


def with_file(tmp_path: Path, text: str) -> World:
    """A program that was started with this settings file."""
    folder = tmp_path / "config"
    folder.mkdir(exist_ok=True)
    (folder / "settings.toml").write_text(text)
    loaded = load({"DTAO_TUI_HOME": str(tmp_path)})
    return a_world(tmp_path, settings={"read_only": loaded.read_only, "limits": loaded.limits, "keys": loaded.keys})


async def go_to(pilot: Pilot[None], id: str) -> None:
    """Open the settings, and put the cursor on one."""
    await pilot.press("comma")
    await until_said(pilot, "Settings")
    listed = pilot.app.screen.query_one(SettingList)
    await until(pilot, lambda: listed.option_count > 0)
    listed.choose(id)
    await until(pilot, lambda: listed.chosen is not None and listed.chosen.id == id, id)


async def pick(pilot: Pilot[None], keys: Sequence[str], words: str) -> None:
    """Press Enter, wait for the dialog to say this, and press these keys in it."""
    await pilot.press("enter")
    await until_said(pilot, words)
    await pilot.press(*keys)
    await pilot.pause()


def file_of(world: World) -> Path:
    return world.parts.settings.places.settings_file


async def test_a_number_is_typed_checked_written_and_holds_at_once(tmp_path: Path) -> None:
    world = with_file(tmp_path, "# mine\ncalm = false # not yet\n")
    async with a_desk(world) as pilot:
        await go_to(pilot, "noted_move")
        await until_said(pilot, "noted_move 10 % usual", "It can be 1 to 100 per cent.")
        await pick(pilot, [], "Value, %")
        await write(pilot, "500", "enter")
        await until_said(pilot, "It can be 1 to 100 per cent.")
        await pilot.press(*["backspace"] * 3)
        await write(pilot, "20", "enter")
        await until_said(pilot, "● noted_move 20 % the file")
        assert pilot.app.parts.settings.noted_move == 20  # type: ignore[attr-defined]  # the app
        assert file_of(world).read_text() == "# mine\ncalm = false # not yet\nnoted_move = 20\n"
        await pilot.press("delete")
        await until_said(pilot, "noted_move 10 % usual")
        assert file_of(world).read_text() == "# mine\ncalm = false # not yet\n"


async def test_motion_theme_and_keys_follow_at_once(tmp_path: Path) -> None:
    world = with_file(tmp_path, "")
    async with a_desk(world) as pilot:
        await go_to(pilot, "calm")
        await pick(pilot, ["home", "enter"], "as usual")
        await until_said(pilot, "● calm true")
        assert pilot.app.animation_level == "none"
        await go_to_again(pilot, "theme")
        await pick(pilot, [], "A theme for the settings file")
        await write(pilot, "nord", "enter")
        await until(pilot, lambda: pilot.app.theme == "nord")
        await go_to_again(pilot, "keys")
        await pick(pilot, [], "Which command gets another key?")
        await write(pilot, "list.filter", "enter")
        await until_said(pilot, "several are written with blanks")
        await write(pilot, "s", "enter")
        await until_said(pilot, "“list.filter” cannot have s: s is Stake (operation.stake) on the")
        await pilot.press("backspace")
        await write(pilot, "f9", "enter")
        await until_said(pilot, "● list.filter f9 the file")
        await pilot.press("escape", "f9")
        await until_seen(pilot, "f1")
        assert file_of(world).read_text() == 'calm = true\ntheme = "nord"\n\n[keys]\n"list.filter" = ["f9"]\n'


async def go_to_again(pilot: Pilot[None], id: str) -> None:
    """Put the cursor of the open settings on another one."""
    listed = pilot.app.screen.query_one(SettingList)
    listed.choose(id)
    await until(pilot, lambda: listed.chosen is not None and listed.chosen.id == id, id)


async def test_what_loosens_a_guard_is_asked_once_more(tmp_path: Path) -> None:
    text = 'read_only = true\n[limits.finney]\norder = "10" # enough\n'
    world = with_file(tmp_path, text)
    async with a_desk(world) as pilot:
        await go_to(pilot, "limits.finney.order")
        await pick(pilot, [], "The most TAO that one order may take.")
        await write(pilot, "0", "enter")
        await until_said(pilot, "Loosen a guard?", "More may then be spent on finney")
        await pilot.press("enter")
        await until(pilot, lambda: "Loosen a guard?" not in seen(pilot.app))
        assert file_of(world).read_text() == text
        await pilot.press("delete")
        await until_said(pilot, "Loosen a guard?")
        await pilot.press("escape")
        await go_to_again(pilot, "read_only")
        await pick(pilot, ["down", "enter"], "as usual")
        await until_said(pilot, "The next start can then sign orders.")
        assert file_of(world).read_text() == text
        await pilot.press("down", "enter")
        await until_said(pilot, "● read_only false")
        assert file_of(world).read_text() == text.replace("true", "false")
        # Leaving the read-only session itself takes the password.
        assert "Read-only by your settings" in world.session.read_only


async def test_read_only_turned_on_holds_at_once(tmp_path: Path) -> None:
    world = with_file(tmp_path, "")
    async with a_desk(world) as pilot:
        await go_to(pilot, "read_only")
        await pick(pilot, ["home", "enter"], "as usual")
        await until_said(pilot, "READ-ONLY", "● read_only true")


async def test_a_file_that_someone_else_has_changed_is_read_again_and_not_written(tmp_path: Path) -> None:
    world = with_file(tmp_path, "noted_move = 5\n")
    async with a_desk(world) as pilot:
        await go_to(pilot, "exit_impact")
        await pick(pilot, [], "Value, %")
        file_of(world).write_text("exit_impact = 7\n")
        await write(pilot, "3", "enter")
        await until_said(pilot, "Someone else has changed settings.toml meanwhile", "the file")
        assert file_of(world).read_text() == "exit_impact = 7\n"
        await pick(pilot, ["backspace"], "Value, %")
        await write(pilot, "3", "enter")
        await until(pilot, lambda: file_of(world).read_text() == "exit_impact = 3\n")


async def test_a_file_that_cannot_be_read_is_told_and_not_touched(tmp_path: Path) -> None:
    world = with_file(tmp_path, "")
    file_of(world).write_text("calm = \n")
    async with a_desk(world) as pilot:
        await go_to(pilot, "calm")
        await until_said(pilot, "line 1", "It is left as it is.")
        await pilot.press("enter")
        await until_said(pilot, "cannot be read")
        assert "as usual" not in said(pilot.app)
        file_of(world).write_text("calm = true\n")
        await pilot.press("r")
        await until(pilot, lambda: "It is left as it is." not in seen(pilot.app))
        assert file_of(world).read_text() == "calm = true\n"


async def test_they_open_from_every_main_screen_by_key_and_by_name(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (80, 24)) as pilot:
        for mode in "1234":
            await pilot.press(mode, "comma")
            await until_said(pilot, "─ Settings")
            await pilot.press("escape")
            await until(pilot, lambda: "─ Settings" not in seen(pilot.app))
        await pilot.press("colon")
        await write(pilot, "settings", "enter")
        await until_said(pilot, "─ Settings")
        await pilot.press("comma")
        await until(pilot, lambda: "─ Settings" not in seen(pilot.app))


async def test_a_text_of_the_file_that_would_drive_a_terminal_is_cleaned(tmp_path: Path) -> None:
    world = with_file(tmp_path, 'wallet = "\\u001b]0;owned\\u0007[red]x[/"\n[keys]\n"\\u001b[2J" = "\\u001b[31m"\n')
    async with a_desk(world) as pilot:
        await go_to(pilot, "wallet")
        await pilot.press("enter")
        await until_said(pilot, "Value")
        assert "\x1b" not in seen(pilot.app)
        await pilot.press("escape")
        await go_to_again(pilot, "keys.\x1b[2J")
        await until_said(pilot, "is the id of no")
        assert "[red]x[/" in seen(pilot.app)
        assert "\x1b" not in seen(pilot.app)


async def test_what_the_app_remembers_is_shown_after_a_restart(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    places, genesis = world.parts.settings.places, a_snapshot().genesis
    ThemeMemory(places.theme).remember("nord")
    ToleranceMemory(places.tolerances).remember(genesis, "0.5")
    ChartMemory(places.chart).remember("7d", has_candles=True)
    TableMemory(places.tables).remember("market", RememberedTable("moves", (), "price", False, ("held", "depth>1k")))
    async with a_desk(a_world(tmp_path), (120, 36)) as pilot:
        await go_to(pilot, "remembered.chart")
        await until_said(pilot, "chart 7d, candles chart.json", "filters 2 tables.json")
        assert "tolerance 0.5 %" in said(pilot.app)
        await go_to_again(pilot, "remembered.theme")
        await until_said(pilot, "theme nord theme.json", "market columns moves", "market order price ↑")


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_keys_that_are_not_followed_are_shown_with_their_reason(tmp_path: Path, size: tuple[int, int]) -> None:
    wrong = [f'"nothing.{number}" = "f{number}"' for number in range(1, 9)]
    world = with_file(tmp_path, "\n".join(["[keys]", '"list.filter" = "f9"', *wrong]))
    async with a_desk(world, size) as pilot:
        await until_said(pilot, "Not followed in your", "“nothing.1” is the id of no")
        told = said(pilot.app)
        assert "more: , shows all." in told or size == (120, 36)
        await go_to(pilot, "keys.nothing.8")
        await until_said(pilot, "8 not followed", "✗ nothing.8 f8", "✗ “nothing.8” is the id of no")
        assert "Not followed in your" not in seen(pilot.app)
        assert "●" in line_with(pilot.app, "list.filter") or size == (60, 15)
