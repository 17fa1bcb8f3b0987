"""The yield of a validator by its last epoch, worked by hand."""

from fractions import Fraction

import pytest

from dtao_tui.domain.validator_yield import HotkeyDividend


def test_what_earned_a_dividend_is_the_stake_without_it() -> None:
    assert HotkeyDividend(dividend=9, stake=909).growth == Fraction(1, 100)


def test_twenty_epochs_of_360_blocks_are_a_day_at_twelve_seconds() -> None:
    assert HotkeyDividend(dividend=9, stake=909).daily_growth(360) == Fraction(1, 5)


def test_slower_blocks_make_fewer_epochs_a_day() -> None:
    assert HotkeyDividend(dividend=9, stake=909).daily_growth(360, block_ms=24_000) == Fraction(1, 10)


def test_an_epoch_that_paid_nothing_is_known_to_yield_nothing() -> None:
    assert HotkeyDividend(dividend=0, stake=900).growth == 0


@pytest.mark.parametrize("told", [(0, 0), (9, 9), (10, 9), (-1, 9), (9, 0)])
def test_a_dividend_that_no_stake_earned_has_no_yield(told: tuple[int, int]) -> None:
    assert HotkeyDividend(*told).growth is None


def test_a_subnet_without_epochs_has_no_yield_a_day() -> None:
    assert HotkeyDividend(9, 909).daily_growth(0) is None
