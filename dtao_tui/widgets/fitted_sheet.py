"""A table with one set of columns for narrow screens and one for wide ones."""

from dtao_tui.widgets.sheet import Column, Sheet

NARROW_CELLS = 100


class FittedSheet(Sheet):
    """Takes the columns that fit; a table says which they are."""

    _is_narrow: bool | None = None

    def columns_for(self, *, is_narrow: bool) -> tuple[Column, ...]:
        """The columns for a narrow or a wide screen."""
        raise NotImplementedError

    def fit(self, width: int) -> bool:
        """Take the columns for this many cells; True if they are others than before and need their rows anew."""
        is_narrow = width < NARROW_CELLS
        if is_narrow == self._is_narrow:
            return False
        self._is_narrow = is_narrow
        self.set_columns(self.columns_for(is_narrow=is_narrow))
        return True
