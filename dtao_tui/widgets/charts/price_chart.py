"""A price over time as a line of dots, with its axis at the right, next to now."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dtao_tui.domain.formatting import MINUS, age
from dtao_tui.domain.session_prices import Run
from dtao_tui.widgets.charts.braille import DOTS_DOWN, Canvas
from dtao_tui.widgets.charts.line_drawing import LineDrawing, joined
from dtao_tui.widgets.charts.price_scale import AXIS_CELLS, GRID, GRID_GAP, has_room, price_words, scale_of
from dtao_tui.widgets.charts.series_plot import SeriesPlot, ShownSeries
from dtao_tui.widgets.charts.time_axis import NOW

_LIMIT = "limit "
_FILLED = frozenset({"fill", "tag"})
_FARTHEST_LIMIT = 0.1
"""A part of the last price; a limit beyond would press the line flat."""


@dataclass(frozen=True, slots=True)
class _Curve:
    """What is drawn: prices in rao, evenly apart, and the words below them."""

    points: Callable[[int], list[float]]
    """At most so many prices, the last one that of now."""

    axis: Callable[[int], str]
    """The time below so many columns, now at their right end."""


class PriceChart(LineDrawing):
    """A line chart of the prices of a session, or of what was recorded."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "chart--line",
        "chart--grid",
        "chart--axis",
        "chart--tag",
        "chart--mine",
        "chart--day",
        "chart--rise",
        "chart--fall",
        "chart--volume",
        "chart--volume-here",
        "chart--cursor",
        "chart--fill",
    }
    DEFAULT_CSS = "PriceChart { width: 1fr; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._curve: _Curve | None = None
        self._last = 0
        self._limit: float | None = None
        self._shown: ShownSeries | None = None
        self._plotted: tuple[tuple[int, int], SeriesPlot | None] | None = None
        self._styles: dict[tuple[str, bool], Style] = {}

    def show(self, run: Run, block_seconds: float, limit: float | None = None) -> None:
        """Draw the prices of this session, and a limit in their unit, where there is one that is not far from them."""
        last = run.last.rao if run.last else 0
        self._limit = limit if limit is not None and last and abs(limit - last) <= _FARTHEST_LIMIT * last else None
        axis = partial(_ages, (run.samples[-1].block - run.samples[0].block) * block_seconds) if run.samples else None
        self._draw_curve(None if axis is None else _Curve(run.points, axis), last)

    def show_series(self, shown: ShownSeries) -> None:
        """Draw what was recorded, over clock times."""
        if shown != self._shown:
            self._shown, self._plotted = shown, None
        self.redraw()

    @property
    def plot(self) -> SeriesPlot | None:
        """What is drawn of a recorded price; None where a session is drawn, or nothing has room."""
        size = (self.size.width, self.size.height)
        if self._shown is None:
            return None
        if self._plotted is None or self._plotted[0] != size:
            self._plotted = (size, SeriesPlot(self._shown, *size) if has_room(*size) else None)
        return self._plotted[1]

    @property
    def cursor(self) -> int | None:
        """The column that is pointed at, where there is a cursor."""
        return None

    def _draw_curve(self, curve: _Curve | None, last: int) -> None:
        self._curve, self._last, self._shown = curve, last, None
        self.redraw()

    def draw(self, width: int, height: int) -> list[Strip]:
        """All rows: the plot with its labels, and the time axis below."""
        columns, rows = width - AXIS_CELLS, height - 1
        plot = self.plot
        if plot is not None:
            grid, cursor = plot.grid(self.cursor), self.cursor
            # Asked of Textual once for all rows: a style costs as much as a row.
            self._styles.clear()
            tinted = range(0) if cursor is None else plot.cells_of(cursor)
            return [grid.strip(y, self._style_of, tinted if y < rows else range(0)) for y in range(height)]
        if not has_room(width, height) or self._curve is None:
            return []
        points = self._curve.points(2 * columns)
        scale = scale_of([*points, *([] if self._limit is None else [self._limit])], rows)
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
        axis = self._curve.axis(columns).ljust(width)
        return [*strips, Strip([Segment(axis, self._style("chart--axis"))], width)]

    def _cells(self, cells: list[str], is_mark: bool) -> list[Segment]:
        line, grid = self._style("chart--line"), self._style("chart--grid")
        return joined(
            [
                Segment(cell, line) if cell else Segment(GRID if is_mark and not x % GRID_GAP else " ", grid)
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
                segments.append(Segment(cell, line) if cell else Segment(GRID if not x % GRID_GAP else " ", own))
        if is_last and self._last:
            return [*joined(segments), self._tag(self._last)]
        return [*joined(segments), Segment(f" {price_words(limit)}".ljust(AXIS_CELLS), own)]

    def _label(self, mark: float | None) -> Segment:
        text = "" if mark is None else f" {price_words(mark)}"
        return Segment(text.ljust(AXIS_CELLS), self._style("chart--axis"))

    def _tag(self, price: float) -> Segment:
        return Segment(f" {price_words(price)} ".ljust(AXIS_CELLS), self._style("chart--tag"))

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)

    def _style_of(self, name: str, is_tinted: bool) -> Style:
        """The style of a part, on the ground of the cursor where it has none of its own."""
        style = self._styles.get((name, is_tinted))
        if style is None:
            style = self._style(f"chart--{name}")
            if is_tinted and name not in _FILLED:
                style += Style(bgcolor=self._style("chart--cursor").bgcolor)
            self._styles[name, is_tinted] = style
        return style


def _ages(seconds: float, columns: int) -> str:
    """How long ago the session began, and the middle of that time; now at the right."""
    start = f"{MINUS}{age(seconds)}" if seconds else ""
    middle = f"{MINUS}{age(seconds / 2)}" if seconds and columns >= 36 else ""
    text = f"{start:<{columns // 2}}{middle}"
    return text[: columns - 4].ljust(columns - 3) + NOW
