"""Operations begin where a row is: its subnet, its validator, and what was chosen stays where it fits."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from tests.fakes import HOTKEY, OTHER_HOTKEY, World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, said, seen, until, until_said, until_seen

STAKES = (a_stake(7, "1200.5"), a_stake(7, "300", OTHER_HOTKEY))


def a_holder(tmp_path: Path) -> World:
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(a_holding(stakes=STAKES),)))


async def ticket_of(pilot: Pilot[None]) -> TicketDock:
    await until(pilot, lambda: bool(pilot.app.screen.query(TicketDock)))
    await pilot.pause()
    return pilot.app.screen.query_one(TicketDock)


async def at_portfolio(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press("2")
    await until_said(pilot, "Holdings 1 subnet, 2 positions")
    await pilot.press(*keys)


@pytest.mark.parametrize(("key", "field"), [("u", "hotkey"), ("m", "origin_hotkey"), ("s", "hotkey")])
async def test_a_part_of_a_holding_opens_its_ticket_with_its_validator(tmp_path: Path, key: str, field: str) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await at_portfolio(pilot, "right", "j", "j")
        await until_said(pilot, "└ OpenTau")
        await pilot.press(key)
        dock = await ticket_of(pilot)
        await until(pilot, lambda: dock.state.hotkeys[field] == OTHER_HOTKEY)
        await until_said(pilot, "OpenTau")


async def test_a_holding_opens_its_ticket_with_the_validator_that_has_most(tmp_path: Path) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await at_portfolio(pilot, "u")
        dock = await ticket_of(pilot)
        await until(pilot, lambda: dock.state.hotkeys["hotkey"] == HOTKEY)


async def test_the_validator_of_the_row_stays_when_the_operation_changes(tmp_path: Path) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await at_portfolio(pilot, "right", "j", "j", "u")
        dock = await ticket_of(pilot)
        await pilot.press(*"12.5")
        dock.show_op("move")  # type: ignore[arg-type]  # a test names kinds as text
        await until(pilot, lambda: dock.state.hotkeys == {"origin_hotkey": OTHER_HOTKEY, "hotkey": ""})
        assert dock.panel.amount_text == "12.5"


async def test_v_shows_the_validators_alone_and_an_operation_takes_the_one_under_the_cursor(tmp_path: Path) -> None:
    async with a_desk(a_holder(tmp_path), (80, 24)) as pilot:
        await pilot.press("enter")
        await until_seen(pilot, "Pool ")
        assert "Validators" not in seen(pilot.app).splitlines()[1]
        await pilot.press("v")
        await until_said(pilot, "Validators 2", "RoundTable", "OpenTau", "esc Back")
        assert pilot.app.screen.validator_table.has_focus
        await pilot.press("j", "s")
        dock = await ticket_of(pilot)
        await until(pilot, lambda: dock.state.hotkeys["hotkey"] == OTHER_HOTKEY)
        assert not pilot.app.screen.has_class("-validators-alone")


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_d_shows_the_depth_alone_and_esc_all_again(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_holder(tmp_path), size) as pilot:
        await pilot.press("enter")
        await until_seen(pilot, "Pool ")
        await pilot.press("d")
        await until(pilot, lambda: pilot.app.screen.depth.size.height > size[1] - 8)
        assert "Pool " not in said(pilot.app)
        await pilot.press("escape")
        await until_seen(pilot, "Pool ")
        assert isinstance(pilot.app.screen, SubnetScreen)


async def test_keys_of_an_open_ticket_are_text_and_not_those_of_the_subnet(tmp_path: Path) -> None:
    async with a_desk(a_holder(tmp_path)) as pilot:
        await pilot.press("s")
        dock = await ticket_of(pilot)
        await pilot.press("d", "v", "q", "question_mark", "colon")
        assert dock.panel.amount_text == "dvq?:"
        assert isinstance(pilot.app.screen, SubnetScreen)
