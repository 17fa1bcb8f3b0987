"""Drawing by dots: two across and four down in each terminal cell."""

from collections.abc import Sequence

_FIRST = 0x2800
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
DOTS_ACROSS, DOTS_DOWN = 2, 4


class Canvas:
    """Dots over a grid of cells; (0, 0) is at the top left."""

    def __init__(self, width_cells: int, height_cells: int) -> None:
        self.width = width_cells * DOTS_ACROSS
        self.height = height_cells * DOTS_DOWN
        self._cells = [[0] * width_cells for _ in range(height_cells)]

    def dot(self, x: int, y: int) -> None:
        """Set one dot; dots outside are left out."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self._cells[y // DOTS_DOWN][x // DOTS_ACROSS] |= _BITS[y % DOTS_DOWN][x % DOTS_ACROSS]

    def line(self, heights: Sequence[int], first: int = 0) -> None:
        """One dot per column at these heights from the top, from the first column on, joined by upright strokes."""
        before = heights[0] if heights else 0
        for x, y in enumerate(heights, first):
            step = 1 if y >= before else -1
            for between in range(before + step, y, step):
                self.dot(x, between)
            self.dot(x, y)
            before = y

    def row(self, index: int) -> list[str]:
        """The characters of one row of cells; a cell without dots is empty text."""
        return [chr(_FIRST + bits) if bits else "" for bits in self._cells[index]]
