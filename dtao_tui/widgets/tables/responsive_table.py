"""A table with one set of columns for narrow screens and one for wide ones."""

from collections.abc import Sequence
from typing import ClassVar

from dtao_tui.widgets.tables.column_layout import without_cut
from dtao_tui.widgets.tables.columns import Column, Row
from dtao_tui.widgets.tables.sorting_table import SortingTable

_FRAME_CELLS = 3
"""Cells of the screen beside the columns: the panel's borders, and the scroll bar."""


class ResponsiveTable(SortingTable[Row]):
    """Takes the columns that fit; a table says which they are."""

    wide_from: ClassVar[int] = 100
    """Cells of the screen from which the wide columns have room."""

    goes_first: ClassVar[tuple[str, ...]] = ()
    """Columns that a screen for which even the narrow ones are too many does without, in this order."""

    is_narrow: bool | None = None
    """Which columns are shown; None before the first `fit`."""

    _fitted_keys: tuple[str, ...] = ()

    def columns_for(self, *, is_narrow: bool) -> Sequence[Column[Row]]:
        """The columns for a narrow or a wide screen."""
        raise NotImplementedError

    def fit(self, width: int) -> bool:
        """Take the columns for a screen of this width; True if they are others than before."""
        is_narrow = width < self.wide_from
        columns = self.columns_for(is_narrow=is_narrow)
        if is_narrow and width:
            sorted_by = self.sorting.by if self.sorting else ""
            columns = without_cut(columns, width - _FRAME_CELLS, self.goes_first, sorted_by)
        keys = tuple(column.key for column in columns)
        if (is_narrow, keys) == (self.is_narrow, self._fitted_keys):
            return False
        self.is_narrow, self._fitted_keys = is_narrow, keys
        self.set_columns(columns)
        return True
