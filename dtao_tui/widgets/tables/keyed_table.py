"""A table brought to a new state by value: only what is seen is drawn, and the cursor keeps its row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable

from dtao_tui.domain.text import cells
from dtao_tui.widgets.tables.cells import Cell

DESCENDING, ASCENDING = "↓", "↑"
REMEMBERED_CELLS = 4096
"""Drawn cells that are kept: several screens full, with and without the cursor on them."""

ADDED_FOR_ONE_REMOVED = 16
"""So many rows are added in the time that removing one from a large table takes."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of fixed width: its name stands over its unit."""

    key: str
    name: str
    unit: str
    width: int
    """Cells of the content, the gap before it not counted."""

    is_left: bool = False
    gap: int = 2

    @property
    def room_above(self) -> int:
        """Cells that its heading may take: the gap before it may be used, but for a blank."""
        return self.width if self.is_left else self.width + max(self.gap - 1, 0)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its key, and one cell per column."""

    key: str
    cells: tuple[Cell, ...]


class Place:
    """A cell of the table: it is drawn when it is seen, from what the sheet shows at that moment."""

    __slots__ = ("_column", "_sheet", "key")

    def __init__(self, sheet: "Sheet", key: str, column: int) -> None:
        self.key = key
        self._column = column
        self._sheet = sheet

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """What DataTable draws."""
        yield self._sheet.drawn(self.key, self._column)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """The column's own width, known without drawing."""
        width = self._sheet.width_of(self._column)
        return Measurement(width, width)


