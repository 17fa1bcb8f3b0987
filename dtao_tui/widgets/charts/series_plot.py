"""A recorded price as cells: line or candles, the volume below in the same columns, own fills, and both axes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from dtao_tui.domain.amounts import RAO_PER_TAO
from dtao_tui.domain.history.chart_columns import ChartColumn, ChartColumns, columns_of
from dtao_tui.domain.history.price_series import PriceSeries
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.orders.own_fills import OwnFill
from dtao_tui.widgets.charts.axis_scale import round_step
from dtao_tui.widgets.charts.braille import DOTS_ACROSS, DOTS_DOWN, Canvas
from dtao_tui.widgets.charts.candles import HALVES, candle
from dtao_tui.widgets.charts.cell_grid import CellGrid
from dtao_tui.widgets.charts.price_scale import AXIS_CELLS, GRID, GRID_GAP, price_words, scale_of
from dtao_tui.widgets.charts.time_axis import axis_labels, time_words

_MOST_VOLUME_ROWS, _LEAST_VOLUME_ROWS = 6, 2
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_THOUSAND = 1_000
_LONGEST_TAO = 10_000
_LEAST_TAO = 0.0001
_MS = 1000


@dataclass(frozen=True, slots=True)
class ShownSeries:
    """What is drawn of a recorded price."""

    series: PriceSeries
    least_step: int
    """Milliseconds of a column at least."""

    has_candles: bool = False
    """Whether candles are drawn, where there are any; else a line."""

    has_volume: bool = False
    fills: tuple[OwnFill, ...] = ()


class SeriesPlot:
    """The drawing of one series in a size; the cursor is a column of it."""

    def __init__(self, shown: ShownSeries, width: int, height: int) -> None:
        """There is room for it, as `price_scale.has_room` says."""
        room, rows = width - AXIS_CELLS, height - 1
        self.shown = shown
        self.columns: ChartColumns = columns_of(shown.series, room, shown.least_step)
        self._has_candle = [shown.has_candles and column.is_candle for column in self.columns.columns]
        # Candles are all of one width; a line fills the chart.
        count = len(self.columns)
        self._width = room // count * count if any(self._has_candle) else room
        self._left, self._room = room - self._width, room
        knows_volume = shown.has_volume and any(column.volume for column in self.columns.columns)
        self._volume_rows = _volume_rows(rows) if knows_volume else 0
        self._rows = rows - self._volume_rows
        self._fills = self._placed_fills()
        self._grid = CellGrid(width, height, "grid")
        self._brighter: int | None = None
        self._draw()

    def column_at(self, x: int) -> int | None:
        """The column at a cell."""
        return next((at for at in range(len(self.columns)) if x in self.cells_of(at)), None)

    def cells_of(self, at: int) -> range:
        """The cells of a column."""
        count = len(self.columns)
        return range(self._left + at * self._width // count, self._left + (at + 1) * self._width // count)

    @property
    def candle_step(self) -> int | None:
        """How long a candle is, in milliseconds; None where there is none."""
        return self.columns.step if any(self._has_candle) else None

    def fills_of(self, at: int) -> tuple[OwnFill, ...]:
        """Own fills in a column."""
        return tuple(self._fills.get(at, ()))

    def grid(self, cursor: int | None = None) -> CellGrid:
        """The cells, with the time below the cursor's column and its volume brighter."""
        if self._brighter is not None:
            self._put_volume("volume", self._brighter)
        self._brighter = cursor
        self._put_times(cursor)
        if cursor is not None:
            self._put_volume("volume-here", cursor)
        return self._grid

    @property
    def _span(self) -> int:
        return len(self.columns) * self.columns.step

    def _placed_fills(self) -> dict[int, list[OwnFill]]:
        placed: dict[int, list[OwnFill]] = defaultdict(list)
        for fill in self.shown.fills:
            at = None if fill.block is None else self.columns.place_of_block(fill.block)
            at = self.columns.place(round(fill.at * _MS)) if at is None else at
            if at is not None:
                placed[at].append(fill)
        return placed

    def _draw(self) -> None:
        dots, has_candle = DOTS_ACROSS * self._width, self._has_candle
        before, points = self.columns.line(dots)
        lined = [
            (dot, point) for dot, point in enumerate(points, before) if not has_candle[dot * len(self.columns) // dots]
        ]
        bars = [column.bar for column, is_one in zip(self.columns.columns, has_candle, strict=True) if is_one]
        ends = [float(price) for bar in bars if bar is not None for price in (bar.low, bar.high)]
        self._scale = scale_of([*(point for _, point in lined), *ends, *self._ends_of_fills()], self._rows)
        self._put_line(lined)
        for at, is_one in enumerate(has_candle):
            if is_one:
                self._put_candle(at, self.columns.columns[at])
        self._put_fills()
        self._put_prices()
        self._put_volume_axis()
        for at in range(len(self.columns)):
            self._put_volume("volume", at)

    def _dot(self, price: float) -> int:
        return self._scale.place(price, self._rows * DOTS_DOWN)

    def _row(self, price: float) -> int:
        return self._dot(price) // DOTS_DOWN

    def _half(self, price: float) -> int:
        return self._dot(price) // (DOTS_DOWN // HALVES)

    def _put_line(self, dots: Sequence[tuple[int, float]]) -> None:
        """The line where no candles are, broken by them."""
        canvas = Canvas(self._width, self._rows)
        for _, run in groupby(enumerate(dots), lambda each: each[1][0] - each[0]):
            stretch = [dot for _, dot in run]
            canvas.line([self._dot(point) for _, point in stretch], stretch[0][0])
        for row in range(self._rows):
            for x, cell in enumerate(canvas.row(row), self._left):
                if cell:
                    self._grid.put(x, row, cell, "line")

    def _put_candle(self, at: int, column: ChartColumn) -> None:
        bar, cells = column.bar, self.cells_of(at)
        if bar is None:
            return
        x = _middle(cells)
        body = (self._half(bar.open), self._half(bar.close))
        for row, piece in candle(self._half(bar.high), self._half(bar.low), body):
            self._grid.put(x, row, piece, "rise" if bar.close >= bar.open else "fall")

    def _put_fills(self) -> None:
        for at, fills in self._fills.items():
            cells = self.cells_of(at)
            for is_purchase in (True, False):
                some = [fill for fill in fills if fill.is_purchase == is_purchase]
                if some:
                    row = self._row_beside(self.columns.columns[at], some[-1])
                    self._grid.put(_middle(cells), row, _sign(some), "fill")

    def _ends_of_fills(self) -> list[float]:
        """Prices so far beyond lows and highs that own fills have room there."""
        if not self._fills:
            return []
        beside = 1.5 * (max(self.shown.series.highs) - min(self.shown.series.lows)) / self._rows
        return [
            bar.low - beside if fill.is_purchase else bar.high + beside
            for at, fills in self._fills.items()
            if (bar := self.columns.columns[at].bar) is not None
            for fill in fills
        ]

    def _row_beside(self, column: ChartColumn, fill: OwnFill) -> int:
        """Below the low for a purchase, above the high for a sale."""
        price = fill.price.rao if fill.price is not None else self.shown.series.prices[-1]
        low, high = (price, price) if column.bar is None else (column.bar.low, column.bar.high)
        row = self._row(low) + 1 if fill.is_purchase else self._row(high) - 1
        return min(max(row, 0), self._rows - 1)

    def _put_prices(self) -> None:
        last = self.shown.series.prices[-1]
        for mark in self._scale.marks():
            row = self._row(mark)
            self._grid.put(self._room, row, f" {price_words(mark)}".ljust(AXIS_CELLS), "axis")
            for x in range(0, self._room, GRID_GAP):
                if self._grid.is_free(x, row):
                    self._grid.put(x, row, GRID, "grid")
        self._grid.put(self._room, self._row(last), f" {price_words(last)} ".ljust(AXIS_CELLS), "tag")

    def _put_volume_axis(self) -> None:
        if not self._volume_rows:
            return
        self._volume_top = round_step(max(column.volume or 0 for column in self.columns.columns))
        labels = {0: _tao_words(self._volume_top), self._volume_rows - 1: "0"}
        if self._volume_rows > 2:
            labels[1] = "volume"
        for row, words in labels.items():
            self._grid.put(self._room, self._rows + row, f" {words}".ljust(AXIS_CELLS), "axis")

    def _put_volume(self, style: str, at: int) -> None:
        cells = self.cells_of(at)
        for row, piece in self._volume_pieces(self.columns.columns[at].volume):
            self._grid.put(cells.start, self._rows + row, piece * len(cells), "grid" if piece == GRID else style)

    def _volume_pieces(self, volume: int | None) -> Iterator[tuple[int, str]]:
        """The eighths of one column; what is not known is a dot on the ground."""
        if volume is None:
            if self._volume_rows:
                yield self._volume_rows - 1, GRID
            return
        filled = round(volume * self._volume_rows * 8 / self._volume_top) if self._volume_rows else 0
        filled = max(filled, 1) if volume else 0
        for row in range(self._volume_rows):
            eighths = min(max(filled - (self._volume_rows - 1 - row) * 8, 0), 8)
            if eighths:
                yield row, _EIGHTHS[eighths]

    def _put_times(self, cursor: int | None) -> None:
        """The time axis; the cursor's time is a tag, and labels below it are left out."""
        row = self._rows + self._volume_rows
        self._grid.put(0, row, " " * self._grid.width, "axis")
        tag, begin = range(0), self.columns.columns[0].begin
        if cursor is not None:
            words = f" {time_words(self.columns.columns[cursor].begin, self._span)} "
            middle = _middle(self.cells_of(cursor))
            start = min(max(middle - len(words) // 2, 0), max(self._room - len(words), 0))
            tag = range(start, start + len(words))
            self._grid.put(start, row, words, "tag")
        for label in axis_labels(begin, begin + self._span, self._room - self._left):
            at = self._left + label.at
            if at + len(label.words) < tag.start or at > tag.stop or not tag:
                self._grid.put(at, row, label.words, "day" if label.is_day else "axis")


def _middle(cells: range) -> int:
    return cells[(len(cells) - 1) // 2]


def _volume_rows(rows: int) -> int:
    wanted = min(rows // 4, _MOST_VOLUME_ROWS)
    return wanted if wanted >= _LEAST_VOLUME_ROWS else 0


def _tao_words(rao: float) -> str:
    tao = rao / RAO_PER_TAO
    if tao >= _LONGEST_TAO * _THOUSAND:
        return f"{tao / _THOUSAND**2:g} Mτ"
    if tao >= _LONGEST_TAO:
        return f"{tao / _THOUSAND:g} kτ"
    return f"{tao:g} τ" if tao >= _LEAST_TAO else f"{round(rao):,} rao"


def _sign(fills: Sequence[OwnFill]) -> str:
    if len(fills) == 1:
        return ROW_OF[fills[0].op].key or "+"
    return str(len(fills)) if len(fills) < 10 else "+"
