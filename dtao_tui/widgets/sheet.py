"""A table brought to a new state by value: cells that did not change are not touched, the cursor keeps its row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable

from dtao_tui.widgets.figures import Cell

DESCENDING, ASCENDING = "↓", "↑"


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


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its key, and one cell per column."""

    key: str
    cells: tuple[Cell, ...]


class Sheet(DataTable[Content]):
    """A DataTable with keys, fixed widths and a header of two lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g", "scroll_top", "Top", show=False),
        Binding("G", "scroll_bottom", "Bottom", show=False),
    ]

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
        self._rows: dict[str, tuple[Cell, ...]] = {}
        self._order: tuple[str, ...] = ()
        self._sorted_by: tuple[str, str] | None = None
        self._wanted = tuple(columns)

    def on_mount(self) -> None:
        """Put up the columns."""
        self.set_columns(self._wanted)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; the rows have to be shown anew."""
        if self._columns == tuple(columns):
            return
        with self.prevent(DataTable.RowHighlighted):
            self.clear(columns=True)
            self._rows, self._order, self._columns = {}, (), tuple(columns)
            self.header_height = 2 if any(column.unit for column in columns) else 1
            for column in self._columns:
                self.add_column(self._label(column), width=column.gap + column.width, key=column.key)  # type: ignore[arg-type]  # any renderable works, the annotation names Rich's only

    def mark_sorted(self, key: str | None, *, is_descending: bool = True) -> None:
        """Show by which column the rows are sorted; ordering them is the caller's part."""
        mark = (key, DESCENDING if is_descending else ASCENDING) if key else None
        if mark == self._sorted_by:
            return
        self._sorted_by = mark
        for column, shown in zip(self._columns, self.ordered_columns, strict=True):
            shown.label = self._label(column)  # type: ignore[assignment]  # any renderable works
        self._update_count += 1
        self.refresh()

    def show(self, rows: Sequence[Row]) -> None:
        """Bring the table to these rows in this order. The cursor stays on its row, wherever that goes."""
        order = tuple(row.key for row in rows)
        if order == self._order:
            self._update(rows)
            return
        with self.prevent(DataTable.RowHighlighted):
            chosen, offset = self.chosen, self.cursor_row - round(self.scroll_y)
            before = self._order
            self._drop_all_but(order)
            self._update(rows)
            self._arrange(order)
            self._order = order
            self._return_to(chosen if chosen in self._rows else None, offset)
        if self.chosen != chosen or not before:
            self._tell_chosen()

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
        if key in self._rows:
            self.move_cursor(row=self.get_row_index(key), animate=False)

    def _update(self, rows: Sequence[Row]) -> None:
        for row in rows:
            known = self._rows.get(row.key)
            if known is None:
                self.add_row(*map(self._drawn, self._columns, row.cells), key=row.key)
            elif known != row.cells:
                for column, before, cell in zip(self._columns, known, row.cells, strict=True):
                    if before != cell:
                        self.update_cell(row.key, column.key, self._drawn(column, cell))
            self._rows[row.key] = row.cells

    def _drop_all_but(self, keys: Sequence[str]) -> None:
        gone = self._rows.keys() - set(keys)
        if len(gone) == len(self._rows):
            self.clear()
            self._rows = {}
            return
        for key in gone:
            self.remove_row(key)
            del self._rows[key]

    def _arrange(self, order: Sequence[str]) -> None:
        """Sort by the caller's order. The sort sees cells only; each first cell is its row's own object."""
        if [row.key.value for row in self.ordered_rows] == list(order):
            return
        first = self._columns[0].key
        places = {id(self.get_cell(key, first)): place for place, key in enumerate(order)}
        self.sort(first, key=lambda cell: places[id(cell)])

    def _return_to(self, key: str | None, offset: int) -> None:
        if not self._rows:
            return
        row = self.get_row_index(key) if key else 0
        self.move_cursor(row=row, animate=False)
        self.scroll_to(y=max(row - offset, 0) if key else 0, animate=False, force=True)

    def _tell_chosen(self) -> None:
        if self.chosen is not None:
            key = self.coordinate_to_cell_key(self.cursor_coordinate).row_key
            self.post_message(DataTable.RowHighlighted(self, self.cursor_row, key))

    def _drawn(self, column: Column, cell: Cell) -> Content:
        gap = " " * column.gap
        return Content.assemble(gap, cell.drawn(column.width, is_left=column.is_left))

    def _label(self, column: Column) -> Content:
        is_sorted = self._sorted_by is not None and self._sorted_by[0] == column.key
        mark = f" {self._sorted_by[1]}" if is_sorted and self._sorted_by else ""
        name = Cell(column.name + mark, style="bold $lead" if is_sorted else "$muted")
        unit = Cell(column.unit, style="$dim")
        lines = [self._drawn(column, name)] + ([self._drawn(column, unit)] if self.header_height == 2 else [])
        return Content("\n").join(lines)
