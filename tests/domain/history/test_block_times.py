"""Finding the last block before a time, on chains that stall, skip slots and stand at their beginning."""

from bisect import bisect_left
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.history.block_times import BlockTimes, TimesContradict

SLOT = 12_000


def searched(times: BlockTimes, chain: list[int], end: int) -> tuple[int | None, int]:
    """The block found before this time, by its number, and how many were looked at; block 1 is the chain's first."""
    for looks in range(60):
        found = times.last_before(end)
        if found is not None or times.is_before_all(end):
            return (found.number if found else None), looks
        number = times.next_look(end, looks)
        times.add(number, chain[number - 1])
    raise AssertionError("it never ends")


@given(
    gaps=st.lists(st.sampled_from([SLOT, SLOT, SLOT, 2 * SLOT, 7 * SLOT, 400 * SLOT]), min_size=2, max_size=200),
    ends=st.lists(st.integers(0, 50_000_000), min_size=1, max_size=8),
)
def test_the_last_block_before_any_time_is_found(gaps: list[int], ends: list[int]) -> None:
    chain = list(accumulate(gaps, initial=1_000_000))
    times = BlockTimes(SLOT, SLOT)
    times.add(len(chain), chain[-1])
    for end in ends:
        if end <= chain[-1]:
            found, _ = searched(times, chain, end)
            assert found == (bisect_left(chain, end) or None)


def test_a_month_of_hours_takes_a_look_and_a_half_for_each() -> None:
    # Three slots of a thousand are skipped, as on a busy public chain.
    chain = [1_000_000 + SLOT * (number + 3 * number // 1000) for number in range(1, 216_001)]
    times = BlockTimes(SLOT, 36_000)
    times.add(len(chain), chain[-1])
    hours = range(chain[-1] // 3_600_000 * 3_600_000, chain[-1] - 700 * 3_600_000, -3_600_000)
    looks = []
    for end in hours:
        found, taken = searched(times, chain, end)
        assert found is not None
        assert 0 < end - chain[found - 1] <= 36_000
        looks.append(taken)
    assert sum(looks) <= 1.5 * len(looks)
    assert max(looks) <= 6


def test_a_near_block_stands_for_the_last_one_and_a_far_one_does_not() -> None:
    times = BlockTimes(SLOT, 36_000)
    times.add(100, 1_000_000)
    assert times.last_before(1_036_000) is not None
    assert times.last_before(1_036_001) is None
    times.add(101, 9_000_000)
    assert times.last_before(9_000_000) is not None


@pytest.mark.parametrize(
    ("number", "time"),
    [(100, 999_999), (99, 1_000_000), (101, 1_000_000), (101, 900_000), (99, 1_100_000), (50, 996_000)],
)
def test_times_that_no_chain_has_are_refused(number: int, time: int) -> None:
    times = BlockTimes(SLOT, SLOT)
    times.add(100, 1_000_000)
    times.add(100, 1_000_000)
    with pytest.raises(TimesContradict):
        times.add(number, time)
