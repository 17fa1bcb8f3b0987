"""Bars put together: what a longer bar says is what its blocks say."""

from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.history.bar_frames import (
    IS_BACKFILLED,
    IS_STORY,
    NO_RANGE,
    bars_of,
    frame_from,
    grouped,
    joined_frames,
)
from dtao_tui.domain.history.bar_tiers import MINUTE
from dtao_tui.domain.subnet_id import SubnetId
from tests.histories import BEGIN, SEVEN, THREE, a_sample, frames_of, with_marks


def test_a_longer_bar_opens_with_the_first_and_closes_with_the_last() -> None:
    samples = [a_sample(BEGIN + at * 12_000, {SEVEN: price}, traded=at * 5) for at, price in enumerate((5, 9, 2, 4))]
    frame = joined_frames(frames_of(samples))
    bar = bars_of(frame)[SEVEN]
    assert (bar.open, bar.high, bar.low, bar.close) == (5, 9, 2, 4)
    assert (bar.volume, bar.block, bar.time) == (15, samples[-1].block, samples[-1].time)


def test_a_subnet_that_comes_or_goes_has_the_bars_of_its_own_blocks() -> None:
    first, last = a_sample(BEGIN, {SEVEN: 5, THREE: 1}), a_sample(BEGIN + 12_000, {SEVEN: 6})
    bars = bars_of(joined_frames(frames_of([first, last])))
    assert (bars[THREE].close, bars[SEVEN].close) == (1, 6)


def test_marks_of_any_part_are_marks_of_the_whole() -> None:
    first, second = frames_of([a_sample(), a_sample(BEGIN + 12_000)])
    joined = joined_frames([with_marks(first, IS_STORY), with_marks(second, 0)])
    assert joined.marks == bytes([IS_STORY])
    assert not bars_of(joined)[SEVEN].is_candle


def test_fewer_than_four_samples_know_no_high_and_low() -> None:
    frames = frames_of([a_sample(BEGIN + at * 12_000, {SEVEN: at + 1, THREE: 5}) for at in range(5)])
    assert [bars_of(joined_frames(frames[:count]))[SEVEN].is_candle for count in range(1, 6)] == [False] * 3 + [
        True
    ] * 2
    one_a_minute = [joined_frames([frame]) for frame in frames]
    assert not any(bars_of(frame)[SEVEN].is_candle for frame in one_a_minute)
    assert bars_of(joined_frames(one_a_minute))[SEVEN].is_candle


def test_points_of_a_story_or_an_archive_are_no_candle_together() -> None:
    frames = frames_of([a_sample(BEGIN + at * 60 * MINUTE) for at in range(24)])
    for mark in (IS_STORY, IS_BACKFILLED):
        joined = joined_frames([*frames[:23], with_marks(frames[23], mark | NO_RANGE)])
        assert not bars_of(joined)[SEVEN].is_candle


def test_bars_are_grouped_by_the_chains_time_and_not_by_blocks() -> None:
    times = (0, 50_000, 59_999, 60_000, 3 * MINUTE)
    groups = grouped(frames_of([a_sample(BEGIN + time) for time in times]), MINUTE)
    assert [[frame.time - BEGIN for frame in group] for group in groups] == [[0, 50_000, 59_999], [60_000], [180_000]]


@given(st.lists(st.dictionaries(st.sampled_from([SubnetId(n, 1) for n in range(4)]), st.integers(1, 99)), min_size=1))
def test_joining_all_at_once_equals_joining_in_two_steps(prices: list[dict[SubnetId, int]]) -> None:
    frames = frames_of([a_sample(BEGIN + at * 12_000, each, traded=at) for at, each in enumerate(prices)])
    half = len(frames) // 2
    steps = [joined_frames(part) for part in (frames[:half], frames[half:]) if part]
    assert bars_of(joined_frames(steps)) == bars_of(joined_frames(frames))
    joined = bars_of(joined_frames(frames))
    assert all(bar.is_candle == (sum(subnet in each for each in prices) >= 4) for subnet, bar in joined.items())


def test_a_frame_of_bars_holds_those_bars() -> None:
    frame = frames_of([a_sample(BEGIN, {SEVEN: 5, THREE: 1})])[0]
    assert bars_of(frame_from(frame.time, frame.block, bars_of(frame))) == bars_of(frame)
