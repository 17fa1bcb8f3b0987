"""The tape of a subnet: beside its chart where there is room, else on a screen of its own."""

from pathlib import Path

import pytest
from textual.widget import Widget

from dtao_tui.ports.errors import NotUnderstood
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.subnet.tape_host import INTEREST as TAPE
from dtao_tui.screens.subnet.tape_screen import TapeScreen
from dtao_tui.widgets.tape.tape_panel import TapeLines
from tests.fakes import ALICE, PRACTICE_ADDRESS, World, a_snapshot, a_world
from tests.screen import a_desk, line_with, seen, until, until_said, until_seen
from tests.taping import Trading

NETUID = 7
BROAD, WIDE, NARROW = (160, 45), (120, 36), (80, 24)


def trades_in_next_block(world: World, *staked: str, coldkey: str = ALICE, blocks: int = 1) -> None:
    """A new block in which this much was staked, by one extrinsic each."""
    trading = Trading(world.market.current, world.market.current.block + blocks)
    for extrinsic, tao in enumerate(staked, 1):
        trading.extrinsic = extrinsic
        trading.stakes(tao, NETUID, coldkey)
    world.market.block_events_by_number[trading.block] = trading.read.events
    world.market.show(trading.snapshot)


def is_read_for_the_tape(world: World) -> bool:
    return TAPE in world.parts.events.wanted_by


@pytest.fixture
def world(tmp_path: Path) -> World:
    # The fakes' blocks have their time by their number.
    return a_world(tmp_path, snapshot=a_snapshot(time_ms=1_700_000_000_000 + 48_213 * 3000))


async def test_a_broad_screen_shows_trades_newest_first_with_names_and_prices(world: World) -> None:
    async with a_desk(world, BROAD) as pilot:
        pilot.app.push_screen(SubnetScreen(NETUID))
        await until_said(pilot, "RoundTable", "No one has traded here since")
        trades_in_next_block(world, "10.5", "8.112")
        await until_seen(pilot, "10.500")
        lines = [line.partition("││")[2] for line in seen(pilot.app).splitlines() if "▲ stake" in line]
        assert ["8.112" in line for line in lines] == [True, False]
        assert all("RoundTable" in line for line in lines)
        assert "0.049 999 → 0.050 052" in lines[1]
        trades_in_next_block(world, "1.25", coldkey=PRACTICE_ADDRESS)
        await until_seen(pilot, "RoundTable you")
        assert "100 %" in line_with(pilot.app, "bought")
        assert "3 trades by anyone" in line_with(pilot.app, "Tape")


async def test_events_are_read_only_while_the_tape_is_shown(world: World) -> None:
    async with a_desk(world, WIDE) as pilot:
        pilot.app.push_screen(SubnetScreen(NETUID))
        await until_seen(pilot, "RoundTable")
        assert not is_read_for_the_tape(world)
        await pilot.press("T")
        await until_said(pilot, "No one has traded here", "T close")
        assert is_read_for_the_tape(world)
        await pilot.press("2")
        await until(pilot, lambda: not is_read_for_the_tape(world))
        await pilot.press("1")
        await until(pilot, lambda: is_read_for_the_tape(world))
        await pilot.press("T")
        await until(pilot, lambda: not is_read_for_the_tape(world))
        await until_seen(pilot, "Validators")


async def test_a_ticket_takes_the_place_of_the_tape_and_gives_it_back(world: World) -> None:
    async with a_desk(world, BROAD) as pilot:
        pilot.app.push_screen(SubnetScreen(NETUID))
        await until_seen(pilot, "T close")
        await pilot.press("s")
        await until_seen(pilot, "Review")
        await until(pilot, lambda: "T close" not in seen(pilot.app) and not is_read_for_the_tape(world))
        await pilot.press("escape")
        await until_seen(pilot, "T close")
        await pilot.press("d")
        await until(pilot, lambda: "T close" not in seen(pilot.app))


