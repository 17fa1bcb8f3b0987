"""When a price has moved so far that a person should look twice."""

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import BLOCKS_A_DAY
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.price_jumps import Against, far_from_average, is_move, is_multiple, moved_by
from dtao_tui.domain.trades.settlement import Filled
from tests.fakes import a_pool, a_subnet

OLD_ENOUGH = 1_000 + 90 * BLOCKS_A_DAY + 1


@pytest.mark.parametrize(("now", "is_far"), [(120, False), (121, True), (80, False), (79, True), (100, False)])
def test_a_move_is_more_than_a_fifth(now: int, is_far: bool) -> None:
    assert is_move(Price(100), Price(now)) is is_far


@pytest.mark.parametrize(("now", "is_far"), [(300, False), (301, True), (34, False), (33, True), (0, True)])
def test_a_multiple_is_more_than_three_times_either_way(now: int, is_far: bool) -> None:
    assert is_multiple(Price(100), Price(now)) is is_far


def test_an_old_subnet_far_from_its_average_is_told_with_both_prices() -> None:
    subnet = a_subnet(7, "0.05", moving_price=Price(10_000_000))
    jump = far_from_average(subnet, OLD_ENOUGH)
    assert jump is not None
    assert (jump.against, jump.before, jump.now) == (Against.AVERAGE, Price(10_000_000), subnet.price)


def test_a_young_subnets_average_says_nothing() -> None:
    assert far_from_average(a_subnet(7, "0.05", moving_price=Price(10_000_000)), OLD_ENOUGH - 1) is None


def test_an_average_near_one_says_nothing() -> None:
    assert far_from_average(a_subnet(7, "3", moving_price=Price(899_999_999)), OLD_ENOUGH) is not None
    assert far_from_average(a_subnet(7, "3", moving_price=Price(900_000_000)), OLD_ENOUGH) is None


@pytest.mark.parametrize("average", [None, Price(0)])
def test_without_an_average_nothing_is_said(average: Price | None) -> None:
    assert far_from_average(a_subnet(7, "0.05", moving_price=average), OLD_ENOUGH) is None


def test_own_fills_move_the_pool_they_were_paid_into() -> None:
    pool = a_pool(7, "0.05")
    bought = pool.trade(Side.BUY, Tao.parse("4000"))
    fill = Filled(bought.paid, bought.received, bought.fee)
    after = moved_by(pool, (fill,)).price
    assert is_move(pool.price, after)
    back = Filled(bought.received, bought.paid, Alpha(0, 7))
    assert moved_by(pool, (fill, back)).price == pool.price
