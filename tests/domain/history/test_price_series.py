"""A price over time for a chart."""

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.bar_frames import IS_BACKFILLED, IS_STORY, NO_RANGE, Bar
from dtao_tui.domain.history.bar_tiers import HOUR
from dtao_tui.domain.history.price_series import series_of
from tests.histories import BEGIN


def a_bar(hour: int, close: int, marks: int = 0) -> Bar:
    return Bar(BEGIN + hour * HOUR, hour, close, close + 3, close - 3, close, 1, 1, 1, 1, 1, marks)


def test_the_price_of_now_is_the_last_and_later_bars_are_left_out() -> None:
    series = series_of([a_bar(0, 100), a_bar(1, 110), a_bar(9, 500)], BEGIN + 2 * HOUR, Price(121))
    assert series is not None
    assert (series.prices, series.change) == ((100, 110, 121), 21.0)
    assert series.low_and_high == (Price(97), Price(121))
    assert not series.is_story


def test_nothing_recorded_is_no_series() -> None:
    assert series_of([], BEGIN, Price(5)) is None
    assert series_of([a_bar(0, 0)], BEGIN + HOUR, Price(5)) is None


def test_time_runs_evenly_and_a_gap_repeats_the_price_before() -> None:
    series = series_of([a_bar(0, 100), a_bar(1, 200)], BEGIN + 8 * HOUR, Price(300))
    assert series is not None
    assert series.points(8) == [100, 200, 200, 200, 200, 200, 200, 300]


def test_several_bars_in_a_dot_are_their_average_and_the_last_dot_is_the_last_price() -> None:
    series = series_of([a_bar(hour, 100 + hour) for hour in range(8)], BEGIN + 8 * HOUR, Price(150))
    assert series is not None
    assert series.points(2) == [101.5, 150.0]
    assert series.points(0) == []


def test_a_story_among_the_bars_is_told() -> None:
    series = series_of([a_bar(0, 100, IS_STORY | NO_RANGE), a_bar(1, 100)], BEGIN + 2 * HOUR, Price(100))
    assert series is not None
    assert series.is_story


def test_a_part_that_was_read_from_an_archive_is_marked_and_is_no_story() -> None:
    series = series_of([a_bar(0, 100, IS_BACKFILLED | NO_RANGE), a_bar(1, 100)], BEGIN + 2 * HOUR, Price(100))
    assert series is not None
    assert (series.is_backfilled, series.is_story) == (True, False)
