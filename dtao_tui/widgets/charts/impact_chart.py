"""The price impact chart: impact over logarithmic sizes, with the ticket's own size and its tolerance in it."""

import math
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dtao_tui.domain.amounts import RAO_PER_TAO
from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.depth.route_estimate import RouteEstimate
from dtao_tui.domain.formatting import percent
from dtao_tui.domain.text import cells as width_of
from dtao_tui.widgets.charts.axis_scale import Scale
from dtao_tui.widgets.charts.braille import DOTS_DOWN, Canvas
from dtao_tui.widgets.charts.line_drawing import LineDrawing, joined

TOPS = (5.0, 20.0, 60.0, 95.0)
"""Impacts, in per cent, that the axis may end with; the first that my size is within."""

_SPAN = 2000
"""The largest size over the smallest."""

_AXIS_CELLS = 8
_MINE, _DOT = "┊", "·"
_GRID_GAP = 3
_LONGEST_WHOLE = 6


@dataclass(frozen=True, slots=True)
class _Sizes:
    """The sizes at the two ends, in rao."""

    least: float
    most: float

    @classmethod
    def of(cls, route: RouteEstimate, top: float) -> "_Sizes":
        """Up to the size with this impact."""
        most = route.largest_within(top)
        return cls(most / _SPAN, most)

    def at(self, part: float) -> float:
        """The size at this part of the axis."""
        return self.least * math.exp(math.log(self.most / self.least) * part)

    def column(self, rao: float, columns: int) -> int:
        """The column of a size; what lies beyond the ends is at them."""
        if rao <= 0:
            return 0
        part = math.log(rao / self.least) / math.log(self.most / self.least)
        return round(min(max(part, 0.0), 1.0) * (columns - 1))


class ImpactChart(LineDrawing):
    """Price impact in per cent over the sizes that move the price by a little up to by much."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "chart--line",
        "chart--grid",
        "chart--axis",
        "chart--mine",
        "chart--tolerance",
    }
    DEFAULT_CSS = "ImpactChart { width: 1fr; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._depth: OrderDepth | None = None
        self._symbol = ""
        self._curve: tuple[RouteEstimate | None, int, float] = (None, 0, 0.0)
        self._impacts: list[float] = []

    def show(self, depth: OrderDepth | None, symbol: str) -> None:
        """Draw the curve of this route, sizes in this unit, with marks at my size and at the tolerance."""
        if (depth, symbol) != (self._depth, self._symbol):
            self._depth, self._symbol = depth, symbol
            self.redraw()

    def draw(self, width: int, height: int) -> list[Strip]:
        """The curve with its labels, and the sizes below."""
        columns, rows, depth = width - _AXIS_CELLS, height - 1, self._depth
        if columns < 10 or rows < 2 or depth is None:
            return []
        top = _top(float(depth.mine.impact) if depth.mine else 0.0)
        sizes, canvas = _Sizes.of(depth.route, top), Canvas(columns, rows)
        impacts = self._impacts_of(depth.route, sizes, top, canvas.width)
        scale = Scale.around(0.0, top, steps=max(rows // 2, 1), least_span=0.1)
        canvas.line([scale.place(impact, canvas.height) for impact in impacts])
        marks = {scale.place(mark, canvas.height) // DOTS_DOWN: f"{mark:.3g} %" for mark in scale.marks()}
        mine = sizes.column(depth.mine.pays.rao, columns) if depth.mine else None
        limit = self._limit_row(scale, canvas.height)
        strips = [
            self._limit(canvas.row(row), mine) if row == limit else self._row(canvas.row(row), marks.get(row), mine)
            for row in range(rows)
        ]
        return [*strips, self._size_axis(sizes, columns, width)]

    def _impacts_of(self, route: RouteEstimate, sizes: _Sizes, top: float, dots: int) -> list[float]:
        """The impact at each dot, kept while neither route nor width changes."""
        if self._curve != (route, dots, top):
            self._curve = (route, dots, top)
            self._impacts = [route.impact(sizes.at(dot / (dots - 1))) for dot in range(dots)]
        return self._impacts

    def _limit_row(self, scale: Scale, height: int) -> int | None:
        """The row of the tolerance; None where it allows more than the axis shows."""
        impact = self._depth.largest_impact if self._depth else None
        if impact is None or impact > scale.high:
            return None
        return scale.place(float(impact), height) // DOTS_DOWN

    def _row(self, cells: list[str], mark: str | None, mine: int | None) -> Strip:
        line, grid, own = self._style("chart--line"), self._style("chart--grid"), self._style("chart--mine")
        segments = []
        for x, cell in enumerate(cells):
            if x == mine:
                segments.append(Segment(_MINE, own))
            elif cell:
                segments.append(Segment(cell, line))
            else:
                segments.append(Segment(_DOT if mark is not None and not x % _GRID_GAP else " ", grid))
        return Strip([*joined(segments), self._label(mark or "", "chart--axis")])

    def _limit(self, cells: list[str], mine: int | None) -> Strip:
        """The row at which the tolerance ends; its value is the impact of the largest order that fills."""
        depth = self._depth
        words = f"tolerance {depth.tolerance} " if depth and depth.tolerance else ""
        line, own, dots = self._style("chart--line"), self._style("chart--mine"), self._style("chart--tolerance")
        named = self._style("chart--axis")
        has_room = len(words) < len(cells) and not any(cells[: len(words)])
        segments = []
        for x, cell in enumerate(cells):
            if has_room and x < len(words):
                segments.append(Segment(words[x], named))
            elif x == mine:
                segments.append(Segment(_MINE, own))
            elif cell:
                segments.append(Segment(cell, line))
            else:
                segments.append(Segment(_DOT if not x % _GRID_GAP else " ", dots))
        impact = depth.largest_impact if depth else None
        return Strip([*joined(segments), self._label(f"{percent(impact)} %", "chart--tolerance")])

    def _label(self, text: str, name: str) -> Segment:
        return Segment(text.rjust(_AXIS_CELLS - 1) + " ", self._style(name))

    def _size_axis(self, sizes: _Sizes, columns: int, width: int) -> Strip:
        text = ""
        least, most = sizes.least / RAO_PER_TAO, sizes.most / RAO_PER_TAO
        for power in range(math.ceil(math.log10(least)), math.floor(math.log10(most)) + 1):
            label = _power_of_ten(power) + (f" {self._symbol}" if not text else "")
            at = min(sizes.column(10.0**power * RAO_PER_TAO, columns), columns - width_of(label))
            # Two labels that touch would read as one number.
            if at > width_of(text) or not text:
                text += " " * (max(at, 0) - width_of(text)) + label
        return Strip([Segment(text + " " * (width - width_of(text)), self._style("chart--axis"))])

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)


def _top(impact: float) -> float:
    return next((top for top in TOPS if impact <= top), TOPS[-1])


def _power_of_ten(power: int) -> str:
    if power < 0:
        return f"{10.0**power:.{-power}f}"
    return f"{10 ** (power - _LONGEST_WHOLE):,} M" if power >= _LONGEST_WHOLE else f"{10**power:,}"
