import pytest
from textual.app import App, ComposeResult

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.session_prices import Run
from dtao_tui.domain.trades.intents import Unstake
from dtao_tui.screens.theme import variables_for
from dtao_tui.widgets.charts.axis_scale import Scale, round_step
from dtao_tui.widgets.charts.braille import Canvas
from dtao_tui.widgets.charts.impact_chart import ImpactChart
from dtao_tui.widgets.charts.price_chart import PriceChart
from dtao_tui.widgets.tables.sparkline import trend_cell
from tests.fakes import a_pool
from tests.quoting import quoted
from tests.screen import seen


class ChartApp(App[None]):
    def __init__(self, chart: PriceChart | ImpactChart) -> None:
        super().__init__()
        self.chart = chart

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)

    def compose(self) -> ComposeResult:
        yield self.chart


def a_run(*prices: int, first_block: int = 100) -> Run:
    run = Run()
    for number, price in enumerate(prices):
        run.add(first_block + number, Price(price))
    return run


def a_depth(pool: Pool, stake: str) -> OrderDepth | None:
    quote = quoted(pool, Tao.parse(stake))
    return OrderDepth.of(quote.intent, quote, {pool.netuid: pool})


async def picture(chart: PriceChart | ImpactChart, size: tuple[int, int] = (60, 12)) -> list[str]:
    app = ChartApp(chart)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        return seen(app).splitlines()


async def test_the_last_price_is_the_tag_on_the_axis() -> None:
    chart = PriceChart()
    chart.show(a_run(22_000_000, 22_300_000, 22_108_000), 12.0)
    lines = await picture(chart)
    assert any(" 0.022 108 " in line for line in lines)
    assert lines[-1].split()[-1] == "now"
    assert lines[-1].startswith("−24 s")


async def test_a_limit_is_a_row_of_its_own_with_its_name_and_its_value() -> None:
    chart = PriceChart()
    chart.show(a_run(1_030_000_000, 1_026_000_000, 1_021_000_000), 12.0, 1_016_040_000)
    lines = await picture(chart)
    row = next(line for line in lines if line.startswith("limit"))
    assert "1.016 040" in row
    assert lines.index(row) > next(y for y, line in enumerate(lines) if "1.021 000" in line)


async def test_a_limit_far_from_the_price_is_not_drawn() -> None:
    chart = PriceChart()
    chart.show(a_run(1_030_000_000, 1_021_000_000), 12.0, 500_000_000)
    assert not any("limit" in line for line in await picture(chart))


async def test_a_rising_price_ends_above_where_it_began() -> None:
    chart = PriceChart()
    chart.show(a_run(*range(20_000_000, 24_000_000, 100_000)), 12.0)
    lines = await picture(chart)
    rows = [y for y, line in enumerate(lines[:-1]) for cell in line[:1] if "\u2800" < cell <= "\u28ff"]
    ends = [y for y, line in enumerate(lines[:-1]) for cell in line[46:49] if "\u2800" < cell <= "\u28ff"]
    assert min(ends) < min(rows)


async def test_a_single_price_is_a_flat_line() -> None:
    chart = PriceChart()
    chart.show(a_run(22_108_000), 12.0)
    lines = await picture(chart)
    drawn = [line for line in lines if any("\u2800" < cell <= "\u28ff" for cell in line)]
    assert len(drawn) == 1


@pytest.mark.parametrize("size", [(5, 3), (12, 2), (20, 1)])
async def test_a_chart_without_room_draws_nothing(size: tuple[int, int]) -> None:
    chart = PriceChart()
    chart.show(a_run(22_000_000, 23_000_000), 12.0)
    assert not any("\u2800" < cell <= "\u28ff" for line in await picture(chart, size) for cell in line)


async def test_my_size_is_a_line_where_it_stands_among_the_sizes() -> None:
    chart = ImpactChart()
    chart.show(a_depth(a_pool(7), "100"), "τ")
    lines = await picture(chart)
    at = lines[0].index("┊")
    assert lines[-1].index("100") == pytest.approx(at, abs=1)
    assert sum(line[at] == "┊" for line in lines[:-1]) >= len(lines) - 2


@pytest.mark.parametrize("width", range(18, 60, 3))
async def test_sizes_on_the_axis_never_run_into_one_number(width: int) -> None:
    chart = ImpactChart()
    chart.show(OrderDepth.of_stakes(a_pool(7)), "τ")
    axis = (await picture(chart, (width, 8)))[-1]
    assert set(axis.replace("1 τ", "1").split()) <= {"1", "10", "100", "1,000"}
    assert axis.strip().startswith("1 τ")


async def test_without_a_size_no_line_is_drawn() -> None:
    chart = ImpactChart()
    chart.show(OrderDepth.of_stakes(a_pool(7)), "τ")
    lines = await picture(chart)
    assert not any("┊" in line for line in lines)
    assert "0 %" in "\n".join(lines)


async def test_the_tolerance_is_a_row_at_the_impact_of_the_largest_order_that_fills() -> None:
    depth, chart = a_depth(a_pool(7), "300"), ImpactChart()
    chart.show(depth, "τ")
    lines = await picture(chart)
    row = next(line for line in lines if line.startswith("tolerance 2 %"))
    assert row.rstrip().endswith("0.99 %")
    assert lines.index(row) < len(lines) - 2


async def test_a_size_beyond_the_usual_widens_the_axis() -> None:
    chart = ImpactChart()
    chart.show(a_depth(a_pool(7), "3000"), "τ")
    lines = await picture(chart)
    assert "20 %" in lines[0]
    assert "┊" in lines[0]


async def test_sizes_of_a_sale_are_alpha() -> None:
    chart = ImpactChart()
    chart.show(OrderDepth.of(Unstake(7, "", Alpha(0, 7)), None, {7: a_pool(7)}), "γ")
    assert " γ" in (await picture(chart))[-1]


def test_steps_are_one_two_or_five() -> None:
    assert [round_step(step) for step in (0.3, 1.0, 1.1, 4.0, 7.0)] == pytest.approx([0.5, 1, 2, 5, 10])


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.0), (22_108_000.0, 22_108_000.0), (1.0, 3.0), (0.2, 9_000.0)])
def test_a_scale_holds_its_values_and_ends_on_steps(low: float, high: float) -> None:
    scale = Scale.around(low, high, steps=3, least_span=0.1)
    assert scale.low <= low <= high <= scale.high
    assert scale.marks()[0] == scale.low
    assert scale.marks()[-1] == pytest.approx(scale.high)
    assert 0 <= scale.place(high, 20) <= scale.place(low, 20) <= 19


def test_dots_outside_the_canvas_are_left_out() -> None:
    canvas = Canvas(2, 1)
    canvas.dot(-1, 0)
    canvas.dot(0, 4)
    canvas.dot(3, 3)
    assert canvas.row(0) == ["", "⢀"]


def test_a_line_joins_its_heights() -> None:
    canvas = Canvas(1, 2)
    canvas.line([7, 0])
    assert canvas.row(0)[0] == "⢸"
    assert canvas.row(1)[0] == "⡸"


def test_a_rising_trend_ends_with_its_highest_bar() -> None:
    cell = trend_cell(range(20_000_000, 28_000_000, 1_000_000))
    assert len(cell.lead + cell.text) == 8
    assert cell.lead[0] == "▁"
    assert cell.text == "█"


def test_a_trend_of_a_single_price_is_none() -> None:
    assert trend_cell([22_000_000]).text == "–"


def test_a_flat_trend_stays_in_the_middle() -> None:
    cell = trend_cell([22_000_000] * 8)
    assert set(cell.lead + cell.text) == {"▅"}
