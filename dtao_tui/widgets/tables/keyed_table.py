"""A table of keyed rows on Textual's line API: only visible rows are drawn, and only changed lines again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic

from rich.style import Style as RichStyle
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import ROWS
from dtao_tui.widgets.tables.cells import Cell
from dtao_tui.widgets.tables.columns import Column, Row, Sorting
from dtao_tui.widgets.tables.table_strips import SORTED, TITLE, UNIT, heading_strips, row_strip

_REMEMBERED_LINES = 256
"""Drawn lines that are cached: several screens full, with and without the cursor."""

Line = tuple[tuple[Cell, ...], bool, bool]
"""What a line shows: its cells, whether the cursor is on it, and whether it is marked."""


class KeyedTable(ScrollView, Generic[Row]):
    """Rows by key below a heading that stays; the cursor follows its row wherever that goes."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "keyed-table--title",
        "keyed-table--unit",
        "keyed-table--sorted",
        "keyed-table--cursor",
    }
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ROWS)]

    @dataclass
    class RowChosen(Message):
        """The cursor came to the row of this key."""

        table: Widget
        key: str

        @property
        def control(self) -> Widget:
            """The table, for selectors."""
            return self.table

    @dataclass
    class RowOpened(RowChosen):
        """Enter, or a click on the row under the cursor."""

    @dataclass
    class HeadingClicked(Message):
        """A click on the heading of the column of this key."""

        table: Widget
        key: str

        @property
        def control(self) -> Widget:
            """The table, for selectors."""
            return self.table

    def __init__(self, columns: Sequence[Column[Row]] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._sorting: Sorting | None = None
        self._rows: dict[str, Row] = {}
        self._keys: tuple[str, ...] = ()
        self._places: dict[str, int] = {}
        self._cursor = 0
        self._marked: frozenset[str] = frozenset()
        self._cells: dict[str, tuple[Cell, ...]] = {}
        """Cells of the rows that have been visible since the rows last changed."""

        self._painted: dict[int, Line | None] = {}
        """What each line of the screen last showed."""

        self._strips: LRUCache[Line, Strip] = LRUCache(_REMEMBERED_LINES)
        self._headings: list[Strip] = []
        self._ground = RichStyle()

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        """The columns from left to right."""
        return self._columns

    @property
    def sorting(self) -> Sorting | None:
        """By which column the rows are sorted, as far as the heading says it."""
        return self._sorting

    @property
    def chosen(self) -> str | None:
        """The key of the row under the cursor."""
        return self._keys[self._cursor] if self._keys else None

    @property
    def cursor_row(self) -> int:
        """The place of the cursor, 0 for the first row."""
        return self._cursor

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the rows from top to bottom."""
        return self._keys

    @property
    def heading_height(self) -> int:
        """Lines above the first row."""
        return 2 if any(column.unit for column in self._columns) else 1

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other columns of the same rows."""
        if self._columns == tuple(columns):
            return
        self._columns = tuple(columns)
        self._cells.clear()
        self._forget_lines()
        self._measure()

    def mark_sorted(self, sorting: Sorting | None) -> None:
        """Show by which column the rows are sorted; to sort them is the caller's part."""
        if sorting != self._sorting:
            self._sorting = sorting
            self.refresh_headings()

    @property
    def column_numbers(self) -> Mapping[str, int]:
        """Numbers to show below the titles of columns, by key."""
        return {}

    def refresh_headings(self) -> None:
        """Draw the headings again."""
        self._headings.clear()
        self.refresh(Region(0, 0, self.size.width, self.heading_height))

    def show(self, rows: Mapping[str, Row]) -> None:
        """Show these rows in this order. If the row under the cursor is gone, the cursor goes to the first one."""
        keys = tuple(rows)
        chosen, line = self.chosen, self._cursor - self._top
        self._rows = dict(rows)
        self._cells.clear()
        if keys != self._keys:
            self._keys = keys
            self._places = {key: place for place, key in enumerate(keys)}
            self._cursor = self._places.get(chosen, 0) if chosen is not None else 0
            self._measure()
            top = self._cursor - line if chosen in self._places else 0
            self.scroll_to(y=max(top, 0), animate=False, force=True)
            if self.chosen != chosen:
                self._tell(self.RowChosen)
        self._repaint_changed()

    def show_marks(self, keys: Collection[str]) -> None:
        """Mark the rows of these keys, and no others; keys without a row are kept for one that comes."""
        self._marked = frozenset(keys)
        self._repaint_changed()

    def choose(self, key: str) -> None:
        """Put the cursor on the row of this key, if there is one."""
        if key in self._places:
            self.move_cursor(self._places[key])

    def move_cursor(self, place: int) -> None:
        """Put the cursor on the row at this place, or on the nearest there is."""
        place = max(0, min(place, len(self._keys) - 1))
        if not self._keys or place == self._cursor:
            return
        self._cursor = place
        self._scroll_to_cursor()
        self._repaint_changed()
        self._tell(self.RowChosen)

    def cells_of(self, key: str) -> tuple[Cell, ...]:
        """The cells of a row, made when they are first needed."""
        found = self._cells.get(key)
        if found is None:
            row = self._rows[key]
            found = self._cells[key] = tuple(column.cell(row) for column in self._columns)
        return found

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No cursor is moved, and nothing is opened, where there is no row."""
        if not self._keys and action.startswith(("cursor", "scroll", "select", "page")):
            return False
        return super().check_action(action, parameters)

    def action_cursor_down(self) -> None:
        """Go one row down."""
        self.move_cursor(self._cursor + 1)

    def action_cursor_up(self) -> None:
        """Go one row up."""
        self.move_cursor(self._cursor - 1)

    def action_page_down(self) -> None:
        """Go down by the rows of one screen."""
        self.move_cursor(self._cursor + max(self._visible_rows, 1))

    def action_page_up(self) -> None:
        """Go up by the rows of one screen."""
        self.move_cursor(self._cursor - max(self._visible_rows, 1))

    def action_scroll_top(self) -> None:
        """Go to the first row."""
        self.move_cursor(0)

    def action_scroll_bottom(self) -> None:
        """Go to the last row."""
        self.move_cursor(len(self._keys) - 1)

    def action_scroll_columns(self, step: int) -> None:
        """Bring the next or the previous column to the left edge, where not all columns have room."""
        edges = [0]
        for column in self._columns:
            edges.append(edges[-1] + column.cells)
        now = round(self.scroll_x)
        beyond = [edge for edge in edges if (edge > now if step > 0 else edge < now)]
        if beyond:
            self.scroll_to(x=beyond[0] if step > 0 else beyond[-1], animate=False, force=True)

    def action_select_cursor(self) -> None:
        """Open the row under the cursor."""
        self._tell(self.RowOpened)

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row, open it if it was chosen already, or post a click on a heading."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        place = offset.y - self.heading_height + self._top
        if offset.y < self.heading_height:
            self._tell_heading(offset.x + round(self.scroll_x))
        elif place < len(self._keys) and place == self._cursor:
            self._tell(self.RowOpened)
        elif place < len(self._keys):
            self.move_cursor(place)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._painted.clear()
        self._scroll_to_cursor()

    def notify_style_update(self) -> None:
        """Draw every line again in the new colours."""
        super().notify_style_update()
        self._forget_lines()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region, on the widget's current background."""
        ground = self.rich_style
        if ground != self._ground:
            self._ground = ground
            self._strips.clear()
            self._headings.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the screen: a heading, a row, or nothing below the last row."""
        left, width = round(self.scroll_x), self.size.width
        if y < self.heading_height:
            return self._heading(y).crop_extend(left, left + width, self._ground)
        line = self._painted[y] = self._line_at(y)
        if line is None:
            return Strip.blank(width, self._ground)
        return self._strip(line).crop_extend(left, left + width, self._ground_of(line))

    @property
    def _top(self) -> int:
        """The place of the first visible row."""
        return round(self.scroll_y)

    @property
    def _visible_rows(self) -> int:
        return max(self.size.height - self.heading_height, 0)

    def _measure(self) -> None:
        """Take the size that rows and columns need, for the scroll bars."""
        self.virtual_size = Size(sum(column.cells for column in self._columns), len(self._keys) + self.heading_height)

    def _scroll_to_cursor(self) -> None:
        """Scroll by as little as brings the cursor into sight."""
        lowest = self._cursor - self._visible_rows + 1
        if self._visible_rows and not lowest <= self._top <= self._cursor:
            top = self._cursor if self._top > self._cursor else lowest
            self.scroll_to(y=top, animate=False, force=True)

    def _repaint_changed(self) -> None:
        """Ask for the lines that show something else now than when they were last drawn."""
        width, height = self.size
        changed = [y for y in range(self.heading_height, height) if self._painted.get(y, ()) != self._line_at(y)]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _line_at(self, y: int) -> Line | None:
        place = y - self.heading_height + self._top
        if place >= len(self._keys):
            return None
        key = self._keys[place]
        return self.cells_of(key), place == self._cursor, key in self._marked

    def _strip(self, line: Line) -> Strip:
        strip = self._strips.get(line)
        if strip is None:
            strip = self._strips[line] = row_strip(self._columns, line[0], self._ground_of(line), is_marked=line[2])
        return strip

    def _ground_of(self, line: Line) -> RichStyle:
        """The style below a line's own colours, which stay under the cursor."""
        if not line[1]:
            return self._ground
        return self._ground + self._component("cursor")

    def _heading(self, y: int) -> Strip:
        if not self._headings:
            names = (TITLE, UNIT, SORTED)
            looks = {name: self._ground + self._component(name) for name in names}
            self._headings = heading_strips(self._columns, self._sorting, looks, self.column_numbers)[
                : self.heading_height
            ]
        return self._headings[y]

    def _component(self, name: str) -> RichStyle:
        return self.get_component_rich_style(f"keyed-table--{name}", partial=True)

    def _forget_lines(self) -> None:
        self._strips.clear()
        self._headings.clear()
        self._painted.clear()
        self.refresh()

    def _tell(self, message: type[RowChosen]) -> None:
        if self.chosen is not None:
            self.post_message(message(self, self.chosen))

    def _tell_heading(self, x: int) -> None:
        for column in self._columns:
            x -= column.cells
            if x < 0:
                self.post_message(self.HeadingClicked(self, column.key))
                return
