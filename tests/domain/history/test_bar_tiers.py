"""The ladder of bars."""

from itertools import pairwise

from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE, TIERS, longest_within, start_of, step_for
from dtao_tui.domain.history.chart_ranges import MOST_BARS, ChartRange


def test_each_tier_is_kept_longer_than_the_next_ones_bar_takes() -> None:
    for tier, longer in pairwise(TIERS):
        assert min(tier.whole, tier.short) >= longer.step > tier.step


def test_a_bar_begins_at_a_round_time() -> None:
    assert start_of(5 * HOUR + 7, HOUR) == 5 * HOUR
    assert start_of(5 * HOUR + 7, 0) == 5 * HOUR + 7


def test_a_stretch_takes_the_finest_bars_that_are_not_too_many() -> None:
    assert step_for(DAY, 1500) == MINUTE
    assert step_for(30 * DAY, 1500) == HOUR
    assert step_for(10_000 * DAY, 1500) == DAY


def test_the_longest_bar_within_a_time() -> None:
    assert [longest_within(span) for span in (-5, 59_999, MINUTE, 59 * MINUTE, 50 * DAY)] == [
        0,
        0,
        MINUTE,
        600_000,
        DAY,
    ]


def test_every_range_of_a_chart_has_its_bars() -> None:
    assert [each.step for each in ChartRange] == [0, MINUTE, 10 * MINUTE, HOUR, DAY * 1]
    assert all(each.span // each.step <= 2 * MOST_BARS for each in ChartRange if each.step)


def test_ranges_are_stepped_through_and_end() -> None:
    assert ChartRange.DAY.stepped(1) is ChartRange.WEEK
    assert ChartRange.HOUR.stepped(-1) is ChartRange.HOUR
    assert ChartRange.ALL.stepped(1) is ChartRange.ALL