class Sheet(DataTable[Place]):
    """A DataTable with keys, fixed widths and a header of two lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g", "scroll_top", "Top", show=False),
        Binding("G", "scroll_bottom", "Bottom", show=False),
    ]

    @dataclass
    class RowChosen(Message):
        """The cursor came to the row of this key."""

        sheet: "Sheet"
        key: str

        @property
        def control(self) -> "Sheet":
            """The table, for selectors."""
            return self.sheet

    @dataclass
    class RowOpened(RowChosen):
        """Enter or a click on the row of this key."""

    def __init__(self, columns: Sequence[Column] = (), *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(
            id=id,
            classes=classes,
            cursor_type="row",
            cell_padding=0,
            header_height=2 if any(column.unit for column in columns) else 1,
            cursor_foreground_priority="renderable",
        )
        self._columns: tuple[Column, ...] = ()
        self._wanted = tuple(columns)
        self._order: tuple[str, ...] = ()
        self._make: Callable[[str], tuple[Cell, ...]] = _nothing
        self._made: dict[str, tuple[Cell, ...]] = {}
        self._sorted_by: tuple[str, str] | None = None
        self._lines: LRUCache[tuple[object, ...], list[list[Segment]]] = LRUCache(REMEMBERED_CELLS)

    def on_mount(self) -> None:
        """Put up the columns."""
        self.set_columns(self._wanted)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No cursor is moved, and nothing is opened, where there is no row."""
        if not self._order and action.startswith(("cursor", "scroll", "select", "page")):
            return False
        return super().check_action(action, parameters)

    @on(DataTable.RowHighlighted)
    def _tell_row_chosen(self, event: DataTable.RowHighlighted) -> None:
        self._tell(event, self.RowChosen)

    @on(DataTable.RowSelected)
    def _tell_row_opened(self, event: DataTable.RowSelected) -> None:
        self._tell(event, self.RowOpened)

    def _tell(self, event: DataTable.RowHighlighted | DataTable.RowSelected, message: type[RowChosen]) -> None:
        """Pass on an event of a row, and none of a place where there is no row any more."""
        event.stop()
        # Its annotation names no None, yet DataTable tells of a cursor that it has moved off an empty table.
        key: str | None = getattr(event.row_key, "value", None)
        if key is not None and key in self._order:
            self.post_message(message(self, key))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; the rows have to be shown anew."""
        if self._columns == tuple(columns):
            return
        with self.prevent(DataTable.RowHighlighted):
            self.clear(columns=True)
            self._order, self._made, self._columns = (), {}, tuple(columns)
            self._lines.clear()
            self.header_height = 2 if any(column.unit for column in columns) else 1
            for column in self._columns:
                label: Any = self._label(column)  # DataTable draws any renderable, its annotation names Rich's only
                self.add_column(label, width=column.gap + column.width, key=column.key)

    def mark_sorted(self, key: str | None, *, is_descending: bool = True) -> None:
        """Show by which column the rows are sorted; ordering them is the caller's part."""
        mark = (key, DESCENDING if is_descending else ASCENDING) if key else None
        if mark == self._sorted_by:
            return
        self._sorted_by = mark
        for column, shown in zip(self._columns, self.ordered_columns, strict=True):
            shown.label = self._label(column)  # type: ignore[assignment]  # as in set_columns
        self._draw_again()

    def show(self, rows: Sequence[TableRow]) -> None:
        """Bring the table to these rows in this order. The cursor stays on its row, wherever that goes."""
        made = {row.key: row.cells for row in rows}
        if made != self._made or tuple(made) != self._order:
            self.show_from(tuple(made), made.__getitem__)
            self._made = made

    def show_from(self, order: Sequence[str], make: Callable[[str], tuple[Cell, ...]]) -> None:
        """Bring the table to rows with these keys; the cells of a row are made when it is seen."""
        keys = tuple(order)
        self._make, self._made = make, {}
        if keys == self._order:
            self._draw_again()
            return
        before = self._order
        self._clear_caches()
        with self.prevent(DataTable.RowHighlighted):
            chosen, offset = self.chosen, self.cursor_row - round(self.scroll_y)
            self._bring_rows(keys)
            self._order = keys
            self._return_to(chosen if chosen in keys else None, offset)
        if self.chosen != chosen or not before:
            self._tell_chosen()

    def drawn(self, key: str, column: int) -> Content:
        """One cell with the gap before it."""
        return _drawn(self._columns[column], self._cell(key, column))

    def width_of(self, column: int) -> int:
        """The cells that a column takes, with the gap before it."""
        shown = self._columns[column]
        return shown.gap + shown.width

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns from left to right."""
        return self._columns or self._wanted

    @property
    def chosen(self) -> str | None:
        """The key of the row under the cursor."""
        if not self.is_valid_coordinate(self.cursor_coordinate):
            return None
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value

    def choose(self, key: str) -> None:
        """Put the cursor on a row."""
        if key in self._order:
            self.move_cursor(row=self.get_row_index(key), animate=False)

    def notify_style_update(self) -> None:
        """Draw anew in other colours."""
        super().notify_style_update()
        self._lines.clear()

    def _render_cell(
        self,
        row_index: int,
        column_index: int,
        base_style: Style,
        width: int,
        cursor: bool = False,
        hover: bool = False,
    ) -> list[list[Segment]]:
        """What DataTable makes of a cell, without Rich's detour, and kept until the cell looks otherwise."""
        if row_index < 0:
            return super()._render_cell(row_index, column_index, base_style, width, cursor, hover)
        cell = self._cell(self._order[row_index], column_index)
        place = (row_index, column_index, width)
        look = (base_style, cursor, hover, self.show_cursor, self._show_hover_cursor, self._pseudo_class_state)
        lines = self._lines.get((cell, place, look))
        if lines is None:
            under = base_style + Style.from_meta({"row": row_index, "column": column_index})
            marked, over = self._marks(is_under_cursor=cursor, is_under_mouse=hover)
            drawn = _drawn(self._columns[column_index], cell).render_segments()
            styled = list(Segment.apply_style(drawn, under + marked, over))
            lines = [Segment.adjust_line_length(styled, width, under + marked)]
            self._lines[(cell, place, look)] = lines
        return lines

    def _marks(self, *, is_under_cursor: bool, is_under_mouse: bool) -> tuple[Style, Style]:
        """The styles of cursor and mouse: below a cell's own, and above it."""
        return self._get_styles_to_render_cell(
            False,
            False,
            False,
            is_under_mouse,
            is_under_cursor,
            self.show_cursor,
            self._show_hover_cursor,
            self.cursor_foreground_priority == "css",
            self.cursor_background_priority == "css",
        )

    def _cell(self, key: str, column: int) -> Cell:
        cells = self._made.get(key)
        if cells is None:
            cells = self._made[key] = self._make(key)
        return cells[column]

    def _bring_rows(self, keys: tuple[str, ...]) -> None:
        """Drop, add and arrange rows until they are these, in this order."""
        gone, known = set(self._order) - set(keys), set(self._order) & set(keys)
        # DataTable walks all rows to remove one, so thousands of them would hold the screen for seconds.
        if len(gone) * ADDED_FOR_ONE_REMOVED > len(keys):
            self.clear()
            gone, known = set(), set()
        for key in gone:
            self.remove_row(key)
        for key in keys:
            if key not in known:
                self.add_row(*(Place(self, key, index) for index in range(len(self._columns))), key=key)
        if keys:
            places = {key: place for place, key in enumerate(keys)}
            self.sort(self._columns[0].key, key=lambda cell: places[cell.key])

    def _draw_again(self) -> None:
        """Draw all that is seen once more."""
        # DataTable would keep thousands of lines that nobody sees again, and every garbage collection would walk them.
        self._clear_caches()
        self.refresh()

    def _return_to(self, key: str | None, offset: int) -> None:
        if not self._order:
            return
        row = self.get_row_index(key) if key else 0
        self.move_cursor(row=row, animate=False)
        self.scroll_to(y=max(row - offset, 0) if key else 0, animate=False, force=True)

    def _tell_chosen(self) -> None:
        if self.chosen is not None:
            self.post_message(self.RowChosen(self, self.chosen))

    def _label(self, column: Column) -> Content:
        is_sorted = self._sorted_by is not None and self._sorted_by[0] == column.key
        mark = f" {self._sorted_by[1]}" if is_sorted and self._sorted_by else ""
        style = "bold $lead" if is_sorted else "$muted"
        has_room = cells(column.name + mark) <= column.room_above
        lines = [_heading(column, column.name + (mark if has_room else ""), style)]
        if self.header_height == 2:
            unit = (column.unit + ("" if has_room else mark)).strip()
            lines.append(_heading(column, unit, "$dim" if has_room else style))
        return Content("\n").join(lines)


def _heading(column: Column, words: str, style: str) -> Content:
    """A line over a column; it may reach into the gap before it, for a name or an arrow that is cut tells nothing."""
    blanks = column.gap if column.is_left else max(column.gap + column.width - cells(words), 0)
    after = max(column.gap + column.width - blanks - cells(words), 0)
    return Content.assemble(" " * blanks, (words, style), " " * after)


def _drawn(column: Column, cell: Cell) -> Content:
    return Content.assemble(" " * column.gap, cell.drawn(column.width, is_left=column.is_left))


def _nothing(_: str) -> tuple[Cell, ...]:
    return ()
