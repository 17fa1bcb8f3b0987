"""The columns of the portfolio are chosen, ordered and remembered; so is its order."""

from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.settings_memory import RememberedTable, TableMemory
from dtao_tui.widgets.tables.holdings_table import HoldingsTable
from tests.fakes import HOTKEY, OTHER_HOTKEY, World, a_holding, a_snapshot, a_stake, a_subnet, a_world
from tests.screen import a_desk, line_with, until, until_said, until_seen


def a_portfolio(tmp_path: Path) -> World:
    subnets = (a_subnet(0), a_subnet(1, "0.01", name="apex"), a_subnet(2, "0.02", name="omron"))
    held = a_holding(stakes=[a_stake(1, "100"), a_stake(2, "200")])
    return a_world(tmp_path, snapshot=a_snapshot(subnets=subnets, holdings=[held]))


async def test_columns_are_hidden_and_moved_and_the_total_follows(tmp_path: Path) -> None:
    async with a_desk(a_portfolio(tmp_path), (80, 24)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Haircut")
        await pilot.press("c")
        await until_said(pilot, "1 usual own choice", "All of them fit")
        await pilot.press("space", "j", "J", "enter")
        await until(
            pilot, lambda: [c.key for c in pilot.app.screen.table.columns][3:] == ["exit", "spot", "haircut", "share"]
        )
        assert "Amount" not in line_with(pilot.app, "Haircut")
        total, row = line_with(pilot.app, "Total"), line_with(pilot.app, "omron")
        assert total.rindex("100.0") + 5 == row.rindex(".") + 2
    async with a_desk(a_portfolio(tmp_path), (120, 36)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Haircut")
        assert [column.key for column in pilot.app.screen.table.columns][3:5] == ["exit", "spot"]
        await pilot.press("c", "r", "enter")
        await until_seen(pilot, "Amount")


async def _with_spot_alone(pilot: Pilot[None]) -> HoldingsTable:
    """The table once all columns but Spot are hidden."""
    await pilot.press("2")
    await until_seen(pilot, "Haircut")
    table = pilot.app.screen.query_one(HoldingsTable)
    shown = [column.key for column in table.columns if not column.is_fixed and not column.follows]
    await pilot.press("c")
    await until_said(pilot, "own choice")
    for key in shown:
        await pilot.press(*(() if key == "spot" else ("space",)), "j")
    await pilot.press("enter")
    await until(pilot, lambda: len(table.columns) < 6)
    return table


async def test_what_has_no_room_is_said_below_the_rows(tmp_path: Path) -> None:
    async with a_desk(a_portfolio(tmp_path), (60, 24)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "omron")
        await pilot.press("c")
        await until_said(pilot, "own choice")
        await pilot.press("end", "space", "K", "enter")
        await until_said(pilot, "3 more columns need 85 columns of width")


async def test_its_order_is_remembered(tmp_path: Path) -> None:
    async with a_desk(a_portfolio(tmp_path)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Share ↓")
        await pilot.press("O")
        await until_seen(pilot, "Share ↑")
    async with a_desk(a_portfolio(tmp_path)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Share ↑")
        assert list(pilot.app.screen.table.keys) == ["1", "2"]


async def test_the_sorted_column_is_shown_though_it_was_hidden_and_a_plan_has_the_usual_ones(tmp_path: Path) -> None:
    async with a_desk(a_portfolio(tmp_path)) as pilot:
        table = await _with_spot_alone(pilot)
        assert [column.key for column in table.columns][3:] == ["spot", "share"]
        await pilot.press("B")
        await until_seen(pilot, "Haircut")
        await pilot.press("escape")
        await until(pilot, lambda: [column.key for column in table.columns][3:] == ["spot", "share"])


async def test_columns_tell_what_a_holding_yields_a_day_by_validator_too(tmp_path: Path) -> None:
    held = [a_stake(7, "200"), a_stake(7, "100", OTHER_HOTKEY)]
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=held)], time_ms=10**12))
    # 1 % and 4 % an epoch, 20 epochs a day: 20 % of 200, and 80 % of 100.
    world.market.dividends_by_place = {(7, HOTKEY): HotkeyDividend(9, 909), (7, OTHER_HOTKEY): HotkeyDividend(4, 104)}
    TableMemory(world.parts.settings.places.tables).remember(
        "portfolio", RememberedTable(columns=("amount", "yield", "earned"))
    )
    async with a_desk(world, (120, 36)) as pilot:

        def in_words(mark: str) -> str:
            return " ".join(line_with(pilot.app, mark).split())

        await pilot.press("2")
        await until_said(pilot, "Yield Yield", "% a day τ a day")
        since = {netuid: each.blocks_since_last_step + 1 for netuid, each in world.market.current.subnets.items()}
        subnets = world.market.current.subnets
        world.market.grow(
            subnets={netuid: replace(each, blocks_since_last_step=since[netuid]) for netuid, each in subnets.items()}
        )
        # 40 % of 300 at 0.05 τ.
        await until(pilot, lambda: "40.000 6.0000" in in_words("▶"))
        await pilot.press("right")
        await until(pilot, lambda: "20.000 2.0000" in in_words("├"))
        assert "80.000 4.0000" in in_words("└")


async def test_columns_tell_what_can_be_sold_and_how_long_leaving_takes(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake(7, "20000")])]))
    TableMemory(world.parts.settings.places.tables).remember(
        "portfolio", RememberedTable(columns=("exit", "sellable", "locked", "day", "out"))
    )
    async with a_desk(world, (120, 36)) as pilot:
        await pilot.press("2")
        screen = await until_said(pilot, "Sellable Locked 24 h Out")
        row = line_with(pilot.app, "▶")
    assert "alpha % τ d" in screen
    # 20,000 of the pool's 400,000: sales of about 1 % each.
    assert row.split("γ")[-1].split()[3:7] == ["20,000.000", "–", "–", "5"], row
