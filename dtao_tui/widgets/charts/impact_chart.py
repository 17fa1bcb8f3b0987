"""The price impact chart: impact over logarithmic sizes, with the ticket's own size marked."""

import math
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dtao_tui.domain.amounts import RAO_PER_TAO, Tao
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.depth import price_impact
from dtao_tui.widgets.charts.axis_scale import Scale
from dtao_tui.widgets.charts.braille import DOTS_DOWN, Canvas
from dtao_tui.widgets.charts.line_drawing import LineDrawing

SMALLEST, LARGEST = 1, 2000
"""TAO at the two ends."""

_DECADES = math.log10(LARGEST / SMALLEST)
_AXIS_CELLS = 7
_MARKS = ((1, "1 τ"), (10, "10"), (100, "100"), (1000, "1,000"))
_MINE = "┊"


class ImpactChart(LineDrawing):
    """Price impact in per cent over 1 to 2,000 τ."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"chart--line", "chart--grid", "chart--axis", "chart--mine"}
    DEFAULT_CSS = "ImpactChart { width: 1fr; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pool: Pool | None = None
        self._mine: Tao | None = None
        self._curve: tuple[int, list[float]] = (0, [])

    def show(self, pool: Pool | None, mine: Tao | None) -> None:
        """Draw the curve of this pool, and a mark at my size."""
        if (pool, mine) == (self._pool, self._mine):
            return
        if pool != self._pool:
            self._curve = (0, [])
        self._pool, self._mine = pool, mine
        self.redraw()

    def draw(self, width: int, height: int) -> list[Strip]:
        """The curve with its labels, and the sizes below."""
        columns, rows = width - _AXIS_CELLS, height - 1
        if columns < 10 or rows < 2 or self._pool is None:
            return []
        canvas = Canvas(columns, rows)
        impacts = self._impacts(canvas.width)
        scale = Scale.around(0.0, max(impacts), steps=max(rows // 2, 1), least_span=0.1)
        canvas.line([scale.place(impact, canvas.height) for impact in impacts])
        marks = {scale.place(mark, canvas.height) // DOTS_DOWN: mark for mark in scale.marks()}
        mine = _column_of(self._mine, columns)
        strips = [self._row(canvas.row(row), marks.get(row), mine) for row in range(rows)]
        return [*strips, self._size_axis(columns, width)]

    def _impacts(self, dots: int) -> list[float]:
        """The impact at each dot; sizes that the pool refuses are drawn at the first refused one."""
        if self._curve[0] != dots and self._pool is not None:
            impacts: list[float] = []
            for dot in range(dots):
                size = SMALLEST * 10 ** (_DECADES * dot / (dots - 1))
                try:
                    impacts.append(float(price_impact(self._pool, Side.BUY, Tao(int(size * RAO_PER_TAO)))))
                except PoolRefusal:
                    impacts.append(impacts[-1] if impacts else 0.0)
            self._curve = (dots, impacts)
        return self._curve[1]

    def _row(self, cells: list[str], mark: float | None, mine: int | None) -> Strip:
        line, grid, own = self._style("chart--line"), self._style("chart--grid"), self._style("chart--mine")
        segments = []
        for x, cell in enumerate(cells):
            if x == mine:
                segments.append(Segment(_MINE, own))
            elif cell:
                segments.append(Segment(cell, line))
            else:
                segments.append(Segment("·" if mark is not None and not x % 3 else " ", grid))
        label = "" if mark is None else f"{mark:>5.3g} %"
        return Strip([*segments, Segment(label.ljust(_AXIS_CELLS), self._style("chart--axis"))])

    def _size_axis(self, columns: int, width: int) -> Strip:
        text = ""
        for size, label in _MARKS:
            at = min(_column_of(Tao(size * RAO_PER_TAO), columns) or 0, columns - len(label))
            # Two labels that touch would read as one number.
            if at > len(text) or not text:
                text = text.ljust(at) + label
        return Strip([Segment(text.ljust(width), self._style("chart--axis"))])

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)


def _column_of(size: Tao | None, columns: int) -> int | None:
    """The column of a size; None for none, and the ends for what lies beyond them."""
    if not size or size.rao < 0:
        return None
    part = math.log10(size.rao / RAO_PER_TAO / SMALLEST) / _DECADES
    return round(min(max(part, 0.0), 1.0) * (columns - 1))
