"""Columns of a chart: their lengths, which of them are candles, and what is known of each."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.bar_frames import IS_BACKFILLED, IS_STORY, NO_RANGE, NO_VOLUME, Bar, joined_bars
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE, YEAR
from dtao_tui.domain.history.chart_columns import STEPS, ChartColumns, columns_of, step_of
from dtao_tui.domain.history.price_series import series_of
from tests.histories import BEGIN


def a_bar(time: int, close: int = 100, marks: int = 0, *, volume: int = 1) -> Bar:
    return Bar(BEGIN + time, time // MINUTE + 1, close - 1, close + 3, close - 3, close, 1, 1, 1, volume, 1, marks)


def some_columns(bars: Iterable[Bar], now: int, most: int = 10, price: int = 100) -> ChartColumns:
    series = series_of(list(bars), BEGIN + now, Price(price))
    assert series is not None
    return columns_of(series, most, MINUTE)


def bars_each(step: int, until: int, begin: int = 0) -> list[Bar]:
    return [a_bar(time, 100 + time // step) for time in range(begin, until, step)]


def test_a_candle_opens_with_its_first_bar_and_closes_with_its_last() -> None:
    columns = some_columns(bars_each(MINUTE, 40 * MINUTE), 40 * MINUTE - 1).columns
    assert [column.begin - BEGIN for column in columns] == [at * 4 * MINUTE for at in range(10)]
    bar = columns[1].bar
    assert bar is not None
    assert (bar.open, bar.high, bar.low, bar.close, columns[1].volume) == (103, 110, 101, 107, 4)
    assert (columns[1].before, columns[1].is_candle) == (103, True)


def test_the_price_of_now_closes_the_last_candle() -> None:
    last = some_columns(bars_each(MINUTE, 38 * MINUTE), 38 * MINUTE, price=500).columns[-1]
    assert last.bar is not None
    assert (last.bar.close, last.bar.high, last.is_candle) == (500, 500, True)
    assert last.change == 100 * (500 - last.bar.open) / last.bar.open


def test_where_nothing_was_recorded_a_column_knows_the_price_before_and_no_volume() -> None:
    bars = [*bars_each(MINUTE, 8 * MINUTE), *bars_each(MINUTE, 40 * MINUTE, 24 * MINUTE)]
    columns = some_columns(bars, 40 * MINUTE - 1).columns
    empty = [at for at, column in enumerate(columns) if column.bar is None]
    assert empty == [2, 3, 4, 5]
    assert {(columns[at].before, columns[at].volume, columns[at].change) for at in empty} == {(107, None, None)}


def test_the_volume_after_a_pause_is_not_told_as_that_of_one_column() -> None:
    bars = [*bars_each(MINUTE, 8 * MINUTE), *bars_each(MINUTE, 40 * MINUTE, 24 * MINUTE)]
    assert [column.volume for column in some_columns(bars, 40 * MINUTE - 1).columns][5:8] == [None, None, 4]


def test_a_bar_without_a_volume_leaves_its_column_without_one() -> None:
    bars = bars_each(MINUTE, 40 * MINUTE)
    bars[5] = a_bar(5 * MINUTE, marks=NO_VOLUME, volume=0)
    assert [column.volume for column in some_columns(bars, 40 * MINUTE - 1).columns][:3] == [4, None, 4]


def test_stories_archives_and_single_samples_are_no_candles() -> None:
    for mark in (IS_STORY | NO_RANGE, IS_BACKFILLED | NO_RANGE):
        bars = [a_bar(time, marks=mark) for time in range(0, 40 * MINUTE, MINUTE)]
        assert not any(column.is_candle for column in some_columns(bars, 40 * MINUTE).columns)
    one_a_minute = [a_bar(time, marks=NO_RANGE) for time in range(0, 40 * MINUTE, MINUTE)]
    assert not any(column.is_candle for column in some_columns(one_a_minute, 40 * MINUTE, 50).columns)
    assert all(column.is_candle for column in some_columns(one_a_minute, 40 * MINUTE - 1).columns)


def test_a_column_that_was_hardly_recorded_is_no_candle() -> None:
    bars = [*bars_each(MINUTE, 41 * MINUTE), *bars_each(MINUTE, 100 * MINUTE, 70 * MINUTE)]
    columns = some_columns(bars, 100 * MINUTE - 1).columns
    assert [column.is_candle for column in columns] == [True, True, True, True, False, False, False, True, True, True]


def test_a_fill_is_found_by_its_block_only_where_that_was_recorded() -> None:
    bars = [*bars_each(MINUTE, 8 * MINUTE), *bars_each(MINUTE, 40 * MINUTE, 24 * MINUTE)]
    columns = some_columns(bars, 40 * MINUTE - 1)
    assert [columns.place_of_block(block) for block in (7, 20, 31)] == [1, None, 7]
    assert [columns.place(BEGIN + time) for time in (-1, 0, 39 * MINUTE, 41 * MINUTE)] == [None, 0, 9, None]


def test_the_line_begins_with_the_first_price_and_ends_now() -> None:
    columns = some_columns(bars_each(MINUTE, 40 * MINUTE, 2 * MINUTE), 37 * MINUTE, price=7)
    before, points = columns.line(40)
    assert before == 2
    assert (len(points), points[0], points[-2:]) == (36, 102.0, [136.0, 7.0])


@given(st.integers(0, 5 * YEAR), st.integers(1, YEAR), st.integers(2, 300), st.sampled_from([MINUTE, HOUR]))
def test_no_more_columns_than_there_are_cells(first: int, span: int, most: int, least: int) -> None:
    step = step_of(first, first + span, most, least)
    assert step >= least
    assert (first + span) // step - first // step < most


def test_a_wide_chart_is_filled_by_its_columns() -> None:
    # Below a minute the blocks of a slow chain are too few for a candle.
    for span, least, filled in (
        (HOUR, MINUTE, 0.5),
        (DAY, 10 * MINUTE, 0.65),
        (7 * DAY, HOUR, 0.65),
        (30 * DAY, HOUR, 0.6),
    ):
        for most in range(50, 140):
            count = span // step_of(BEGIN, BEGIN + span - 1, most, least)
            assert count * (most // count) >= most * filled, (most, span)


def test_steps_below_a_day_are_parts_of_one_or_of_two() -> None:
    assert all(2 * DAY % step == 0 for step in STEPS if step < DAY)
    assert list(STEPS) == sorted(STEPS)


@given(st.lists(st.tuples(st.integers(1, 999), st.sampled_from([0, NO_RANGE, 128, 144, IS_STORY])), min_size=1))
def test_joining_bars_at_once_is_joining_them_one_by_one(told: list[tuple[int, int]]) -> None:
    bars = [a_bar(at * MINUTE, close, marks) for at, (close, marks) in enumerate(told)]
    one_by_one = bars[0]
    for bar in bars[1:]:
        one_by_one = one_by_one.joined(bar)
    assert joined_bars(bars) == one_by_one
