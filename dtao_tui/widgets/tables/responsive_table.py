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
    """Columns that are left out, in this order, where even the usual ones of the screen have no room."""

    is_narrow: bool | None = None
    """Which columns are shown; None before the first `fit`."""

    _fitted_columns: tuple[tuple[str, int], ...] = ()
    """Their keys and widths."""

    def columns_for(self, *, is_narrow: bool) -> Sequence[Column[Row]]:
        """The columns for a narrow or a wide screen."""
        raise NotImplementedError

    def cells_beside(self, width: int) -> int:  # noqa: ARG002  # tables beside a panel say how wide that is
        """Cells of a screen of this width that other panels take."""
        return 0

    def fit(self, width: int) -> bool:
        """Take the columns for a screen of this width, zero for the usual narrow ones; True if they changed."""
        is_narrow = width < self.wide_from
        columns = self.columns_for(is_narrow=is_narrow)
        if width:
            room = width - self.cells_beside(width) - _FRAME_CELLS
            sorted_by = self.sorting.by if self.sorting else ""
            columns = without_cut(columns, room, self.goes_first, sorted_by)
        fitted = tuple((column.key, column.width) for column in columns)
        if (is_narrow, fitted) == (self.is_narrow, self._fitted_columns):
            return False
        self.is_narrow, self._fitted_columns = is_narrow, fitted
        self.set_columns(columns)
        return True
