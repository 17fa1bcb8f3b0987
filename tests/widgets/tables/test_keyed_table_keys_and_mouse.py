from textual.app import App
from textual.geometry import Region

from dtao_tui.widgets.tables.cells import Cell
from dtao_tui.widgets.tables.columns import Column
from tests.screen import seen
from tests.widgets.tables.table_app import Row, TableApp, names, rows

MANY = rows(**{f"row{number}": number for number in range(200)})
SIZE = (40, 12)
VISIBLE_ROWS = 10
"""Lines of the table without the two of its heading."""


def styles_of(app: App[None], words: str) -> list[str]:
    """The styles of the text on screen that holds these words."""
    strips = app.screen._compositor.render_strips()
    return [str(segment.style) for strip in strips for segment in strip if words in segment.text]


async def test_the_heading_stays_while_rows_scroll_below_it() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(MANY)
        heading = seen(app).splitlines()[:2]
        await pilot.press("G")
        await pilot.pause()
        assert seen(app).splitlines()[:2] == heading
        assert list(names(app)) == [f"row{number}" for number in range(190, 200)]
        await pilot.press("g")
        await pilot.pause()
        assert list(names(app)) == [f"row{number}" for number in range(VISIBLE_ROWS)]


async def test_keys_move_the_cursor_by_rows_pages_and_ends() -> None:
    app = TableApp()
    expected = {
        "j": 1, "down": 2, "k": 1, "up": 0, "pagedown": 10, "pageup": 0, "G": 199, "g": 0, "end": 199, "home": 0,
    }  # fmt: skip
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(MANY)
        for key, place in expected.items():
            await pilot.press(key)
            await pilot.pause()
            assert (key, app.table.cursor_row) == (key, place)
            assert app.table.chosen == f"row{place}"
            assert f"row{place}" in names(app)


async def test_the_cursor_goes_no_further_than_the_last_row() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(rows(apex=3, omron=2))
        await pilot.press("pagedown", "down", "j")
        await pilot.pause()
        assert app.table.chosen == "omron"
        assert app.chosen == ["apex", "omron"]


async def test_enter_opens_the_row_under_the_cursor() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(rows(apex=3, omron=2))
        await pilot.press("j", "enter")
        await pilot.pause()
        assert app.opened == ["omron"]


async def test_a_click_chooses_a_row_and_a_second_one_opens_it() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(MANY)
        await pilot.press("G")
        await pilot.click(app.table, offset=(5, 4))
        await pilot.pause()
        assert app.table.chosen == "row192"
        assert app.opened == []
        await pilot.click(app.table, offset=(5, 4))
        await pilot.pause()
        assert app.opened == ["row192"]


async def test_a_click_below_the_last_row_does_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(rows(apex=3))
        await pilot.click(app.table, offset=(5, 6))
        await pilot.pause()
        assert (app.chosen, app.opened) == (["apex"], [])


async def test_a_click_on_a_heading_names_its_column() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(MANY)
        for x, y in ((3, 0), (16, 1), (30, 0)):
            await pilot.click(app.table, offset=(x, y))
        await pilot.pause()
        assert app.headings == ["name", "size"]


async def test_the_wheel_scrolls_and_leaves_the_cursor_where_it_is() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(MANY)
        await pilot.pause()
        app.table.action_cursor_down()
        app.table.scroll_to(y=50, animate=False)
        await pilot.pause()
        assert next(names(app)) == "row50"
        assert app.table.chosen == "row1"
        await pilot.press("j")
        await pilot.pause()
        assert "row2" in names(app)


async def test_columns_that_have_no_room_come_by_the_right_key() -> None:
    app = TableApp([Column[Row](f"c{n}", f"Col{n}", "u", 16, lambda row: Cell(row[0]), gap=1) for n in range(5)])
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(rows(apex=1))
        await pilot.pause()
        assert "Col3" not in seen(app)
        await pilot.press("right", "right")
        await pilot.pause()
        assert "Col3" in seen(app)
        assert "Col0" not in seen(app)
        await pilot.click(app.table, offset=(3, 0))
        await pilot.press(*["left"] * 3)
        await pilot.pause()
        assert app.headings == ["c2"]
        assert "Col0" in seen(app)


async def test_wide_characters_are_cut_by_cells() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.show({"wide": ("你好世界你好世界", 1), "plain": ("apex", 2)})
        await pilot.pause()
        wide, plain = seen(app).splitlines()[2:4]
        assert wide.startswith(" 你好世…")
        # Three wide characters take three cells more than they have letters.
        assert wide.index("1.00") + 3 == plain.index("2.00")


async def test_markup_in_a_cell_is_shown_as_it_is() -> None:
    app = TableApp([Column[Row]("name", "Name", "", 30, lambda row: Cell(row[0]), is_left=True, gap=1)])
    async with app.run_test(size=SIZE) as pilot:
        app.table.show({"a": ("[@click=app.quit]x[/] [/bad] [", 1)})
        await pilot.pause()
        assert "[@click=app.quit]x[/] [/bad] [" in seen(app)
        await pilot.click(app.table, offset=(3, 2))
        assert app.is_running


async def test_the_row_under_the_cursor_is_bright_only_where_keys_go_there() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(rows(apex=3, omron=2))
        await pilot.pause()
        focused, other = styles_of(app, "apex"), styles_of(app, "omron")
        assert "bold" in focused[0]
        assert "bold" not in other[0]
        app.table.blur()
        await pilot.pause()
        blurred = styles_of(app, "apex")
        assert "bold" not in blurred[0]
        assert blurred != other


async def test_a_block_asks_only_for_lines_that_have_changed() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(rows(apex=3, omron=2, templar=1))
        await pilot.pause()
        asked: list[int] = []
        render_line = app.table.render_line
        app.table.render_line = lambda y: (asked.append(y), render_line(y))[1]
        app.table.show(rows(apex=3, omron=7, templar=1))
        await pilot.pause()
        assert asked == [3]
        assert "7.00" in seen(app)


async def test_rows_that_are_shown_before_the_table_is_on_screen_are_there_when_it_comes() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.display = False
        await pilot.pause()
        app.table.show(rows(apex=3))
        app.table.show(rows(apex=4, omron=1))
        app.table.display = True
        await pilot.pause()
        assert list(names(app)) == ["apex", "omron"]
        assert "4.00" in seen(app)
        assert app.table.region != Region()
