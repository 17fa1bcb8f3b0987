"""What a day did to a holding, what it yields, and how many days leaving it takes."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.depth.pool_depth import price_impact
from dtao_tui.domain.epoch_growth import DailyYield
from dtao_tui.domain.holding_facts import day_change, days_to_exit, mean_yield
from dtao_tui.domain.pools.side import Side
from tests.fakes import a_pool

POOL = a_pool(7, "0.05", tao_in="20000")


def test_a_day_without_a_recorded_price_is_not_known() -> None:
    held = Alpha.parse("100", 7)
    assert day_change(held, Price(60_000_000), None) is None
    assert day_change(held, Price(60_000_000), Price(50_000_000)) == Tao.parse("1")
    assert day_change(held, Price(40_000_000), Price(50_000_000)) == Tao(-Tao.parse("1").rao)


@settings(max_examples=20, deadline=None)
@given(st.integers(10**9, 10**15), st.integers(1, 5))
def test_so_many_sales_within_the_impact_sell_all_and_one_less_does_not(rao: int, percent: int) -> None:
    days = days_to_exit(Alpha(rao, 7), POOL, percent)
    assert days is not None
    each = -(-rao // days)
    assert price_impact(POOL, Side.SELL, Alpha(each, 7)) <= percent
    if days > 1:
        assert price_impact(POOL, Side.SELL, Alpha(-(-rao // (days - 1)) + 10**6, 7)) > percent


@pytest.mark.parametrize(("sellable", "days"), [(None, None), (Alpha(0, 7), 0), (Alpha(1, 7), 1)])
def test_what_cannot_be_sold_takes_no_days_and_what_is_unknown_is_unknown(
    sellable: Alpha | None, days: int | None
) -> None:
    assert days_to_exit(sellable, POOL, 1) == days


def test_a_holding_yields_what_its_parts_do_by_their_amounts_and_nothing_known_where_one_is_not() -> None:
    yields = {"a": DailyYield(Fraction(1, 5), 7), "b": DailyYield(Fraction(4, 5), 1)}
    parts = [("a", Alpha(200, 7)), ("b", Alpha(100, 7))]
    assert mean_yield(parts, yields) == Fraction(2, 5)
    assert mean_yield([*parts, ("c", Alpha(1, 7))], yields) is None
    assert mean_yield([], yields) is None
