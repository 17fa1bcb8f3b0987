"""The price over the session as a line of dots, with its axis at the right, next to now."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dtao_tui.domain.formatting import MINUS, age, fine
from dtao_tui.domain.session_prices import Run
from dtao_tui.widgets.charts.axis_scale import Scale
from dtao_tui.widgets.charts.braille import DOTS_DOWN, Canvas
from dtao_tui.widgets.charts.line_drawing import LineDrawing, joined

LABEL_CELLS = 9
AXIS_CELLS = LABEL_CELLS + 2
_LEAST_SPAN = 0.01
"""A part of the price; a calm session looks flat."""

_GRID_GAP = 3
_LIMIT = "limit "
_FARTHEST_LIMIT = 0.1
"""A part of the last price; a limit beyond would press the line flat."""


class PriceChart(LineDrawing):
    """A line chart of one run of prices."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"chart--line", "chart--grid", "chart--axis", "chart--tag", "chart--mine"}
    DEFAULT_CSS = "PriceChart { width: 1fr; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._run: Run | None = None
        self._block_seconds = 0.0
        self._limit: float | None = None

    def show(self, run: Run, block_seconds: float, limit: float | None = None) -> None:
        """Draw these prices, and a limit in their unit, where there is one that is not far from them."""
        last = run.last.rao if run.last else 0
        self._run = run
        self._block_seconds = block_seconds
        self._limit = limit if limit is not None and last and abs(limit - last) <= _FARTHEST_LIMIT * last else None
        self.redraw()

    def draw(self, width: int, height: int) -> list[Strip]:
        """All rows: the plot with its labels, and the time axis below."""
        columns, rows = width - AXIS_CELLS, height - 1
        samples = self._run.samples if self._run else []
        if columns < 4 or rows < 2 or not samples or self._run is None:
            return []
        points = self._run.points(2 * columns)
        scale = _scale_of([*points, *([] if self._limit is None else [self._limit])], rows)
        canvas = Canvas(columns, rows)
        dots = [points[x * len(points) // canvas.width] for x in range(canvas.width)]
        canvas.line([scale.place(point, canvas.height) for point in dots])
        marks = {scale.place(mark, canvas.height) // DOTS_DOWN: mark for mark in scale.marks()}
        last_row = scale.place(points[-1], canvas.height) // DOTS_DOWN
        limit_row = None if self._limit is None else scale.place(self._limit, canvas.height) // DOTS_DOWN
        strips = []
        for row in range(rows):
            if row == limit_row:
                strips.append(
                    Strip(self._limit_cells(canvas.row(row), self._limit or 0.0, is_last=row == last_row), width)
                )
                continue
            label = self._tag(points[-1]) if row == last_row else self._label(marks.get(row))
            strips.append(Strip([*self._cells(canvas.row(row), row in marks), label], width))
        return [*strips, self._time_axis(columns, width)]

    def _cells(self, cells: list[str], is_mark: bool) -> list[Segment]:
        line, grid = self._style("chart--line"), self._style("chart--grid")
        return joined(
            [
                Segment(cell, line) if cell else Segment("·" if is_mark and not x % _GRID_GAP else " ", grid)
                for x, cell in enumerate(cells)
            ]
        )

    def _limit_cells(self, cells: list[str], limit: float, *, is_last: bool) -> list[Segment]:
        """The row of the limit: its name at the left, dots, and its value, which gives way to the last price."""
        line, own = self._style("chart--line"), self._style("chart--mine")
        segments = []
        for x, cell in enumerate(cells):
            if x < len(_LIMIT) and not any(cells[: len(_LIMIT)]):
                segments.append(Segment(_LIMIT[x], own))
            else:
                segments.append(Segment(cell, line) if cell else Segment("·" if not x % _GRID_GAP else " ", own))
        run = self._run
        if is_last and run is not None and run.last is not None:
            return [*joined(segments), self._tag(run.last.rao)]
        return [*joined(segments), Segment(f" {_price(limit)}".ljust(AXIS_CELLS), own)]

    def _label(self, mark: float | None) -> Segment:
        text = "" if mark is None else f" {_price(mark)}"
        return Segment(text.ljust(AXIS_CELLS), self._style("chart--axis"))

    def _tag(self, price: float) -> Segment:
        return Segment(f" {_price(price)} ".ljust(AXIS_CELLS), self._style("chart--tag"))

    def _time_axis(self, columns: int, width: int) -> Strip:
        run = self._run
        blocks = run.samples[-1].block - run.samples[0].block if run else 0
        seconds = blocks * self._block_seconds
        start = f"{MINUS}{age(seconds)}" if blocks else ""
        middle = f"{MINUS}{age(seconds / 2)}" if blocks and columns >= 36 else ""
        half = columns // 2
        text = f"{start:<{half}}{middle}"
        line = text[: columns - 4].ljust(columns - 3) + "now"
        return Strip([Segment(line.ljust(width), self._style("chart--axis"))], width)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)


def _scale_of(points: list[float], rows: int) -> Scale:
    low, high = min(points), max(points)
    return Scale.around(low, high, steps=max(rows // 4, 1), least_span=max(high * _LEAST_SPAN, 1.0))


def _price(rao: float) -> str:
    return str(fine(round(rao), width=LABEL_CELLS))
