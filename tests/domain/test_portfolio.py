"""The portfolio: what positions are worth, and what selling them would really pay."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.portfolio import Portfolio, Position, Worth, worth_of
from tests.domain.builders import NETUID, a_pool, a_pool_of_rao, a_root_pool, alpha, pools

POOLS = {0: a_root_pool(), NETUID: a_pool(), 9: a_pool("100", "5000", netuid=9)}


def a_position(amount: str, hotkey: str = "round table", netuid: int = NETUID) -> Position:
    return Position(netuid, hotkey, Alpha.parse(amount, netuid))


def spot_of(worth: Worth) -> int:
    """The known value at the price, in rao."""
    assert worth.spot is not None
    return worth.spot.rao


def exit_of(worth: Worth) -> int:
    """The known exit value, in rao."""
    assert worth.exit is not None
    return worth.exit.rao


def test_a_position_has_a_value_at_the_price_and_one_at_the_exit() -> None:
    worth = worth_of(alpha("3000"), a_pool())

    assert worth.spot == Tao(104_795_594_008 + 267_697_084)
    assert worth.exit == Tao(104_795_594_008)
    assert worth.haircut == Tao(267_697_084)
    assert worth.haircut_percent is not None
    assert round(worth.haircut_percent, 4) == Decimal("0.2548")
    assert worth.reason == ""


def test_positions_on_one_subnet_are_sold_together_and_each_row_alone() -> None:
    holding = Portfolio.of([a_position("3000", "one"), a_position("1500", "two")], POOLS).holdings[0]

    assert holding.amount == alpha("4500")
    assert holding.worth == worth_of(alpha("4500"), a_pool())
    assert [row.worth for row in holding.rows] == [worth_of(alpha("3000"), a_pool()), worth_of(alpha("1500"), a_pool())]
    assert sum(exit_of(row.worth) for row in holding.rows) > exit_of(holding.worth)


def test_the_total_is_the_sum_of_its_subnets() -> None:
    portfolio = Portfolio.of(
        [a_position("3000"), a_position("500", netuid=9), a_position("12", netuid=0), a_position("7", "two", 9)], POOLS
    )

    assert exit_of(portfolio.worth) == sum(exit_of(holding.worth) for holding in portfolio.holdings)
    assert spot_of(portfolio.worth) == sum(spot_of(holding.worth) for holding in portfolio.holdings)
    assert sum(holding.share or 0 for holding in portfolio.holdings) == pytest.approx(Decimal(100))


def test_the_most_valuable_exit_comes_first() -> None:
    portfolio = Portfolio.of([a_position("12", netuid=0), a_position("3000"), a_position("500", netuid=9)], POOLS)

    assert [holding.netuid for holding in portfolio.holdings] == [NETUID, 0, 9]
    assert portfolio.holding(0) == portfolio.holdings[1]
    assert portfolio.holding(55) is None


def test_root_is_worth_itself() -> None:
    holding = Portfolio.of([a_position("412", netuid=0)], POOLS).holdings[0]

    assert holding.worth.spot == holding.worth.exit == Tao.parse("412")
    assert holding.worth.haircut_percent == 0
    assert holding.share == 100


def test_a_pool_that_cannot_pay_makes_an_exit_of_nothing_with_its_reason() -> None:
    worth = worth_of(alpha("1"), a_pool_of_rao(999_999, 10**12))

    assert worth.exit == Tao(0)
    assert spot_of(worth) > 0
    assert worth.haircut_percent == 100
    assert worth.reason.endswith(".")


def test_a_pool_that_takes_only_a_part_says_so() -> None:
    worth = worth_of(alpha("10000000"), a_pool("2000", "1000000000"))

    assert worth.reason == ""
    assert worth_of(alpha("1000000000"), a_pool("2000", "1000000000")).reason == "The pool takes only a part of this."


def test_what_is_held_on_a_subnet_that_is_gone_is_of_unknown_worth() -> None:
    portfolio = Portfolio.of([a_position("5", netuid=77)], POOLS)

    assert (portfolio.worth.spot, portfolio.worth.exit) == (None, None)
    assert not portfolio.worth.is_complete
    assert portfolio.holdings[0].worth.reason == "This subnet is gone: what this is worth is not known."
    assert portfolio.holdings[0].share is None
    assert portfolio.holdings[0].worth.haircut_percent is None


def test_positions_of_nothing_are_left_out() -> None:
    portfolio = Portfolio.of([a_position("0")], POOLS)

    assert portfolio.holdings == ()
    assert (portfolio.worth.spot, portfolio.worth.exit) == (Tao(0), Tao(0))
    assert portfolio.worth.is_complete


def test_a_position_is_in_its_own_subnets_alpha() -> None:
    with pytest.raises(ValueError, match="subnet 9"):
        Position(NETUID, "hotkey", Alpha(1, 9))


@given(pools(), st.lists(st.integers(1, 10**15), min_size=1, max_size=5))
def test_selling_together_never_pays_more_than_the_price(pool: object, amounts: list[int]) -> None:
    assert isinstance(pool, type(a_pool()))
    positions = [Position(NETUID, str(number), Alpha(rao, NETUID)) for number, rao in enumerate(amounts)]

    portfolio = Portfolio.of(positions, {NETUID: pool})

    # A payout may be rounded up by one rao, as the chain's may.
    assert exit_of(portfolio.worth) <= spot_of(portfolio.worth) + 1
    assert portfolio.holdings[0].amount.rao == sum(amounts)


def test_an_exit_that_is_not_computed_is_unknown_and_never_zero() -> None:
    portfolio = Portfolio.of([a_position("3000"), a_position("500", netuid=9)], {**POOLS, 9: Price(20_000_000)})
    other = portfolio.holding(9)
    assert other is not None
    assert (other.worth.spot, other.worth.exit, other.worth.haircut) == (Tao.parse("10"), None, None)
    assert other.worth.haircut_percent is None
    assert other.worth.reason.endswith("what selling would pay is not known.")


def test_a_sum_with_an_unknown_part_holds_the_known_ones_and_is_marked_incomplete() -> None:
    known = worth_of(alpha("3000"), a_pool())
    portfolio = Portfolio.of([a_position("500", netuid=9), a_position("3000")], {**POOLS, 9: Price(20_000_000)})

    assert known.spot is not None
    assert (portfolio.worth.exit, portfolio.worth.spot) == (known.exit, known.spot + Tao.parse("10"))
    assert not portfolio.worth.is_complete
    assert (portfolio.worth.haircut, portfolio.worth.haircut_percent) == (None, None)
    assert [held.share for held in portfolio.holdings] == [None, None]
    assert [held.netuid for held in portfolio.holdings] == [NETUID, 9]


def test_what_cannot_be_sold_is_no_part_of_the_exit_nor_of_the_haircut() -> None:
    told = {(NETUID, None): alpha("1000"), (NETUID, "one"): alpha("1000"), (NETUID, "two"): alpha("1000")}
    positions = [a_position("3000", "one"), a_position("1500", "two")]
    holding = Portfolio.of(positions, POOLS, told).holdings[0]
    free = worth_of(alpha("1000"), a_pool())
    assert (holding.amount, holding.sellable) == (alpha("4500"), alpha("1000"))
    assert (holding.worth.exit, holding.worth.haircut) == (free.exit, free.haircut)
    assert holding.worth.spot == worth_of(alpha("4500"), a_pool()).spot
    assert "3,500.000 α of this cannot be sold now" in holding.worth.reason
    assert [row.worth.exit for row in holding.rows] == [free.exit, free.exit]


def test_a_position_that_is_locked_whole_sells_for_nothing_and_costs_nothing() -> None:
    told = {(NETUID, None): alpha("0"), (NETUID, "one"): alpha("0")}
    worth = Portfolio.of([a_position("3000", "one")], POOLS, told).worth
    assert (worth.exit, worth.haircut, worth.haircut_percent) == (Tao(0), Tao(0), None)


def test_locks_that_are_not_told_leave_the_exit_unknown_and_the_total_incomplete() -> None:
    told = {(NETUID, None): None, (NETUID, "one"): None}
    portfolio = Portfolio.of([a_position("3000", "one"), a_position("500", netuid=9)], POOLS, told)
    assert portfolio.holding(NETUID).worth.exit is None  # type: ignore[union-attr]  # it is held
    assert not portfolio.worth.is_complete
