"""The chart of a recorded price: candles and line, volume, own fills, and the cursor."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.history.bar_frames import IS_STORY, NO_RANGE, NO_VOLUME, Bar
from dtao_tui.domain.history.bar_tiers import MINUTE
from dtao_tui.domain.history.price_series import PriceSeries, series_of
from dtao_tui.domain.orders.own_fills import OwnFill
from dtao_tui.domain.session_prices import Run
from dtao_tui.domain.trades.intents import Op
from dtao_tui.screens.theme import variables_for
from dtao_tui.styling import sheet
from dtao_tui.widgets.charts.candles import candle
from dtao_tui.widgets.charts.cursored_chart import CursoredChart
from dtao_tui.widgets.charts.series_plot import ShownSeries
from dtao_tui.widgets.panels.subnet_facts import SubnetView
from dtao_tui.widgets.panels.subnet_panel import SubnetPanel
from tests.fakes import a_subnet
from tests.histories import BEGIN
from tests.screen import seen

COLUMNS = 20
PIECES = set("│┃╷╵╻╹╽╿")
BLOCKS = set("▁▂▃▄▅▆▇█")


class Dressed(App[None]):
    AUTO_FOCUS = None
    CSS_PATH = sheet("market")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)


class PanelApp(Dressed):
    def compose(self) -> ComposeResult:
        yield SubnetPanel()


class ChartApp(Dressed):
    def __init__(self, shown: ShownSeries) -> None:
        super().__init__()
        self.chart, self.shown = CursoredChart(), shown
        self.moves: list[int | None] = []

    def compose(self) -> ComposeResult:
        yield self.chart

    def on_mount(self) -> None:
        self.chart.show_series(self.shown)

    def on_cursored_chart_cursor_moved(self) -> None:
        pointed = self.chart.pointed
        self.moves.append(None if pointed is None else (pointed.column.begin - BEGIN) // pointed.step)


def a_bar(minute: int, closed: int, marks: int = 0, *, volume: int = 5 * 10**9) -> Bar:
    opened = closed - 400_000 if minute % 2 else closed + 400_000
    ends = (max(opened, closed) + 300_000, min(opened, closed) - 300_000)
    return Bar(BEGIN + minute * MINUTE, minute + 1, opened, *ends, closed, 1, 1, 1, volume, 1, marks)


def a_series(bars: Sequence[Bar], price: int = 22_000_000, now: int = COLUMNS * MINUTE - 1) -> PriceSeries:
    series = series_of(bars, BEGIN + now, Price(price))
    assert series is not None
    return series


def some_bars(marks: int = 0) -> list[Bar]:
    return [a_bar(minute, 22_000_000 + 100_000 * minute, marks) for minute in range(COLUMNS)]


@asynccontextmanager
async def a_chart(
    series: PriceSeries, *, has_candles: bool = True, fills: tuple[OwnFill, ...] = (), height: int = 24
) -> AsyncIterator[Pilot[None]]:
    shown = ShownSeries(series, MINUTE, has_candles, has_volume=True, fills=fills)
    async with ChartApp(shown).run_test(size=(COLUMNS + 11, height)) as pilot:
        await pilot.pause()
        yield pilot


async def drawn(series: PriceSeries, **options: object) -> list[str]:
    async with a_chart(series, **options) as pilot:  # type: ignore[arg-type]  # the options of a chart
        return seen(pilot.app).splitlines()


def cells(lines: Sequence[str], x: int) -> set[str]:
    return {line[x] for line in lines if len(line) > x}


@pytest.mark.parametrize(
    ("high", "low", "body", "pieces"),
    [
        (0, 7, (2, 5), ["│", "┃", "┃", "│"]),
        (1, 6, (3, 4), ["╷", "╽", "╿", "╵"]),
        (1, 1, (1, 1), ["╻"]),
        (2, 2, (2, 2), ["╹"]),
        (0, 3, (3, 0), ["┃", "┃"]),
        (0, 1, (1, 1), ["╽"]),
    ],
)
def test_a_candle_never_comes_apart(high: int, low: int, body: tuple[int, int], pieces: list[str]) -> None:
    assert [piece for _, piece in candle(high, low, body)] == pieces


async def test_recorded_bars_are_candles_one_in_a_column() -> None:
    lines = await drawn(a_series(some_bars()))
    assert all(cells(lines, x) & PIECES for x in range(COLUMNS))
    assert not any("\u2800" < cell <= "\u28ff" for line in lines for cell in line)


async def test_what_knows_no_high_and_low_is_a_line_beside_candles() -> None:
    bars = [a_bar(at, 22_000_000, IS_STORY | NO_RANGE if at < 10 else 0) for at in range(COLUMNS)]
    lines = await drawn(a_series(bars))
    assert not any(cells(lines, x) & PIECES for x in range(10))
    assert all(any("\u2800" < cell <= "\u28ff" for cell in cells(lines, x)) for x in range(10))
    assert all(cells(lines, x) & PIECES for x in range(10, COLUMNS))


async def test_as_a_line_there_are_no_candles_and_the_same_volume() -> None:
    lines = await drawn(a_series(some_bars()), has_candles=False)
    assert not PIECES & {cell for line in lines for cell in line}
    assert all(cells(lines, x) & BLOCKS for x in range(COLUMNS))


async def test_volume_is_named_on_its_axis_and_what_is_not_known_is_no_bar() -> None:
    bars = some_bars()
    bars[4] = a_bar(4, 22_000_000, NO_VOLUME, volume=0)
    bars[9] = a_bar(9, 22_000_000, volume=0)
    lines = await drawn(a_series(bars))
    labels = [line[COLUMNS:].strip() for line in lines]
    assert labels[-6:-1] == ["5 τ", "volume", "", "", "0"]
    assert not cells(lines, 4) & BLOCKS
    assert lines[-2][4] == "·"
    assert not cells(lines, 9) & BLOCKS
    assert lines[-2][9] == " "
    assert cells(lines, 5) & BLOCKS


async def test_own_fills_are_beside_their_candles_and_several_are_a_digit() -> None:
    bought, sold = (
        OwnFill(op, Alpha(10**9, 7), Tao(22_000_000), op is Op.STAKE, block, 1.0)
        for op, block in ((Op.STAKE, 6), (Op.UNSTAKE, 9))
    )
    lines = await drawn(a_series(some_bars()), fills=(bought, sold, sold))
    below = next(y for y, line in enumerate(lines) if line[5] == "s")
    above = next(y for y, line in enumerate(lines) if line[8] == "2")
    assert max(y for y, line in enumerate(lines) if line[5] in PIECES) == below - 1
    assert min(y for y, line in enumerate(lines) if line[8] in PIECES) == above + 1


async def test_fills_at_the_highest_and_the_lowest_price_have_room_beside_their_candles() -> None:
    fills = [
        OwnFill(op, Alpha(10**9, 7), Tao(22_000_000), op is Op.STAKE, block, 1.0)
        for op, block in ((Op.STAKE, 2), (Op.UNSTAKE, COLUMNS))
    ]
    lines = await drawn(a_series(some_bars(), 24_000_000), fills=tuple(fills), height=12)
    assert next(y for y, line in enumerate(lines) if line[1] == "s") > max(
        y for y, line in enumerate(lines) if line[1] in PIECES
    )
    assert next(y for y, line in enumerate(lines) if line[COLUMNS - 1] == "u") < min(
        y for y, line in enumerate(lines) if line[COLUMNS - 1] in PIECES
    )


async def test_the_small_chart_of_the_market_marks_a_story_in_its_border() -> None:
    view = SubnetView(a_subnet(7), Run(), 12.0, series=a_series(some_bars(IS_STORY | NO_RANGE)))
    async with PanelApp().run_test(size=(38, 30)) as pilot:
        panel = pilot.app.query_one(SubnetPanel)
        panel.show(view)
        assert "in part a story" in str(panel.border_subtitle)
        panel.show(replace(view, series=a_series(some_bars())))
        assert "story" not in str(panel.border_subtitle)


async def test_the_cursor_goes_by_keys_and_its_time_is_on_the_axis() -> None:
    async with a_chart(a_series(some_bars())) as pilot:
        app = pilot.app
        assert isinstance(app, ChartApp)
        for key in ("tab", "left", "shift+left", "right", "home", "shift+right", "end"):
            await pilot.press(key)
        assert app.moves == [19, 18, 8, 9, 0, 10, 19]
        await pilot.press("home")
        assert seen(app).splitlines()[-1].startswith(" ")
        pointed = app.chart.pointed
        assert pointed is not None
        assert pointed.column.bar is not None
        assert pointed.column.bar.open == some_bars()[0].open
        app.set_focus(None)
        await pilot.pause()
        assert app.chart.pointed is None


async def test_the_mouse_points_and_a_click_leaves_the_cursor_there() -> None:
    async with a_chart(a_series(some_bars())) as pilot:
        app = pilot.app
        assert isinstance(app, ChartApp)
        await pilot.hover(app.chart, offset=(3, 5))
        assert app.moves == [3]
        await pilot.hover(app.chart, offset=(COLUMNS + 3, 5))
        assert app.moves == [3, None]
        await pilot.click(app.chart, offset=(7, 5))
        await pilot.press("left")
        assert app.moves[-2:] == [7, 6]


async def test_the_cursor_stays_at_its_time_while_blocks_come() -> None:
    async with a_chart(a_series(some_bars())) as pilot:
        app = pilot.app
        assert isinstance(app, ChartApp)
        await pilot.press("tab", "left", "left")
        later = [*some_bars(), a_bar(COLUMNS, 22_500_000)]
        app.chart.show_series(ShownSeries(a_series(later[1:], now=(COLUMNS + 1) * MINUTE - 1), MINUTE, True, True))
        await pilot.pause()
        assert app.moves[-1] == 17
        assert app.chart.cursor == 16
