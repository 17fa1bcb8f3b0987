"""Two validators compared: where own stake would yield more, and by how much."""

from fractions import Fraction

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.epoch_growth import DailyYield
from dtao_tui.domain.validator_comparison import ComparedValidator, ValidatorComparison
from tests.fakes import a_validator


def one(growth: str | None, own: int = 0, *, earns: bool = True) -> ComparedValidator:
    daily = None if growth is None else DailyYield(Fraction(growth), 7)
    return ComparedValidator(a_validator(7), daily, Alpha(own, 7), earns)


def test_a_move_leads_from_the_one_that_yields_less_whichever_was_marked_first() -> None:
    less, more = one("1/100", 1_000), one("3/100", 7)
    for both in (ValidatorComparison(less, more), ValidatorComparison(more, less)):
        assert both.move == (less, more)
        assert (both.stake, both.gained) == (Alpha(1_000, 7), Alpha(20, 7))


def test_there_is_no_move_without_stake_difference_or_knowledge() -> None:
    assert ValidatorComparison(one("1/100"), one("3/100", 7)).move is None
    assert ValidatorComparison(one("1/100", 5), one("1/100", 7)).move is None
    assert ValidatorComparison(one(None, 5), one("1/100", 7)).move is None
    assert ValidatorComparison(one("1/100", 5), one(None)).gained is None


def test_one_whose_stake_earns_nothing_is_worse_than_any_that_does() -> None:
    barred, other = one("1/2", 100, earns=False), one("1/100")
    assert ValidatorComparison(barred, other).move == (barred, other)
    assert ValidatorComparison(barred, other).gained == Alpha(1, 7)
