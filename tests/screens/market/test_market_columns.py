"""The columns of the market are chosen, ordered and remembered; so is the order of its rows."""

import json
import re
from pathlib import Path

from textual.content import Content
from textual.widgets import Static

from dtao_tui.widgets.tables.columns import Sorting
from tests.fakes import World, a_snapshot, a_subnet, a_world
from tests.screen import a_desk, line_with, said, seen, until, until_said, until_seen

SUBNETS = (a_subnet(0), a_subnet(1, "0.01", name="apex"), a_subnet(2, "0.02", name="omron"))


def a_market(tmp_path: Path) -> World:
    return a_world(tmp_path, snapshot=a_snapshot(subnets=SUBNETS))


def style_of(widget: Static, words: str) -> str:
    """How these words are styled."""
    content = widget.content
    assert isinstance(content, Content)
    at = content.plain.index(words)
    return " ".join(str(span.style) for span in content.spans if span.start <= at < span.end)


def tables(world: World) -> dict[str, object]:
    return json.loads(world.parts.settings.places.tables.read_text())["tables"]["market"]


async def test_a_set_of_columns_is_taken_by_its_number_and_remembered(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path), (80, 24)) as pilot:
        assert "Supply" not in seen(pilot.app)
        await pilot.press("c")
        await until_said(pilot, "1 pool 2 moves 3 supply own choice")
        await pilot.press("3", "enter")
        await until_seen(pilot, "Supply")
        assert "67/360" in line_with(pilot.app, "apex")
    async with a_desk(a_market(tmp_path), (120, 36)) as pilot:
        await until_seen(pilot, "Supply")


async def test_columns_are_shown_hidden_and_moved(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("c")
        await until_said(pilot, "All of them fit", "✓ Price")
        sets = pilot.app.screen.query_one("#column-sets", Static)
        assert "bold" in style_of(sets, "pool")
        await pilot.press("J", "down", "space")
        await until(pilot, lambda: "bold" in style_of(sets, "own choice"))
        assert "bold" not in style_of(sets, "pool")
        await pilot.press("enter")
        await until(
            pilot, lambda: [c.key for c in pilot.app.screen.table.columns][2:5] == ["change_24h", "price", "market_cap"]
        )
    assert tables(world)["columns"] == ["change_24h", "price", "market_cap", "emission", "tao_in", "alpha_in"]
    async with a_desk(a_market(tmp_path)) as pilot:
        assert [column.key for column in pilot.app.screen.table.columns][2:4] == ["change_24h", "price"]
        await pilot.press("c", "r", "enter")
        await until(pilot, lambda: pilot.app.screen.table.columns[2].key == "price")


async def test_what_has_no_room_is_said_in_the_dialog_and_below_the_table(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path), (80, 24)) as pilot:
        await pilot.press("c")
        await until_said(pilot, "All of them fit")
        await pilot.press("end", "space", "up", "space", "up", "space")
        told = await until_said(pilot, "no room")
        assert "columns of width; this screen has 80." in told
        await pilot.press("enter")
        await until(pilot, lambda: "columns of width " in said(pilot.app))
        needed = re.search(r"needs? (\d+) columns of width", said(pilot.app))
        assert needed is not None
        await pilot.resize_terminal(int(needed[1]), 24)
        await until(pilot, lambda: "columns of width" not in said(pilot.app))


async def test_the_dialog_is_laid_out_again_for_another_size(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path), (120, 36)) as pilot:
        await pilot.press("c")
        await until_said(pilot, "All of them fit")
        await pilot.resize_terminal(60, 24)
        await until_said(pilot, "3 more columns need")
        assert line_with(pilot.app, "change over 24 h").split()[-2:] == ["9", "│"]


async def test_hiding_all_columns_is_refused(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path), (80, 24)) as pilot:
        await pilot.press("c")
        await until_said(pilot, "All of them fit")
        for _ in range(6):
            await pilot.press("space", "down")
        await pilot.press("enter")
        await until_said(pilot, "At least one column has to be shown.")
        await pilot.press("escape")
        await until(pilot, lambda: "At least one" not in seen(pilot.app))


async def test_the_order_is_remembered_with_its_direction(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    async with a_desk(world) as pilot:
        pilot.app.screen.action_sort_by("price")
        await pilot.press("O")
        await until_seen(pilot, "Price ↑")
    assert (tables(world)["sort_by"], tables(world)["is_descending"]) == ("price", False)
    async with a_desk(a_market(tmp_path)) as pilot:
        await until_seen(pilot, "Price ↑")
        assert pilot.app.screen.table.sorting == Sorting("price", is_descending=False)


async def test_names_that_are_no_columns_are_told_and_stay_in_the_file(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    left = {"columns": ["price", "beauty", "flow"], "sort_by": "beauty", "column_set": "nice"}
    text = json.dumps({"schema": 1, "tables": {"market": left}})
    world.parts.settings.places.tables.write_text(text)
    async with a_desk(world) as pilot:
        await until_said(pilot, "“beauty”, “nice” are no columns of this table", "“beauty” is no column to sort by")
        assert [column.key for column in pilot.app.screen.table.columns] == [
            *("netuid", "name", "price", "flow", "market_cap"),
        ]
    assert world.parts.settings.places.tables.read_text() == text


async def test_a_damaged_memory_is_told(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    world.parts.settings.places.tables.write_text("{half")
    async with a_desk(world) as pilot:
        await until_said(pilot, "What was remembered of columns")
        assert "Cap ↓" in seen(pilot.app)
