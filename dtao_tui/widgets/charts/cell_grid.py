"""Cells of a drawing by place, each with the name of its style, and the strips that they make."""

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


class CellGrid:
    """A grid of cells; the last one that is put to a place stands there."""

    def __init__(self, width: int, height: int, style: str) -> None:
        self.width, self.height = width, height
        self._cells = [[" "] * width for _ in range(height)]
        self._styles = [[style] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: str) -> None:
        """Put a text, of characters of one cell each, into a row; what has no room is left out."""
        if not 0 <= y < self.height:
            return
        for at, character in enumerate(text, x):
            if 0 <= at < self.width:
                self._cells[y][at] = character
                self._styles[y][at] = style

    def is_free(self, x: int, y: int) -> bool:
        """Whether nothing is at a place."""
        return self._cells[y][x] == " "

    def strip(self, y: int, style: Callable[[str, bool], Style], tinted: range = range(0)) -> Strip:
        """A row; `style` gives the style of a name, in the tinted columns and elsewhere."""
        segments: list[Segment] = []
        cells, styles = self._cells[y], self._styles[y]
        start = 0
        for x in range(1, self.width + 1):
            if x < self.width and styles[x] == styles[start] and (x in tinted) == (start in tinted):
                continue
            segments.append(Segment("".join(cells[start:x]), style(styles[start], start in tinted)))
            start = x
        return Strip(segments, self.width)
