"""What must hold for every pool and every order."""

from hypothesis import assume, given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.pools.pool import Bought, Pool, PoolRefusal, Sold
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.tolerance import Tolerance
from tests.domain.builders import LEAST_STAKE, SCALE, pools, stakes_for, unstakes_for


def bought_or_none(pool: Pool, tao: Tao, limit: Price | None = None) -> Bought | None:
    try:
        return pool.trade(Side.BUY, tao, limit)
    except PoolRefusal:
        return None


def sold_or_none(pool: Pool, alpha: Alpha, limit: Price | None = None) -> Sold | None:
    try:
        return pool.trade(Side.SELL, alpha, limit)
    except PoolRefusal:
        return None


def pool_after(pool: Pool, sold: Sold | None) -> Pool | None:
    """The pool after a sale; None where the chain fails it because the author cannot sell the fee."""
    try:
        return None if sold is None else pool.after(sold)
    except PoolRefusal:
        return None


@given(st.data())
def test_buying_then_selling_never_earns(data: st.DataObject) -> None:
    pool = data.draw(pools(fee_rates=(33,)))
    bought = bought_or_none(pool, data.draw(stakes_for(pool, least=LEAST_STAKE)))
    assume(bought is not None)
    assert bought is not None

    sold = sold_or_none(pool.after(bought), bought.received)

    assert sold is None or sold.received < bought.paid


@given(st.data())
def test_selling_then_buying_never_earns(data: st.DataObject) -> None:
    pool = data.draw(pools(fee_rates=(33,)))
    least = 2 * LEAST_STAKE * RAO_PER_TAO // pool.price.rao
    sold = sold_or_none(pool, data.draw(unstakes_for(pool, least=least)))
    after = pool_after(pool, sold)
    assume(sold is not None and after is not None and sold.received.rao >= LEAST_STAKE)
    assert sold is not None
    assert after is not None

    bought = bought_or_none(after, sold.received)

    assert bought is None or bought.received < sold.paid


@given(st.data())
def test_without_a_fee_a_round_trip_earns_no_more_than_its_roundings(data: st.DataObject) -> None:
    pool = data.draw(pools(fee_rates=(0,)))
    bought = bought_or_none(pool, data.draw(stakes_for(pool)))
    assume(bought is not None)
    assert bought is not None
    after = pool.after(bought)

    sold = sold_or_none(after, bought.received)

    # Each payout may be one rao too much: one rao of alpha at the price after the purchase, and one rao of TAO.
    assert sold is None or sold.received.rao <= bought.paid.rao + after.price.rao // RAO_PER_TAO + 2


@given(st.data())
def test_more_in_never_gives_less_out(data: st.DataObject) -> None:
    pool = data.draw(pools())
    taos = sorted([data.draw(stakes_for(pool)), data.draw(stakes_for(pool))])
    alphas = sorted([data.draw(unstakes_for(pool)), data.draw(unstakes_for(pool))], key=lambda amount: amount.rao)

    less, more = (bought_or_none(pool, tao) for tao in taos)
    few, many = (sold_or_none(pool, alpha) for alpha in alphas)

    assert less is None or more is None or less.received <= more.received
    assert few is None or many is None or few.received <= many.received


@given(st.data())
def test_the_price_moves_against_the_order(data: st.DataObject) -> None:
    pool = data.draw(pools())
    bought = bought_or_none(pool, data.draw(stakes_for(pool)))
    sold = sold_or_none(pool, data.draw(unstakes_for(pool)))

    assert bought is None or pool.after(bought).price >= pool.price
    after = pool_after(pool, sold)
    assert after is None or after.price <= pool.price


@given(st.data(), st.integers(2, 8))
def test_a_stake_split_in_parts_gains_no_more_than_its_roundings(data: st.DataObject, parts: int) -> None:
    pool = data.draw(pools())
    whole = data.draw(stakes_for(pool, least=parts))
    at_once = bought_or_none(pool, whole)
    assume(at_once is not None)
    assert at_once is not None

    received, now = Alpha(0, pool.netuid), pool
    for part in split(whole.rao, parts):
        bought = bought_or_none(now, Tao(part))
        if bought is not None:
            received, now = received + bought.received, now.after(bought)

    # Each part's fee may be rounded down by one rao of TAO, which buys at the price before; each payout up by one rao.
    saved = parts * RAO_PER_TAO // max(pool.price.rao, 1) + parts
    assert received.rao <= at_once.received.rao + saved + parts


