import re
from random import Random

from dtao_tui.palettes import NIGHT
from dtao_tui.widgets.tables.cells import Cell
from dtao_tui.widgets.tables.columns import Column, Sorting
from tests.screen import seen
from tests.widgets.tables.table_app import Row, TableApp, names, rows


async def test_the_cursor_stays_on_its_row_when_the_order_changes() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(rows(apex=3, omron=2, templar=1))
        app.table.choose("omron")
        await pilot.pause()
        app.table.show(rows(templar=9, apex=3, omron=2))
        await pilot.pause()
        assert app.table.chosen == "omron"
        assert app.table.cursor_row == 2
        assert list(names(app)) == ["templar", "apex", "omron"]


async def test_a_block_that_changes_numbers_only_tells_nobody_of_a_new_choice() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(rows(apex=3, omron=2))
        await pilot.pause()
        told = list(app.chosen)
        app.table.show(rows(apex=4, omron=5))
        await pilot.pause()
        assert app.chosen == told
        assert "4.00" in seen(app)


async def test_rows_come_and_go_around_the_cursor() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(rows(apex=3, omron=2, templar=1))
        app.table.choose("templar")
        await pilot.pause()
        app.table.show(rows(omron=2, kaito=7, templar=1))
        await pilot.pause()
        assert app.table.chosen == "templar"
        assert list(names(app)) == ["omron", "kaito", "templar"]


async def test_a_cursor_keeps_its_row_and_its_height_when_most_others_go_and_come_back() -> None:
    app = TableApp()
    everything = {f"row{number}": number for number in range(200)}
    few = {name: size for name, size in everything.items() if size % 40 == 7}
    async with app.run_test() as pilot:
        app.table.show(rows(**everything))
        app.table.choose("row47")
        await pilot.pause()
        told = list(app.chosen)
        app.table.show(rows(**few))
        await pilot.pause()
        assert list(names(app)) == list(few)
        assert app.table.chosen == "row47"
        app.table.show(rows(**everything))
        await pilot.pause()
        assert app.table.chosen == "row47"
        assert "row47" in names(app)
        assert app.chosen == told


async def test_when_the_chosen_row_goes_the_first_one_is_chosen_and_told() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(rows(apex=3, omron=2))
        app.table.choose("omron")
        await pilot.pause()
        app.table.show(rows(apex=3, templar=1))
        await pilot.pause()
        assert app.table.chosen == "apex"
        assert app.chosen[-1] == "apex"


async def test_only_rows_that_are_seen_are_made_and_each_only_once() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(rows(apex=3, omron=2))
        await pilot.pause()
        made = []

        def make(row: Row) -> Cell:
            made.append(row[0])
            return Cell(row[0])

        app.table.set_columns([Column[Row]("name", "Name", "", 8, make)])
        app.table.show(rows(**{f"row{number}": number for number in range(500)}))
        await pilot.pause()
        assert 0 < len(set(made)) < 60
        assert len(made) == len(set(made))


async def test_the_sorted_column_is_marked_with_an_arrow_behind_its_name() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(rows(apex=3))
        app.table.mark_sorted(Sorting("size"))
        await pilot.pause()
        assert "Size ↓" in seen(app)
        app.table.mark_sorted(Sorting("size").reversed)
        await pilot.pause()
        assert "Size ↑" in seen(app)


async def test_points_stand_below_each_other_and_units_below_names() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(rows(apex=3, omron=1200))
        await pilot.pause()
        lines = seen(app).splitlines()
        assert lines[2].index(".00") == lines[3].index(".00")
        assert lines[0].rstrip().endswith("Size")
        assert lines[1].rstrip().endswith("kτ")
        assert len(lines[0].rstrip()) == len(lines[1].rstrip())


async def test_a_table_after_many_changes_looks_as_one_that_shows_the_last_of_them_only() -> None:
    dice = Random(5)
    changed, fresh = TableApp(), TableApp()
    last: dict[str, Row] = {}
    async with changed.run_test() as pilot:
        for _ in range(12):
            names_now = dice.sample(["apex", "omron", "templar", "kaito"], k=dice.randint(1, 4))
            last = rows(**{name: dice.randrange(3) for name in names_now})
            changed.table.show(last)
            await pilot.press(dice.choice("jk"))
            await pilot.pause()
        chosen = changed.table.chosen
        shown = changed.export_screenshot(title="")
    async with fresh.run_test() as pilot:
        fresh.table.show(last)
        fresh.table.choose(chosen or "")
        await pilot.pause()
        expected = fresh.export_screenshot(title="")
    assert _picture(shown) == _picture(expected)


async def test_cells_that_stay_the_same_take_the_colours_of_a_new_theme() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(rows(apex=3, omron=2))
        await pilot.pause()
        before = _picture(app.export_screenshot(title=""))
        app.theme = NIGHT
        await pilot.pause()
        app.table.show(rows(apex=3, omron=2))
        await pilot.pause()
        night = _picture(app.export_screenshot(title=""))
        app.theme = "textual-dark"
        await pilot.pause()
        assert night != before
        assert _picture(app.export_screenshot(title="")) == before


def _picture(svg: str) -> str:
    """A picture without the number that makes its names unique."""
    return re.sub(r"terminal-\d+", "terminal", svg)
