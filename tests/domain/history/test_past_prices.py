"""What a day's bars tell of a subnet."""

import math
import statistics

import pytest

from dtao_tui.domain.history.bar_frames import IS_STORY, NO_RANGE, BarFrame
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE
from dtao_tui.domain.history.past_prices import DayFacts, facts_of_day, volatilities
from tests.histories import BEGIN, SEVEN, frames_of, prices_at, with_marks

NOW = BEGIN + DAY + 5 * MINUTE


def facts(times: range, mark: int | None = None) -> DayFacts:
    frames = frames_of(prices_at(times, lambda at: 100 + at // HOUR))
    told = frames if mark is None else [with_marks(frame, mark) for frame in frames]
    return facts_of_day(
        lambda step, since, until: [each for each in told if not step and since <= each.time < until], NOW
    )[SEVEN]


def test_high_and_low_of_a_day_that_was_recorded_throughout_are_told_plainly() -> None:
    day = facts(range(BEGIN, NOW, 10 * MINUTE))
    assert (day.high, day.low, day.range_is_approximate) == (124, 101, False)


@pytest.mark.parametrize(
    ("times", "mark"),
    [
        (range(BEGIN, NOW, 10 * MINUTE), IS_STORY | NO_RANGE),
        (range(BEGIN + 12 * HOUR, NOW, 10 * MINUTE), None),
    ],
)
def test_high_and_low_of_single_prices_or_of_a_part_of_the_day_are_approximate(times: range, mark: int | None) -> None:
    assert facts(times, mark).range_is_approximate


def hourly(number: int, *, step: float = 0.01, left_out: frozenset[int] = frozenset()) -> list[BarFrame]:
    """Hours whose price goes up and down by the same log return in turn."""
    times = [BEGIN + hour * HOUR for hour in range(number) if hour not in left_out]
    return frames_of(prices_at(times, lambda at: round(10**9 * math.exp(step * ((at - BEGIN) // HOUR % 2)))))


def test_volatility_is_the_deviation_of_hourly_log_returns_times_the_root_of_a_day() -> None:
    returns = [0.01, -0.01] * 84
    expected = statistics.stdev(returns) * math.sqrt(24) * 100
    assert volatilities(hourly(169))[SEVEN] == pytest.approx(expected, rel=1e-6)
    assert volatilities(hourly(169, step=0.0))[SEVEN] == 0


def test_volatility_needs_forty_eight_returns_and_takes_none_over_a_gap() -> None:
    assert volatilities(hourly(48)) == {}
    assert SEVEN in volatilities(hourly(49))
    assert volatilities(hourly(50, left_out=frozenset({20}))) == {}
    with_gap = volatilities(hourly(169, left_out=frozenset(range(60, 63))))[SEVEN]
    assert with_gap == pytest.approx(volatilities(hourly(169))[SEVEN], rel=0.01)
