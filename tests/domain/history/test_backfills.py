"""What a backfill is, what it costs, and what of an archive is believed."""

from dataclasses import replace

import pytest

from dtao_tui.domain.history.archive_lies import checked_frames, difference, difference_from_record, lie_in
from dtao_tui.domain.history.backfills import (
    BackfillRefused,
    BackfillWish,
    backfilled_frame,
    bars_between,
    cost_of,
    mebibytes,
    minutes,
    wish_of,
)
from dtao_tui.domain.history.bar_frames import IS_BACKFILLED, IS_STORY, NO_FLOW, NO_RANGE, NO_VOLUME
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE
from dtao_tui.domain.subnet_id import SubnetId
from tests.histories import BEGIN, SEVEN, TAO, a_sample, frames_of, with_marks


def test_thirty_days_by_the_hour_are_3600_requests_and_twelve_minutes() -> None:
    since, until = BackfillWish().span(BEGIN + 30 * MINUTE)
    assert (since, until) == (BEGIN - 30 * DAY, BEGIN)
    assert len(bars_between(since, until, HOUR)) == 720
    cost = cost_of(720, 128, 5.0)
    assert (cost.requests, minutes(cost.seconds)) == (3612, "12 min")
    assert mebibytes(cost.size) == "95 MiB"
    assert cost_of(0, 128, 5.0).requests == 0


def test_the_newest_minutes_are_left_to_the_recorder() -> None:
    assert BackfillWish().span(BEGIN + 9 * MINUTE)[1] == BEGIN - HOUR


@pytest.mark.parametrize(
    ("step", "days", "rate"), [("2h", 30, 5), ("1h", 0, 5), ("1h", 91, 5), ("10m", 8, 5), ("1h", 1, 0), ("1h", 1, 51)]
)
def test_what_would_not_be_kept_or_is_too_much_is_refused(step: str, days: int, rate: float) -> None:
    with pytest.raises(BackfillRefused):
        wish_of(step, days, rate)


def test_a_bar_of_an_archive_tells_volume_and_neither_flow_nor_high_and_low() -> None:
    older, sample = a_sample(BEGIN, traded=5 * TAO), a_sample(BEGIN + HOUR, traded=9 * TAO, tao_in=1200 * TAO)
    frame = backfilled_frame(sample, older)
    assert (list(frame.volumes), list(frame.flows)) == ([4 * TAO], [0])
    assert frame.marks == bytes([IS_BACKFILLED | NO_RANGE | NO_FLOW])
    alone = backfilled_frame(sample, None)
    assert alone.marks == bytes([IS_BACKFILLED | NO_RANGE | NO_FLOW | NO_VOLUME])


def test_a_subnet_is_what_it_was_at_that_block() -> None:
    sample = a_sample(block=5000)
    assert lie_in(sample, {7: SEVEN}) == ""
    assert lie_in(sample, {}) == ""
    # The subnet of now came later, to a number that another one had.
    assert lie_in(sample, {7: SubnetId(7, 9000)}) == ""
    # It was there already, so no other can have had the number; nor can one come before itself.
    assert "was registered at block 1,000" in lie_in(sample, {7: SubnetId(7, 900)})
    assert "was registered at block 1,000" in lie_in(a_sample(block=999), {7: SEVEN})


def test_reserves_that_cannot_be_are_told() -> None:
    assert "more TAO" in lie_in(a_sample(tao_in=22 * 10**15), {})
    assert "impossible amount of alpha" in lie_in(replace(a_sample(), alpha_in=[0]), {})


def test_two_samples_of_a_block_are_the_same_but_for_the_rounding_of_prices() -> None:
    known = a_sample()
    assert difference(replace(known, prices=[50_000_001]), known) == ""
    assert difference(replace(known, prices=[51_000_000]), known) == "other reserves of subnet 7"
    assert difference(replace(known, alpha_in=[1]), known) == "other reserves of subnet 7"
    assert difference(replace(known, time=BEGIN + 1), known) == "another time"
    assert "no subnet 7 of block 1,000" in difference(a_sample(prices={SubnetId(7, 999): 50_000_000}), known)


def test_what_was_recorded_of_a_block_is_what_an_archive_has_to_say() -> None:
    sample = a_sample()
    [frame] = frames_of([sample])
    assert difference_from_record(sample, frame) == ""
    assert difference_from_record(replace(sample, subnets=(SubnetId(7, 999),)), frame) == ""
    other = difference_from_record(replace(sample, tao_in=[1]), frame)
    assert other == "other reserves of subnet 7 at block 100 than were recorded"


def test_some_recorded_bars_far_apart_are_asked_about_and_no_told_ones() -> None:
    frames = frames_of([a_sample(BEGIN + at * HOUR) for at in range(9)])
    assert checked_frames(frames) == [frames[0], frames[4], frames[8]]
    assert checked_frames(frames[:1]) == [frames[0]]
    assert checked_frames([with_marks(frames[0], IS_STORY), with_marks(frames[1], IS_BACKFILLED)]) == []
