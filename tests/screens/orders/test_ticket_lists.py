"""The lists of a ticket: which one ctrl+l opens, what each offers, and the sentences that name the key."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.tickets.filtered_picker import FilteredPicker
from dtao_tui.screens.tickets.subnet_picker import SubnetPicker
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from tests.fakes import HOTKEY, OTHER_HOTKEY, World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import said, seen, until, until_said, write
from tests.screens.orders.tickets import at_a_ticket


def a_holder(tmp_path: Path) -> World:
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(a_holding(stakes=(a_stake(7, "120"),)),)))


async def opens(pilot: Pilot[None], title: str) -> None:
    """Press the key, see the list of this title, and leave it."""
    await pilot.press("ctrl+l")
    await until(pilot, lambda: isinstance(pilot.app.screen, FilteredPicker), title)
    await until_said(pilot, title)
    await pilot.press("escape")
    await until(pilot, lambda: not isinstance(pilot.app.screen, FilteredPicker))


async def test_the_key_opens_the_empty_field_and_then_each_in_turn(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "move") as pilot:
        await opens(pilot, "To validator")
        pilot.app.screen.query_one(TicketDock).choose_validator("hotkey", OTHER_HOTKEY)
        await until_said(pilot, "To OpenTau")
        await opens(pilot, "To validator")
        await opens(pilot, "From validator")
        await opens(pilot, "To validator")


async def test_a_swap_asks_for_its_subnet_first_and_the_sentence_names_the_key(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "swap") as pilot:
        await write(pilot, "5")
        await until_said(pilot, "✗ Choose the subnet to swap to: ctrl+l.")
        await opens(pilot, "To subnet")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetPicker))
        await pilot.press("slash", *"templ", "enter")
        await until_said(pilot, "To γ templar RoundTable")
        await opens(pilot, "To validator")
        await opens(pilot, "To subnet")
        await opens(pilot, "From validator")


async def test_a_move_does_not_offer_the_validator_that_is_left(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "move") as pilot:
        await pilot.press("ctrl+l")
        await until_said(pilot, "To validator", "OpenTau")
        assert HOTKEY[:4] not in seen(pilot.app).split("To validator")[1].split("enter choose")[0]


@pytest.mark.parametrize(("op", "netuid", "where"), [("claim", 0, "root"), ("unstake", 3, "templar")])
async def test_where_nothing_is_staked_ticket_and_list_say_so(tmp_path: Path, op: str, netuid: int, where: str) -> None:
    async with at_a_ticket(a_holder(tmp_path), op, netuid=netuid) as pilot:
        if op == "unstake":
            await write(pilot, "5")
        screen = await until_said(pilot, "✗ This account has nothing staked on")
        assert "Choose a validator" not in screen
        await pilot.press("ctrl+l")
        await until_said(pilot, "From validator", "This account has nothing staked on", where)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_list_of_subnets_has_no_frame_within_its_frame(tmp_path: Path, size: tuple[int, int]) -> None:
    async with at_a_ticket(a_holder(tmp_path), "swap", size) as pilot:
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetPicker))
        await until_said(pilot, "3 γ templar")
        box = pilot.app.screen.query_one("#box")
        assert pilot.app.screen.query_one("#picker-list").styles.border_top[0] == ""
        assert box.region.bottom <= size[1]


@pytest.mark.parametrize(("op", "is_offered"), [("end lock", False), ("exit", False), ("stake", True), ("pay", True)])
async def test_the_footer_names_the_key_only_where_there_is_a_list(tmp_path: Path, op: str, is_offered: bool) -> None:
    async with at_a_ticket(a_holder(tmp_path), op, netuid=0 if op == "pay" else 7) as pilot:
        await until_said(pilot, "^o Operation")
        assert ("^l Choose" in said(pilot.app)) is is_offered
        assert isinstance(pilot.app.screen, SubnetScreen)
