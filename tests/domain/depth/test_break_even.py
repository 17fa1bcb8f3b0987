"""The break-even price: at it the way back pays what the order cost, and a little before it does not."""

from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao, as_alpha, as_tao
from dtao_tui.domain.depth.break_even import BreakEven, break_even, repaying_price
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from tests.domain.builders import a_pool, a_root_pool, alpha
from tests.quoting import quoted

FEE = Tao(1_690_000)


def a_break_even(pool: Pool, pays: Tao | Alpha) -> BreakEven:
    found = break_even(quoted(pool, pays, network_fee=FEE), pool)
    assert found is not None
    return found


def at_price(pool: Pool, price: Price, side: Side) -> Pool:
    """The pool after others have traded, without a fee, until the price is there, by halving in whole rao."""
    asset = side.pays(pool.netuid)
    low, high = 0, pool.reserve_of(asset).rao * 10
    while high - low > 1:
        middle = (low + high) // 2
        paid = replace(Tao(0), rao=middle) if side is Side.BUY else Alpha(middle, pool.netuid)
        moved = pool.after(pool.trade(side, paid, drop_fees=True), sells_fee=False)
        is_there = moved.price >= price if side is Side.BUY else moved.price <= price
        low, high = (low, middle) if is_there else (middle, high)
    paid = Tao(high) if side is Side.BUY else Alpha(high, pool.netuid)
    return pool.after(pool.trade(side, paid, drop_fees=True), sells_fee=False)


@pytest.mark.parametrize("stake", ["10", "1000"])
def test_selling_all_at_the_break_even_of_a_stake_brings_back_what_it_cost(stake: str) -> None:
    pool, paid = a_pool(), Tao.parse(stake)
    bought = pool.trade(Side.BUY, paid)
    after = pool.after(bought, sells_fee=False)

    price = a_break_even(pool, paid).price

    moved = at_price(after, price, Side.BUY if price > after.price else Side.SELL)
    back = as_tao(moved.trade(Side.SELL, as_alpha(bought.received)).received)
    cost = paid + FEE + FEE
    assert cost.rao <= back.rao + 10**5
    assert back.rao - cost.rao < cost.rao // 10**6 + 10**5


def test_buying_back_at_the_break_even_of_a_sale_brings_back_the_alpha() -> None:
    pool, sold = a_pool(), alpha("3000")
    trade = pool.trade(Side.SELL, sold)
    after = pool.after(trade, sells_fee=False)

    price = a_break_even(pool, sold).price

    moved = at_price(after, price, Side.SELL if price < after.price else Side.BUY)
    back = moved.trade(Side.BUY, trade.received - FEE - FEE).received
    assert back.rao == pytest.approx(sold.rao, rel=1e-6)


def test_a_stake_breaks_even_above_the_price_and_a_sale_below() -> None:
    pool = a_pool()
    assert a_break_even(pool, Tao.parse("10")).percent > 0
    assert a_break_even(pool, alpha("300")).percent < 0


def test_without_the_network_fee_it_is_not_known() -> None:
    assert break_even(quoted(a_pool(), Tao.parse("10")), a_pool()) is None


def test_root_has_none() -> None:
    assert break_even(quoted(a_root_pool(), Tao.parse("10"), network_fee=FEE), a_root_pool()) is None


def test_a_sale_that_brings_less_than_the_fees_has_none() -> None:
    assert break_even(quoted(a_pool(), alpha("0.05"), network_fee=FEE), a_pool()) is None


def test_the_price_at_which_a_holding_repays_its_cost_is_the_least_that_does() -> None:
    pool, held, cost = a_pool(), alpha("2000"), Tao.parse("80")
    found = repaying_price(held, cost, pool)
    assert found is not None
    assert pool.trade(Side.SELL, held).received < cost, "at the price of now it does not"
    reached = at_price(pool, found, Side.BUY)
    assert abs(reached.trade(Side.SELL, held).received.rao - cost.rao) < 10**5


def test_no_price_repays_a_holding_of_nothing_and_root_has_none() -> None:
    assert repaying_price(alpha("0"), Tao.parse("80"), a_pool()) is None
    assert repaying_price(Alpha(10**9, 0), Tao(10**9), a_root_pool()) is None
    assert repaying_price(alpha("1"), Tao(10**18), a_pool()) is None