async def test_on_a_small_screen_it_has_a_screen_of_its_own_that_its_key_closes(world: World) -> None:
    async with a_desk(world, NARROW) as pilot:
        await pilot.press("j", "T")
        await until(pilot, lambda: isinstance(pilot.app.screen, TapeScreen))
        await until_said(pilot, "Tape since", "No one has traded here")
        await pilot.press("T")
        await until(pilot, lambda: not isinstance(pilot.app.screen, TapeScreen))
        assert not is_read_for_the_tape(world)


async def test_it_scrolls_and_keeps_its_place_while_trades_come(world: World) -> None:
    async with a_desk(world, NARROW) as pilot:
        pilot.app.push_screen(TapeScreen(NETUID))
        await until_said(pilot, "No one has traded here")
        trades_in_next_block(world, *(f"1.{number:02}" for number in range(1, 41)))
        await until_seen(pilot, "1.400")
        rows = pilot.app.screen.query_one(TapeLines)
        await pilot.press("j", "j", "k")
        assert (rows.top, "1.400" in seen(pilot.app)) == (1, False)
        trades_in_next_block(world, "2.5")
        await until(pilot, lambda: rows.top == 2)
        assert "2.500" not in seen(pilot.app)
        await pilot.press("G")
        await until_seen(pilot, "1.010")
        await pilot.press("g")
        await until_seen(pilot, "2.500")


async def test_beside_the_chart_keys_scroll_it_once_it_was_asked_for(world: World) -> None:
    async with a_desk(world, WIDE) as pilot:
        pilot.app.push_screen(SubnetScreen(NETUID))
        await until_seen(pilot, "RoundTable")
        await pilot.press("T")
        await until_said(pilot, "No one has traded here")
        trades_in_next_block(world, *(f"1.{number:02}" for number in range(1, 41)))
        await until_seen(pilot, "1.400")
        await pilot.press("G")
        await until_seen(pilot, "1.010")
        await pilot.press("T")
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "facts")


async def test_what_is_unusual_and_what_was_not_read_is_said_at_its_place(world: World) -> None:
    async with a_desk(world, NARROW) as pilot:
        pilot.app.push_screen(TapeScreen(NETUID))
        await until_said(pilot, "No one has traded here")
        trades_in_next_block(world, *["1"] * 8)
        await until_seen(pilot, "usual size")
        world.market.block_events_by_number[world.market.current.block + 1] = NotUnderstood("Another shape.")
        world.market.grow()
        await until_seen(pilot, "1 block not read  48,215  Another shape. ╌")
        trades_in_next_block(world, "425")
        text = await until_said(pilot, "425 × the usual size moved the price by +4.29 %")
        order = [text.index(words) for words in ("425.000", "425 ×", "1 block not read", "1.000")]
        assert order == sorted(order)
        assert "in part" in line_with(pilot.app, "Tape")


async def test_a_stale_name_from_the_chain_stays_text(world: World) -> None:
    async with a_desk(world, NARROW) as pilot:
        pilot.app.push_screen(TapeScreen(NETUID))
        await until_said(pilot, "No one has traded here")
        trading = Trading(world.market.current, world.market.current.block + 1)
        trading.stakes("1", NETUID, hotkey="[red]5[/]")
        world.market.block_events_by_number[trading.block] = trading.read.events
        world.market.show(trading.snapshot)
        await until_seen(pilot, "[red]5[/]")


async def test_without_a_chosen_subnet_it_asks_for_one(world: World) -> None:
    async with a_desk(world, NARROW) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Wallets")
        await pilot.press("T")
        await until_seen(pilot, "Tape: of which subnet?")
        await pilot.press(*"subnet7", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TapeScreen))


async def test_a_panel_has_the_facts_below_it_in_two_columns(world: World) -> None:
    async with a_desk(world, BROAD) as pilot:
        pilot.app.push_screen(SubnetScreen(NETUID))
        await until_seen(pilot, "T close")
        assert "Mine" in line_with(pilot.app, "Pool ")
        facts = pilot.app.screen.query_one("#facts", Widget)
        assert facts.outer_size.height == 13