@given(st.data(), st.integers(2, 8))
def test_an_unstake_split_in_parts_gains_no_more_than_its_roundings(data: st.DataObject, parts: int) -> None:
    pool = data.draw(pools(fee_rates=(33, 1000)))
    whole = data.draw(unstakes_for(pool, least=parts))
    at_once = sold_or_none(pool, whole)
    assume(at_once is not None)
    assert at_once is not None

    received, now = Tao(0), pool
    for part in split(whole.rao, parts):
        sold = sold_or_none(now, Alpha(part, pool.netuid))
        after = pool_after(now, sold)
        if sold is not None and after is not None:
            received, now = received + sold.received, after

    # Each part's fee may be rounded down by one rao of alpha, which sells at the price before; each payout up by one.
    saved = parts * pool.price.rao // RAO_PER_TAO + parts
    assert received.rao <= at_once.received.rao + saved + parts


@given(st.data(), st.integers(1, 500_000).map(Tolerance))
def test_the_largest_stake_for_a_limit_fills_and_its_double_does_not(data: st.DataObject, tolerance: Tolerance) -> None:
    pool = data.draw(pools())
    limit = tolerance.limit(Side.BUY, pool.price)
    assume(bought_or_none(pool, Tao(10**6), limit))
    largest = pool.largest(Side.BUY, limit)
    assume(largest.rao > 1)

    assert pool.trade(Side.BUY, largest, limit).paid == largest
    assert pool.trade(Side.BUY, Tao(2 * largest.rao), limit).paid < Tao(2 * largest.rao)


@given(st.data(), st.integers(1, 500_000).map(Tolerance))
def test_the_largest_unstake_for_a_limit_fills_and_its_double_does_not(
    data: st.DataObject, tolerance: Tolerance
) -> None:
    pool = data.draw(pools())
    limit = tolerance.limit(Side.SELL, pool.price)
    largest = sold_or_none(pool, Alpha(pool.alpha_in.rao * 100, pool.netuid), limit)
    assume(largest is not None and largest.paid.rao > 1)
    assert largest is not None

    assert pool.largest(Side.SELL, limit) == largest.paid
    assert pool.trade(Side.SELL, largest.paid, limit).paid == largest.paid
    double = largest.paid + largest.paid
    assert pool.trade(Side.SELL, double, limit).paid < double


@given(st.data(), st.integers(100, 500_000).map(Tolerance))
def test_the_smallest_stake_that_no_longer_fills_is_close_to_the_largest_that_does(
    data: st.DataObject, tolerance: Tolerance
) -> None:
    pool = data.draw(pools())
    limit = tolerance.limit(Side.BUY, pool.price)
    assume(bought_or_none(pool, Tao(10**6), limit))
    largest = pool.largest(Side.BUY, limit)
    assume(largest.rao > 1)

    smallest = smallest_that_does_not_fill(pool, largest, limit)

    assert largest.rao < smallest <= largest.rao + slack_of(pool)


def smallest_that_does_not_fill(pool: Pool, largest: Tao, limit: Price) -> int:
    """By halving on the swap itself, which fills in part what it does not fill whole."""
    fills, fails = largest.rao, 2 * largest.rao
    while fails - fills > 1:
        middle = (fills + fails) // 2
        fills, fails = (
            (middle, fails) if pool.trade(Side.BUY, Tao(middle), limit).paid.rao == middle else (fills, middle)
        )
    return fails


def slack_of(pool: Pool) -> int:
    """How far the pallet's two roads to the limit may part, in rao of TAO.

    The largest amount comes from the ratio of limit to price; a fill is judged by the price after it. Each price is a
    product of two quotients, all three cut at 2**-64, and each limit is cut once: together a relative error of the
    ratio. The reserve grows by that ratio to the power of alpha's weight, which is below one, so the error of the
    amount is at most as large, times the grown reserve (here at most doubled). The growth itself is cut at 10**-18, the
    payout at one rao of alpha, the fee at one rao.
    """
    ratio = pool.tao_in.rao / pool.alpha_in.rao
    weights = (SCALE - pool.quote_weight) / pool.quote_weight
    a_price_cut = (1 / ratio + 1 / weights + 1 / (ratio * weights)) / 2**64
    a_limit_cut = 1 / (ratio * weights) / 2**64
    a_payout_cut = 1 / pool.alpha_in.rao
    relative = 2 * a_price_cut + 2 * a_limit_cut + 2 * a_payout_cut + 1 / SCALE
    return int(2 * pool.tao_in.rao * relative) + 3


def split(whole: int, parts: int) -> list[int]:
    """The whole in almost equal parts."""
    return [whole // parts + (number < whole % parts) for number in range(parts)]
