"""What a day's bars tell of a subnet."""

import pytest

from dtao_tui.domain.history.bar_frames import IS_STORY, NO_RANGE
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE
from dtao_tui.domain.history.past_prices import DayFacts, facts_of_day
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
