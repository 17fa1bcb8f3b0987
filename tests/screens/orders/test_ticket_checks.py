"""The checks beside a ticket: live at each key, all of them where there is room, what failed where there is little."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha
from dtao_tui.widgets.trade.check_panel import ChecksPanel
from tests.fakes import ALICE, World, a_holding, a_snapshot, a_stake, a_validator, a_world
from tests.screen import line_with, said, until, until_said, write
from tests.screens.orders.tickets import at_a_ticket


def a_world_without_a_permit(tmp_path: Path) -> World:
    """The account's stake is with a validator that has none, among two that have one."""
    holdings = a_holding(stakes=(a_stake(7, "120", ALICE, is_registered=True),))
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=(holdings,)))
    small = Alpha.parse("1", 7)
    others = [a_validator(7), a_validator(7, "5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw", "OpenTau")]
    world.market.validator_list[7] = (
        *others,
        replace(a_validator(7, ALICE, "Weak"), has_permit=False, alpha_stake=small),
    )
    return world


async def test_what_each_check_measured_is_live_beside_the_ticket(tmp_path: Path) -> None:
    async with at_a_ticket(a_world(tmp_path)) as pilot:
        await until_said(pilot, "✓ free τ 1,000.000 τ", "✓ hotkey registered", "✓ permit RoundTable has one")
        await write(pilot, "10")
        await until_said(
            pilot, "✓ fills needs 0.10 %, has 2 %", "✓ what stays 989.998 τ", "✓ share subnet7 becomes 1.0 %"
        )
        await pilot.press("0")
        await until_said(
            pilot, "✓ fills needs 1.01 %, has 2 %", "✓ share subnet7 becomes 10 %", "✓ chain agrees to the rao"
        )
        await pilot.press("0")
        screen = await until_said(pilot, "✗ fills needs a tolerance of")
    assert "others" in screen


@pytest.mark.parametrize(("size", "has_panel"), [((80, 24), False), ((120, 36), True), ((160, 45), True)])
async def test_where_there_is_little_room_only_what_failed_is_said(
    tmp_path: Path, size: tuple[int, int], has_panel: bool
) -> None:
    async with at_a_ticket(a_world(tmp_path), size=size) as pilot:
        await write(pilot, "5000")
        screen = await until_said(pilot, "✗ You can pay at most 999.998 309 5 τ", "others")
        assert pilot.app.screen.query_one(ChecksPanel).display is has_panel
        assert ("✗ free τ at most 999.998 τ can be paid" in screen) is has_panel


async def test_a_note_forbids_nothing_and_is_named_in_the_last_line(tmp_path: Path) -> None:
    async with at_a_ticket(a_world_without_a_permit(tmp_path)) as pilot:
        await write(pilot, "10")
        screen = await until_said(pilot, "! permit Weak has none", "Review enter", "Weak has no validator permit")
        # While the chain is asked there is room for the number of notes alone.
        await until(pilot, lambda: "! permit" in line_with(pilot.app, "esc Back"))
    assert "✗" not in screen


async def test_the_panel_goes_with_the_ticket_and_gives_the_validators_back(tmp_path: Path) -> None:
    async with at_a_ticket(a_world(tmp_path)) as pilot:
        await until_said(pilot, "Checks")
        assert "Validators" not in said(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: "Validators" in said(pilot.app))
        assert "Checks" not in said(pilot.app)


async def test_a_ticket_that_is_made_narrow_keeps_its_checks_in_words(tmp_path: Path) -> None:
    async with at_a_ticket(a_world(tmp_path)) as pilot:
        await write(pilot, "5000")
        await until_said(pilot, "✗ free τ")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "✗ free τ" not in said(pilot.app) and "✗ You can pay" in said(pilot.app))
        await pilot.resize_terminal(120, 36)
        await until_said(pilot, "✗ free τ")
