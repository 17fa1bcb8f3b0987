"""A table whose rows are sorted by its columns: by a click on a heading, or by keys while a column is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from dtao_tui.widgets.keys.key_bindings import active, bindings
from dtao_tui.widgets.keys.key_table import ROWS, SORTING
from dtao_tui.widgets.tables.columns import Column, Row, Sorting, sortable
from dtao_tui.widgets.tables.keyed_table import KeyedTable

_IDS = frozenset(command.id for command in active(SORTING)) | {"list.sort", "list.reverse"}


class SortingTable(KeyedTable[Row]):
    """Asks for another order; whoever shows the rows sorts them. While a column is chosen, headings carry numbers."""

    # Within one class both bindings of a key are tried in turn; those of a base class would be replaced.
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SORTING), *bindings(ROWS)]

    @dataclass
    class SortWanted(Message):
        """Posted when the user wants this order."""

        table: Widget
        sorting: Sorting

        @property
        def control(self) -> Widget:
            """The table, for selectors."""
            return self.table

    class SortModeChanged(Message):
        """Posted when the choice of a column begins or ends."""

    _is_choosing = False

    @property
    def is_choosing_column(self) -> bool:
        """Whether keys choose the column to sort by now."""
        return self._is_choosing

    @property
    def column_numbers(self) -> Mapping[str, int]:
        """The numbers of the columns by key, while one of them is chosen."""
        return self._numbers if self._is_choosing else {}

    def choose_column(self, *, is_on: bool) -> None:
        """Begin or end the choice of a column."""
        if is_on != self._is_choosing:
            self._is_choosing = is_on
            self.refresh_headings()
            self.post_message(self.SortModeChanged())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only while a column is chosen are there keys for that."""
        if action.startswith("choose_"):
            return self._is_choosing
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """End the choice with any key that is none of its own; that key then does what it always does."""
        if self._is_choosing:
            bound = self.screen.active_bindings.get(event.key)
            self.choose_column(is_on=bound is not None and bound.binding.id in _IDS)

    def on_blur(self) -> None:
        """End the choice."""
        self.choose_column(is_on=False)

    def action_choose_step(self, step: int) -> None:
        """Sort by the next column, or by the one before."""
        if self.sorting is not None:
            self._want(self.sorting.stepped(self.columns, step))

    def action_choose_number(self, number: int) -> None:
        """Sort by the column of this number, the other end first where it is sorted by that one."""
        column = next((c for c in sortable(self.columns) if self._numbers[c.key] == number), None)
        if column is not None:
            self._want_by(column)

    def action_choose_end(self) -> None:
        """End the choice."""
        self.choose_column(is_on=False)

    @on(KeyedTable.HeadingClicked)
    def sort_by_heading(self, event: KeyedTable.HeadingClicked) -> None:
        """Sort by a clicked heading; the sorted column reverses."""
        event.stop()
        column = next(column for column in self.columns if column.key == event.key)
        if column.value is not None:
            self._want_by(column)

    @property
    def _numbers(self) -> dict[str, int]:
        return {column.key: number for number, column in enumerate(sortable(self.columns), 1)}

    def _want_by(self, column: Column[Row]) -> None:
        now = self.sorting
        self._want(now.reversed if now is not None and now.by == column.key else Sorting.first_by(column))

    def _want(self, sorting: Sorting) -> None:
        self.post_message(self.SortWanted(self, sorting))
