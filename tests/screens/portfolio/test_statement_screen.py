"""The statement: what was gained and why, names for what nothing explains, and the cost beside the holdings."""

from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.trades.block_events import PlacedEvent
from tests.domain.ledger.builders import staking, transfer
from tests.fakes import HOTKEY, PRACTICE_ADDRESS, World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, line_with, until, until_said

ME, TAO = PRACTICE_ADDRESS, 10**9
FIRST = 48_213


def a_world_at_first_sight(tmp_path: Path) -> World:
    held = a_holding(free="100", stakes=(a_stake(7, "1000"),))
    return a_world(tmp_path, snapshot=a_snapshot(FIRST, holdings=(held,)))


async def stakes_and_finds(world: World) -> None:
    """In the next block 10 τ are staked on 3, and 50 alpha come from nowhere on 7; the price of 7 rises."""
    paid = PlacedEvent(1, transfer(ME, "5Vault", 10 * TAO))
    bought = PlacedEvent(1, staking("StakeAdded", ME, HOTKEY, 10 * TAO, 450 * TAO, 3, 0))
    world.market.block_events_by_number[FIRST + 1] = (paid, bought)
    held = a_holding(free="90", stakes=(a_stake(7, "1050"), a_stake(3, "450")))
    before = world.market.current.subnets
    risen = replace(before[7], price=replace(before[7].price, rao=before[7].price.rao * 2))
    world.market.grow(holdings={ME: held}, subnets={**before, 7: risen})


async def test_the_statement_says_what_was_gained_and_why(tmp_path: Path) -> None:
    world = a_world_at_first_sight(tmp_path)
    async with a_desk(world, size=(120, 36)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Holdings 1 subnet, 1 position")
        await until(pilot, lambda: bool(world.parts.account_ledger.recorder.pending(world.market.current.genesis, ME)))
        await stakes_and_finds(world)
        await until_said(pilot, "Holdings 2 subnets, 2 positions")
        await pilot.press("equals_sign")
        screen = await until_said(pilot, "Unexplained 1 to name")
    assert "Costs 1 entry −0.100 000 000 τ" in screen
    assert "End" in screen
    assert "Nothing explains 1 change. N names them." in screen
    assert "free 100.000 −10.000 – – – – 90.000 –" in screen


async def test_a_change_that_nothing_explains_is_named(tmp_path: Path) -> None:
    world = a_world_at_first_sight(tmp_path)
    genesis = world.market.current.genesis
    async with a_desk(world, size=(120, 36)) as pilot:
        await until(pilot, lambda: bool(world.parts.account_ledger.recorder.pending(world.market.current.genesis, ME)))
        await stakes_and_finds(world)
        for _ in range(3):
            # Blocks pass, so that the one in question is final and written down.
            world.market.grow()
            await pilot.pause(0.05)
        await pilot.press("2", "equals_sign")
        await until_said(pilot, "Unexplained 1 to name")
        await until(pilot, lambda: bool(world.parts.account_ledger.recorder.record.entries(genesis, ME)))
        await pilot.press("N")
        await until_said(pilot, "What was it?")
        await pilot.press("p")
        await until_said(pilot, "Cost in τ")
        await pilot.press("3", "enter")
        screen = await until_said(pilot, "Deposits +3.000 000 000 τ")
    assert "to name" not in screen


async def test_cost_profit_and_the_price_that_repays_stand_beside_the_holdings(tmp_path: Path) -> None:
    async with a_desk(a_world_at_first_sight(tmp_path), size=(160, 45)) as pilot:
        await pilot.press("2")
        screen = await until_said(pilot, "1 assumed")
        row = line_with(pilot.app, "▶")
        assert " ~ " in row, "the price at first sight is only assumed"
        await pilot.press("b")
        await until_said(pilot, "Cost in τ, of all that was held then")
        await pilot.press(*"12.5", "enter")
        screen = await until_said(pilot, "Cost 12.500 τ")
        row = line_with(pilot.app, "▶")
    assert " 12.50 " in row
    assert "~" not in row
    assert "assumed" not in screen


async def test_in_a_small_terminal_the_lines_come_first(tmp_path: Path) -> None:
    async with a_desk(a_world_at_first_sight(tmp_path), size=(80, 24)) as pilot:
        await pilot.press("2", "equals_sign")
        screen = await until_said(pilot, "Where it came from", "Gained explained only")
        for words in ("Start", "Yield", "Costs", "Price", "Unexplained", "End", "At exit", "free"):
            assert words in screen
        await pilot.press("left_square_bracket", "escape")
        await until_said(pilot, "Holdings 1 subnet, 1 position")


async def test_many_changes_are_named_at_once(tmp_path: Path) -> None:
    world = a_world_at_first_sight(tmp_path)
    genesis, ledger = world.market.current.genesis, world.parts.account_ledger
    async with a_desk(world, size=(120, 36)) as pilot:
        await until(pilot, lambda: bool(ledger.recorder.pending(genesis, ME)))
        grown = a_holding(free="100", stakes=(a_stake(7, "1001"), a_stake(3, "5")))
        world.market.grow(holdings={ME: grown})
        for _ in range(3):
            await pilot.pause(0.05)
            world.market.grow()
        await until(pilot, lambda: len(ledger.recorder.record.entries(genesis, ME)) == 2)
        await pilot.press("2", "equals_sign")
        await until_said(pilot, "Unexplained 2 to name")
        await pilot.press("N")
        await until_said(pilot, "all 2 at once")
        await pilot.press("a")
        screen = await until_said(pilot, "What was it? all 2 changes")
        assert "purchase" not in screen
        await pilot.press("r")
        screen = await until_said(pilot, "Yield 2 entries")
    assert "to name" not in screen
