"""How often a condition was true by recorded bars."""

from dataclasses import replace

import pytest

from dtao_tui.domain.alerts.alert_conditions import read_condition
from dtao_tui.domain.alerts.past_conditions import RECORDED, PastTruth, past_truth
from dtao_tui.domain.filters.filter_fields import FIELDS, FilterRow
from dtao_tui.domain.history.bar_frames import IS_STORY, NO_VOLUME, Bar
from dtao_tui.domain.history.bar_tiers import DAY, HOUR
from tests.fakes.values import a_subnet

ROW = FilterRow(a_subnet(7, "0.05"), age_seconds=100 * DAY / 1000)
BEGIN = 1_780_000_000_000 // HOUR * HOUR


def a_bar(hour: int, price: int, **changes: object) -> Bar:
    pool = ROW.subnet.pool
    bar = Bar(
        BEGIN + hour * HOUR,
        hour,
        price,
        price,
        price,
        price,
        pool.tao_in.rao,
        pool.alpha_in.rao,
        pool.quote_weight,
        10**12,
        -(10**11),
    )
    return replace(bar, **changes)  # type: ignore[arg-type]  # any field


def times(text: str, *prices: int) -> int:
    bars = [a_bar(hour, price) for hour, price in enumerate(prices)]
    return past_truth(read_condition(text), ROW, bars, 0).times


@pytest.mark.parametrize(
    ("prices", "count"),
    [
        ((4_000, 6_000, 6_000, 4_000, 6_000), 2),
        ((6_000, 4_900, 6_000), 1),
        ((6_000, 4_500, 6_000), 2),
        ((4_000,), 0),
        ((), 0),
    ],
)
def test_it_counts_how_often_it_came_true_and_re_arms_as_alerts_do(prices: tuple[int, ...], count: int) -> None:
    assert times("price>0.000005", *prices) == count


def test_changes_and_ranges_of_a_day_are_those_of_then() -> None:
    flat, fallen = [10_000] * 30, [7_000] * 30
    assert times("ch24<-20", *flat, *fallen, *flat) == 1
    assert times("ch1<-20", *flat, *fallen, *flat) == 1
    assert times("low<0.000008 high>0.000009", *flat, *fallen) == 1
    assert times("vol>20k", *flat) == 1
    assert times("flow<-2k", *flat) == 1
    assert times("ch7<-20", *flat, *fallen) == 0


def test_volume_is_not_known_where_a_bar_lacks_it() -> None:
    bars = [a_bar(hour, 10_000, marks=NO_VOLUME if hour == 20 else 0) for hour in range(30)]
    assert past_truth(read_condition("vol>20k"), ROW, bars, 0).times == 0


def test_the_impact_of_a_size_is_that_of_the_pool_of_then() -> None:
    thin = ROW.subnet.pool.tao_in.rao // 20
    bars = [a_bar(0, 10_000), a_bar(1, 10_000, tao_in=thin), a_bar(2, 10_000)]
    assert past_truth(read_condition("impact(250)>10"), ROW, bars, 0).times == 1
    assert past_truth(read_condition("depth<2000"), ROW, bars, 0).times == 1


def test_bars_before_the_time_that_is_asked_are_known_and_not_counted() -> None:
    bars = [a_bar(hour, 6_000 if hour < 5 else 4_000, marks=IS_STORY if hour < 2 else 0) for hour in range(10)]
    found = past_truth(read_condition("price>0.000005"), ROW, bars, BEGIN + 3 * HOUR)
    assert found == PastTruth(1, BEGIN + 3 * HOUR, is_story=False)
    assert past_truth(read_condition("price>0.000005"), ROW, bars, 0).is_story
    assert found.joined(PastTruth(2, BEGIN, is_story=True)) == PastTruth(3, BEGIN, is_story=True)
    assert found.joined(PastTruth()) == found


def test_only_fields_that_bars_tell_can_be_asked_of_the_past() -> None:
    assert RECORDED - {"impact", "exit"} <= set(FIELDS)
    assert read_condition("rank<20 exit(250)>1").fields - RECORDED == {"rank"}
