"""What is told of a subnet's past beside its chart."""

from dataclasses import replace

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.history.past_prices import PastPrices, Span
from dtao_tui.domain.history.price_series import PriceSeries
from dtao_tui.domain.session_prices import Run
from dtao_tui.widgets.panels.past_lines import past_lines
from dtao_tui.widgets.panels.subnet_facts import SubnetView, price_line
from tests.fakes import a_subnet

SERIES = PriceSeries((1, 2), (100, 110), (90, 110), (120, 110), is_story=True)


def a_view(**changes: object) -> SubnetView:
    return replace(SubnetView(a_subnet(7), Run(), 12.0), **changes)  # type: ignore[arg-type]  # any field


def words(view: SubnetView) -> list[str]:
    return [" ".join(line.plain.split()) for line in past_lines(view, 40)[1:]]


def test_the_facts_of_a_day_have_their_units() -> None:
    past = PastPrices({}, (), Price(60_000_000), Price(30_000_000), 5 * 10**12, -450 * 10**9, True, 3.5)
    assert words(a_view(past=past)) == [
        "High 0.060 000",
        "Low 0.030 000",
        "Volume 5.00 kτ",
        "Flow ≈−0.45 kτ",
        "Volat. 3.50 % a day",
    ]


def test_high_and_low_of_single_prices_are_about() -> None:
    past = PastPrices(high=Price(60_000_000), low=Price(30_000_000), range_is_approximate=True)
    assert words(a_view(past=past))[:2] == ["High ≈0.060 000", "Low ≈0.030 000"]


def test_what_was_not_recorded_is_a_dash() -> None:
    assert words(a_view(past=PastPrices({Span.DAY: Price(1)}))) == ["High –", "Low –", "Volume –", "Flow –", "Volat. –"]
    assert past_lines(a_view(), 40) == []


def test_the_change_is_that_of_the_range_and_a_days_is_told_from_a_price_a_day_ago() -> None:
    week = a_view(series=SERIES, chart_range=ChartRange.WEEK)
    assert "▲ 10.00 %" in price_line(week, 60).plain
    day = replace(week, chart_range=ChartRange.DAY)
    assert "–" in price_line(day, 60).plain
    known = replace(day, past=PastPrices({Span.DAY: a_subnet(7).price}))
    assert "0.00 %" in price_line(known, 60).plain
