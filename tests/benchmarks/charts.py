"""A redraw of the price chart: 1,440 points at 108×30, with a new price and with a moved cursor."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count

from textual.app import App, ComposeResult

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.history.bar_frames import Bar
from dtao_tui.domain.history.bar_tiers import MINUTE
from dtao_tui.domain.history.price_series import series_of
from dtao_tui.domain.orders.own_fills import OwnFill
from dtao_tui.domain.trades.intents import Op
from dtao_tui.screens.theme import variables_for
from dtao_tui.widgets.charts.cursored_chart import CursoredChart
from dtao_tui.widgets.charts.series_plot import ShownSeries
from tests.benchmarks.report import Measured, milliseconds
from tests.histories import BEGIN

POINTS, SIZE = 1440, (108, 30)
TIMES = 60
BUDGET_MS = 5.0


class ChartApp(App[None]):
    """The chart alone."""

    def __init__(self) -> None:
        super().__init__()
        self.chart = CursoredChart()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)

    def compose(self) -> ComposeResult:
        yield self.chart


def _bars() -> Sequence[Bar]:
    prices = [20_000_000 + 10_000 * (minute * 37 % 101) + 1_000 * minute for minute in range(POINTS)]
    return [
        Bar(BEGIN + minute * MINUTE, minute + 1, price, price + 9_000, price - 9_000, price + 5_000, 1, 1, 1, price, 1)
        for minute, price in enumerate(prices)
    ]


async def _redraws() -> list[Measured]:
    bars, now = _bars(), BEGIN + POINTS * MINUTE
    fills = tuple(OwnFill(Op.STAKE, Alpha(10**9, 7), Tao(10**7), True, 50 * at, 0.0) for at in range(20))
    prices = count(21_000_000, 1_234)

    def shown(has_candles: bool) -> ShownSeries:
        series = series_of(bars, now, Price(next(prices)))
        assert series is not None
        return ShownSeries(series, 10 * MINUTE, has_candles, has_volume=True, fills=fills)

    app, figures = ChartApp(), []
    async with app.run_test(size=SIZE):
        for has_candles, what in ((False, "as a line"), (True, "as candles")):
            app.chart.show_series(shown(has_candles))
            app.chart.focus()
            new = milliseconds(partial(_show, app.chart, shown, has_candles), TIMES, time.process_time)
            size = f"{POINTS:,} points at {SIZE[0]}×{SIZE[1]} {what}"
            figures.append(Measured(f"chart, {size}, a new price", new, "ms", BUDGET_MS))
            moved = milliseconds(lambda: app.chart.action_point(-1), TIMES, time.process_time)
            figures.append(Measured(f"chart, {size}, the cursor moved", moved, "ms", BUDGET_MS))
    return figures


def _show(chart: CursoredChart, shown: Callable[[bool], ShownSeries], has_candles: bool) -> None:
    chart.show_series(shown(has_candles))


def measured() -> Iterator[Measured]:
    """All of it."""
    yield from asyncio.run(_redraws())
