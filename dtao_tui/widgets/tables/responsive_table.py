"""A table with one set of columns for narrow screens and one for wide ones."""

from collections.abc import Sequence
from typing import ClassVar

from dtao_tui.widgets.tables.columns import Column, Row
from dtao_tui.widgets.tables.sorting_table import SortingTable


class ResponsiveTable(SortingTable[Row]):
    """Takes the columns that fit; a table says which they are."""

    wide_from: ClassVar[int] = 100
    """Cells of the screen from which the wide columns have room."""

    is_narrow: bool | None = None
    """Which columns are shown; None before the first `fit`."""

    def columns_for(self, *, is_narrow: bool) -> Sequence[Column[Row]]:
        """The columns for a narrow or a wide screen."""
        raise NotImplementedError

    def fit(self, width: int) -> bool:
        """Take the columns for a screen of this width; True if they are others than before."""
        is_narrow = width < self.wide_from
        if is_narrow == self.is_narrow:
            return False
        self.is_narrow = is_narrow
        self.set_columns(self.columns_for(is_narrow=is_narrow))
        return True
