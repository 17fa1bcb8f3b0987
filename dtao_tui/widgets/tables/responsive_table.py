"""A table with one set of columns for narrow screens and one for wide ones."""

from typing import ClassVar

from dtao_tui.widgets.tables.keyed_table import Column, Sheet


class FittedSheet(Sheet):
    """Takes the columns that fit; a table says which they are."""

    wide_from: ClassVar[int] = 100
    """So many cells the screen needs for the wide columns."""

    _is_narrow: bool | None = None

    def columns_for(self, *, is_narrow: bool) -> tuple[Column, ...]:
        """The columns for a narrow or a wide screen."""
        raise NotImplementedError

    def fit(self, width: int) -> bool:
        """Take the columns for this many cells; True if they are others than before and need their rows anew."""
        is_narrow = width < self.wide_from
        if is_narrow == self._is_narrow:
            return False
        self._is_narrow = is_narrow
        self.set_columns(self.columns_for(is_narrow=is_narrow))
        return True
