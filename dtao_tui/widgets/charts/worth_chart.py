"""What accounts were worth over time as a line of dots, with holding TAO dim beside it, and flows below."""

import itertools
from bisect import bisect_right
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dtao_tui.domain.amounts import RAO_PER_TAO, Tao
from dtao_tui.domain.formatting import coarse
from dtao_tui.domain.ledger.worth_curve import WorthCurve, WorthPoint
from dtao_tui.widgets.charts.axis_scale import Scale
from dtao_tui.widgets.charts.braille import DOTS_DOWN, Canvas
from dtao_tui.widgets.charts.line_drawing import LineDrawing, joined
from dtao_tui.widgets.charts.price_scale import GRID, GRID_GAP
from dtao_tui.widgets.charts.time_axis import axis_text
from dtao_tui.widgets.text_lines import wrapped

AXIS_CELLS = 15
LEAST_COLUMNS, LEAST_ROWS = 16, 5
NO_CURVE = "Too little was recorded in this time to draw a line. It begins with the next minutes of worth."
LONGEST_STEP_MS = 30 * 60_000
"""Between two points that are farther apart nothing was recorded, unless all of them are so far apart."""


class WorthChart(LineDrawing):
    """Mine in lead, holding TAO dim; where they meet in a cell, mine gives the colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "worth--mine",
        "worth--held",
        "worth--grid",
        "worth--axis",
        "worth--tag",
        "worth--flow",
    }
    DEFAULT_CSS = "WorthChart { width: 1fr; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._curve = WorthCurve()

    def show(self, curve: WorthCurve) -> None:
        """Draw this curve."""
        if curve != self._curve:
            self._curve = curve
            self.redraw()

    def draw(self, width: int, height: int) -> list[Strip]:
        """The plot with its labels, the flows, and the time axis."""
        columns, rows = width - AXIS_CELLS, height - 2
        points = self._curve.points
        if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
            return []
        if len(points) < 2:
            return [self._sentence(line, width) for line in wrapped(NO_CURVE, width)]
        first, last = points[0].time_ms, points[-1].time_ms
        shown = _at_each(points, columns * 2)
        values = [value for point in shown if point is not None for value in (point.worth, point.held)]
        low, high = (edge(values) / RAO_PER_TAO for edge in (min, max))
        scale = Scale.around(low, high, steps=max(rows // 4, 1), least_span=max(abs(high) * 0.001, 1e-6))
        mine, held = Canvas(columns, rows), Canvas(columns, rows)
        _draw_line(mine, [None if point is None else _place(scale, point.worth, mine) for point in shown])
        for x in range(0, held.width, 2):
            point = shown[x]
            if point is not None:
                held.dot(x, _place(scale, point.held, held))
        marks = {scale.place(mark, mine.height) // DOTS_DOWN: mark for mark in scale.marks()}
        labels = self._labels(scale, marks, points[-1], mine.height)
        plot = [
            Strip([*self._cells(mine.row(y), held.row(y), y in marks), *labels.get(y, [self._blank])], width)
            for y in range(rows)
        ]
        flows = Segment(self._flows_text(columns).ljust(width), self._style("worth--flow"))
        axis = Segment(axis_text(first, last, columns).ljust(width), self._style("worth--axis"))
        return [*plot, Strip([flows], width), Strip([axis], width)]

    def _sentence(self, line: str, width: int) -> Strip:
        return Strip([Segment(line.ljust(width)[:width], self._style("worth--axis"))], width)

    def _cells(self, mine: list[str], held: list[str], is_mark: bool) -> list[Segment]:
        own, other, grid = self._style("worth--mine"), self._style("worth--held"), self._style("worth--grid")
        cells = []
        for x, (line, dots) in enumerate(zip(mine, held, strict=True)):
            if line:
                both = chr(ord(line) | (ord(dots) if dots else 0))
                cells.append(Segment(both, own))
            elif dots:
                cells.append(Segment(dots, other))
            else:
                cells.append(Segment(GRID if is_mark and not x % GRID_GAP else " ", grid))
        return joined(cells)

    def _labels(self, scale: Scale, marks: dict[int, float], last: WorthPoint, height: int) -> dict[int, list[Segment]]:
        """The steps of the axis, then holding TAO, then the own last value, which none may hide."""
        decimals = _decimals(scale.step)
        found = {row: [self._label(f" {mark:,.{decimals}f}", "worth--axis")] for row, mark in marks.items()}
        held_row = scale.place(last.held / RAO_PER_TAO, height) // DOTS_DOWN
        own_row = scale.place(last.worth / RAO_PER_TAO, height) // DOTS_DOWN
        if held_row != own_row:
            found[held_row] = [self._label(f" {_words(last.held)} TAO", "worth--held")]
        own = f" {_words(last.worth)} "
        found[own_row] = [
            Segment(own, self._style("worth--tag")),
            Segment(" " * (AXIS_CELLS - len(own)), self._style("worth--axis")),
        ]
        return found

    def _label(self, text: str, name: str) -> Segment:
        return Segment(text.ljust(AXIS_CELLS)[:AXIS_CELLS], self._style(name))

    @property
    def _blank(self) -> Segment:
        return Segment(" " * AXIS_CELLS, self._style("worth--axis"))

    def _flows_text(self, columns: int) -> str:
        """Deposits and withdrawals at their times, those that have room."""
        points, text = self._curve.points, ""
        first, span = points[0].time_ms, max(points[-1].time_ms - points[0].time_ms, 1)
        for flow in self._curve.flows:
            words = str(
                coarse(Tao(flow.rao), decimals=0 if abs(flow.rao) >= 10 * RAO_PER_TAO else 2, per=1, signed=True)
            )
            at = min(max((flow.time_ms - first) * columns // span - len(words) // 2, 0), columns - len(words))
            if at > len(text) or not text:
                text = text.ljust(at) + words
        return text

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)


def _at_each(points: tuple[WorthPoint, ...], dots: int) -> list[WorthPoint | None]:
    """The point at the time of each dot: the last one before it, or None where nothing was recorded."""
    times = [point.time_ms for point in points]
    steps = sorted(later - earlier for earlier, later in itertools.pairwise(times))
    longest = max(LONGEST_STEP_MS, 3 * steps[len(steps) // 2])
    first, span = times[0], max(times[-1] - times[0], 1)
    found: list[WorthPoint | None] = []
    for dot in range(dots):
        time = first + span * dot // max(dots - 1, 1)
        at = bisect_right(times, time) - 1
        is_gap = at + 1 < len(times) and times[at + 1] - times[at] > longest and time > times[at]
        found.append(None if is_gap else points[at])
    return found


def _draw_line(canvas: Canvas, heights: list[int | None]) -> None:
    """Each recorded stretch as a line of its own."""
    begin = 0
    for x in range(len(heights) + 1):
        if x < len(heights) and heights[x] is not None:
            continue
        run = [height for height in heights[begin:x] if height is not None]
        if run:
            canvas.line(run, begin)
        begin = x + 1


def _place(scale: Scale, rao: int, canvas: Canvas) -> int:
    return scale.place(rao / RAO_PER_TAO, canvas.height)


def _words(rao: int) -> str:
    return str(coarse(Tao(rao), decimals=2 if abs(rao) < 10_000 * RAO_PER_TAO else 1, per=1))


def _decimals(step: float) -> int:
    """Decimals by which two marks of this step differ."""
    return 0 if step >= 1 else 1 if step >= 0.1 else 2 if step >= 0.01 else 3 if step >= 0.001 else 4
