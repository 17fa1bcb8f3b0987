"""Recorded epochs of a subnet, and what they come to, worked by hand."""

from fractions import Fraction

import pytest

from dtao_tui.domain.epoch_growth import EpochGrowth, RecordedEpoch, growth_of, last_epoch
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.subnet_yields import SubnetYields
from dtao_tui.domain.validator_yield import HotkeyDividend

SEVEN = SubnetId(7, 1)


def an_epoch(block: int, block_ms: int = 12_000, blocks: int = 360, **paid: tuple[int, int]) -> RecordedEpoch:
    """An epoch that is read in its own block; `paid` is dividend and stake by hotkey."""
    told = {name: HotkeyDividend(*each) for name, each in paid.items()}
    return RecordedEpoch(SEVEN, block, block, block * block_ms, told, blocks)


def test_a_yield_is_the_mean_of_its_epochs() -> None:
    growth = growth_of([an_epoch(360, a=(9, 909)), an_epoch(720, a=(27, 927), b=(0, 5))])
    # 1 % and 3 % an epoch are 2 %, and 20 epochs a day.
    daily = growth.daily("a")
    assert daily is not None
    assert (daily.growth, daily.epochs) == (Fraction(40, 100), 2)
    nothing = growth.daily("b")
    assert nothing is not None
    assert (nothing.growth, nothing.epochs) == (0, 1)
    assert growth.daily("c") is None


def test_epochs_of_other_lengths_count_by_their_blocks() -> None:
    # 1 % of 360 blocks and a tenth of it of 36 are the same a day.
    growth = growth_of([an_epoch(360, a=(9, 909)), an_epoch(396, blocks=36, a=(1, 1001))])
    daily = growth.daily("a")
    assert daily is not None
    assert (daily.growth, daily.epochs) == (Fraction(1, 5), 2)


def test_an_epoch_that_tells_no_growth_does_not_count() -> None:
    growth = growth_of([an_epoch(360, a=(9, 909)), an_epoch(720, a=(9, 9))])
    daily = growth.daily("a")
    assert daily is not None
    assert daily.epochs == 1


def test_the_newest_epoch_may_tell_of_further_hotkeys_and_no_epoch_counts_twice() -> None:
    growth = growth_of([an_epoch(360, a=(9, 909)), an_epoch(360, a=(90, 990), b=(1, 101)), an_epoch(10, a=(9, 909))])
    assert growth.by_hotkey == {"a": (10**16, 360, 1), "b": (10**16, 360, 1)}


@pytest.mark.parametrize(("block_ms", "measured"), [(12_000, 12_000), (6_000, 6_000), (100, None), (10**6, None)])
def test_blocks_are_as_long_as_the_chains_clock_says_within_reason(block_ms: int, measured: int | None) -> None:
    growth = growth_of([an_epoch(360 * at, block_ms, a=(9, 909)) for at in (1, 2, 3)])
    assert growth.block_ms == measured


def test_too_few_blocks_measure_nothing() -> None:
    assert growth_of([an_epoch(360, a=(9, 909)), an_epoch(400, a=(9, 909))]).block_ms is None


def test_yields_a_day_are_told_by_measured_blocks_and_on_practice_as_if_they_took_12_seconds() -> None:
    growth = growth_of([an_epoch(360 * at, 6_000, a=(9, 909)) for at in (1, 2)])
    measured, practice = (SubnetYields.of(growth, 360, is_practice=each) for each in (False, True))
    assert (measured.is_measured, practice.is_measured) == (True, False)
    told = [each.daily("a") for each in (measured, practice)]
    assert [each.growth if each else None for each in told] == [Fraction(2, 5), Fraction(1, 5)]


def test_where_nothing_is_recorded_the_last_epoch_tells() -> None:
    yields = SubnetYields.of(EpochGrowth(), 360, is_practice=False)
    told = yields.daily("a", HotkeyDividend(9, 909))
    assert told is not None
    assert (told.growth, told.epochs) == (Fraction(1, 5), 1)
    assert yields.daily("a") is None
    assert yields.daily("a", HotkeyDividend(9, 9)) is None


@pytest.mark.parametrize(("since", "tempo", "block"), [(0, 360, 1000), (67, 360, 933), (360, 360, 640)])
def test_the_last_epoch_is_so_many_blocks_ago(since: int, tempo: int, block: int) -> None:
    assert last_epoch(1000, since, tempo) == block


@pytest.mark.parametrize(("since", "tempo"), [(361, 360), (0, 0), (-1, 360), (1001, 2000)])
def test_a_counter_that_stands_still_or_is_untrue_tells_no_epoch(since: int, tempo: int) -> None:
    assert last_epoch(1000, since, tempo) is None
