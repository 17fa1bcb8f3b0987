"""The command line: commands by name with completion, a subnet behind them, and a sentence for what is none."""

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from dtao_tui.screens import held_keys
from dtao_tui.screens.commands.command_line import CommandLine
from dtao_tui.screens.commands.palette import PaletteScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.widgets.keys.key_bindings import commands_of
from tests.fakes import a_holding, a_snapshot, a_stake, a_subnet, a_world
from tests.screen import a_desk, seen, until, until_said, until_seen


async def open_line(pilot: Pilot[None], typed: str = "") -> CommandLine:
    await pilot.press("colon")
    await until(pilot, lambda: isinstance(pilot.app.screen, CommandLine))
    line = pilot.app.screen
    assert isinstance(line, CommandLine)
    await pilot.press(*("space" if character == " " else character for character in typed))
    return line


async def test_a_command_with_a_subnet_opens_its_ticket_there(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await open_line(pilot, "unstake 3")
        await until_seen(pilot, "unstake 3")
        await pilot.press("enter")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, SubnetScreen) and bool(pilot.app.screen.query(TicketDock))
        )
        assert pilot.app.screen.netuid == 3
        await until_said(pilot, "Unstake", "From")


@pytest.mark.parametrize(("typed", "netuid"), [("subnet 7", 7), ("subnet templ", 3), ("3", 3), ("sub 7", 7)])
async def test_a_subnet_is_opened_by_number_or_name(tmp_path: Path, typed: str, netuid: int) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        line = await open_line(pilot, typed)
        await until(pilot, lambda: bool(line.options.option_count))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
        assert pilot.app.screen.netuid == netuid
        assert not pilot.app.screen.query(TicketDock)


async def test_an_operation_without_a_subnet_is_about_the_chosen_one(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        chosen = pilot.app.screen.table.netuid
        await open_line(pilot, "stake")
        await pilot.press("enter")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, SubnetScreen) and bool(pilot.app.screen.query(TicketDock))
        )
        assert pilot.app.screen.netuid == chosen


async def test_where_no_subnet_is_chosen_it_is_asked_for(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Orders")
        await open_line(pilot, "stake")
        await pilot.press("enter")
        await until_seen(pilot, "Stake: which subnet?")
        assert isinstance(pilot.app.screen, PaletteScreen)
        await pilot.press(*"templ", "enter")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, SubnetScreen) and bool(pilot.app.screen.query(TicketDock))
        )
        assert pilot.app.screen.netuid == 3


async def test_tab_completes_a_name_and_the_arrows_choose_another(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        line = await open_line(pilot, "sta")
        await pilot.press("tab")
        await until(pilot, lambda: line.field.value == "stake ")
        await until_seen(pilot, "stake 3")
        await pilot.press("down", "tab")
        await until(pilot, lambda: line.field.value.startswith("stake ") and line.field.value[6:].isdecimal())


async def test_a_line_that_is_no_command_says_so_and_enter_does_nothing(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        line = await open_line(pilot, "frobnicate")
        await until_seen(pilot, "There is no command frobnicate here.")
        await pilot.press("enter", "tab")
        await pilot.pause()
        assert pilot.app.screen is line
        line.field.value = "stake zzz"
        await until_seen(pilot, "No subnet has the number or name zzz.")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not line)


async def test_sorting_the_theme_and_quitting_are_commands(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await open_line(pilot, "sort price")
        await pilot.press("enter")
        await until_seen(pilot, "Price ↓")
        await open_line(pilot, "theme gruvbox")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.theme == "gruvbox")
        await open_line(pilot, "quit")
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app.is_running)


async def test_a_line_typed_in_one_burst_is_taken_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_keys, "LONGEST_WAIT", 30.0)
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.pause()
        for key in (events.Key("colon", ":"), *(events.Key(letter, letter) for letter in "stake")):
            pilot.app.post_message(key)
        await until(
            pilot, lambda: isinstance(pilot.app.screen, CommandLine) and pilot.app.screen.field.value == "stake"
        )


async def test_a_hostile_name_is_only_shown(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(subnets=[a_subnet(0), a_subnet(7, name="[/bad] [xyzzy")]))
    async with a_desk(world) as pilot:
        await open_line(pilot, "subnet xyzzy")
        await until_seen(pilot, "[/bad] [xyzzy")


async def test_every_name_on_a_screen_is_another(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        for key in "1234":
            await pilot.press(key)
            await pilot.pause()
            names = [command.name for command in commands_of(pilot.app.screen.scopes)]
            assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_the_line_stands_at_the_foot_below_what_can_be_typed(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_world(tmp_path), size) as pilot:
        await open_line(pilot, "l")
        await until_seen(pilot, "Lock the key now.")
        assert seen(pilot.app).splitlines()[-1].startswith(" : l") or seen(pilot.app).splitlines()[-1].startswith(" :l")


async def test_the_palette_of_the_market_copies_no_row_of_portfolio(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake(7, "120")])]))
    async with a_desk(world) as pilot:
        await pilot.press("ctrl+p", *"copy")
        await until(pilot, lambda: isinstance(pilot.app.screen, PaletteScreen))
        await until_seen(pilot, "copy")
        assert "Portfolio's row" not in seen(pilot.app)
        await pilot.press("escape", "2")
        await until_seen(pilot, "Holdings")
        await pilot.press("ctrl+p", *"copy")
        await until_seen(pilot, "Portfolio's row")
