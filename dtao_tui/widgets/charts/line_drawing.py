"""Base of charts on the line API: drawn when size, colours or content have changed, repainted where a cell differs."""

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class LineDrawing(Widget):
    """Keeps what was drawn; a chart says how it is drawn."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: list[Strip] = []
        self._drawn: tuple[int, int] | None = None

    def draw(self, width: int, height: int) -> list[Strip]:
        """All lines for this size; fewer than the height leave the rest blank."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw what has changed; only cells that differ are painted again."""
        wanted = (self.size.width, self.size.height)
        if self._drawn != wanted:
            self._drawn = None
            self.refresh()
            return
        before, self._strips = self._strips, self.draw(*wanted)
        changed = [
            Region(start, y, end - start, 1)
            for y in range(max(len(before), len(self._strips)))
            if (span := _changed(_line(before, y), _line(self._strips, y))) and (start := span[0]) < (end := span[1])
        ]
        if changed:
            self.refresh(*changed)

    def notify_style_update(self) -> None:
        """Draw again in other colours."""
        super().notify_style_update()
        self._drawn = None

    def render_line(self, y: int) -> Strip:
        """One line of the drawing."""
        wanted = (self.size.width, self.size.height)
        if self._drawn != wanted:
            self._strips = self.draw(*wanted)
            self._drawn = wanted
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)


def joined(cells: list[Segment]) -> list[Segment]:
    """The same cells, adjacent ones of one style as one segment."""
    segments: list[Segment] = []
    for cell in cells:
        if segments and segments[-1].style == cell.style:
            segments[-1] = Segment(segments[-1].text + cell.text, cell.style)
        else:
            segments.append(cell)
    return segments


def _line(strips: list[Strip], y: int) -> list[Segment]:
    return list(strips[y]) if y < len(strips) else []


def _changed(before: list[Segment], after: list[Segment]) -> tuple[int, int] | None:
    """The columns from the first cell that differs to behind the last; None where none does."""
    if before == after:
        return None
    width = max(_width(before), _width(after))
    return _same(before, after), max(width - _same(before[::-1], after[::-1]), 0)


def _same(before: list[Segment], after: list[Segment]) -> int:
    """The cells of the segments that both begin with."""
    cells = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        cells += new.cell_length
    return cells


def _width(segments: list[Segment]) -> int:
    return sum(segment.cell_length for segment in segments)
