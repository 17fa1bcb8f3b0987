"""The limit of a move between two pools, against the curves themselves."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha, Price, Tao
from dtao_tui.domain.pools import move_limit
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side

WEIGHTS = st.integers(2 * 10**17, 8 * 10**17)
RESERVES = st.integers(10**11, 10**16)
FEES = st.sampled_from([0, 33, 655])


def pool(netuid: int, tao: int, alpha: int, weight: int, fee_rate: int = 33) -> Pool:
    return Pool(netuid, 1, Tao(tao), Alpha(alpha, netuid), weight, fee_rate)


@st.composite
def pools(draw: st.DrawFn, netuid: int) -> Pool:
    return pool(netuid, draw(RESERVES), draw(RESERVES), draw(WEIGHTS), draw(FEES))


ROOT_POOL = Pool(0, 0, Tao(10**15), Alpha(0, 0), 5 * 10**17, 0)


def moved(origin: Pool, destination: Pool, alpha: Alpha) -> int:
    """What the chain pays: one fee, on the sale, or on the purchase where the stake comes from root."""
    sold = origin.trade(Side.SELL, alpha, drop_fees=origin.netuid == 0)
    return destination.trade(Side.BUY, sold.received, drop_fees=origin.netuid != 0).received.rao


def pushed(start: Pool, shift: float) -> Pool:
    """The pool after others have traded in it: sold (below zero) or bought (above) a part of a reserve."""
    if shift >= 0:
        return start.after(start.trade(Side.BUY, Tao(int(start.tao_in.rao * shift)), drop_fees=True))
    sold = start.trade(Side.SELL, Alpha(int(start.alpha_in.rao * -shift), start.netuid), drop_fees=True)
    return start.after(sold, sells_fee=False)


def is_near(before: Pool, after: Pool) -> bool:
    """Whether no reserve has halved or doubled, which is what a floor is for."""
    pairs = ((before.tao_in.rao, after.tao_in.rao), (before.alpha_in.rao, after.alpha_in.rao))
    return all(one <= 2 * other and other <= 2 * one for one, other in pairs)


@settings(max_examples=300, deadline=None)
@given(pools(1), pools(2), st.integers(1, 5_000), st.integers(1, 3_000), st.floats(-0.9, 0.9), st.floats(-0.9, 0.9))
def test_no_state_that_lets_a_move_through_pays_less_than_its_floor(
    origin: Pool, destination: Pool, parts: int, tolerance: int, first: float, second: float
) -> None:
    alpha = Alpha(origin.alpha_in.rao * parts // 10_000, 1)
    assume(alpha.rao > 10**7)
    now = move_limit.price_ratio(origin, destination)
    limit = PriceRatio(now.billionths * (10_000 - tolerance) // 10_000)
    assume(limit.billionths > 1000)
    try:
        origin_later, destination_later = pushed(origin, first), pushed(destination, second)
        paid = moved(origin_later, destination_later, alpha)
    except PoolRefusal:
        assume(False)
    assume(is_near(origin, origin_later) and is_near(destination, destination_later))
    sold = origin_later.trade(Side.SELL, alpha)
    assume(sold.received.rao > 2_000_000)
    if move_limit.fills_within(origin_later, destination_later, alpha, limit):
        assert paid >= move_limit.floor_of(origin, destination, alpha, limit).rao


@settings(max_examples=200, deadline=None)
@given(pools(1), pools(2), st.integers(1, 2_000), st.integers(1, 3_000))
def test_the_limit_for_a_floor_has_that_floor_and_no_lower_one_by_much(
    origin: Pool, destination: Pool, parts: int, tolerance: int
) -> None:
    alpha = Alpha(origin.alpha_in.rao * parts // 10_000, 1)
    now = move_limit.price_ratio(origin, destination)
    floor = Alpha(alpha.rao * now.billionths // 10**9 * (10_000 - tolerance) // 10_000, 2)
    assume(floor.rao > 10**7)
    limit = move_limit.limit_for_floor(origin, destination, alpha, floor)
    assert move_limit.floor_of(origin, destination, alpha, limit) >= floor
    lower = PriceRatio(limit.billionths - max(limit.billionths // 1_000, 70_000))
    assert lower.billionths <= 0 or move_limit.floor_of(origin, destination, alpha, lower) < floor


def test_to_root_the_limit_is_that_of_a_sale() -> None:
    origin = pool(1, 10**13, 10**14, 4 * 10**17)
    limit = PriceRatio(140_000_000)
    assert move_limit.largest_move(origin, ROOT_POOL, limit) == origin.largest(Side.SELL, Price(140_000_000))
    assert move_limit.floor_of(origin, ROOT_POOL, Alpha(10**9, 1), limit) == Alpha((10**9 - 503_547) * 14 // 100, 0)


def test_from_root_the_limit_is_that_of_a_purchase() -> None:
    destination = pool(1, 10**13, 10**14, 4 * 10**17)
    # Six alpha for one TAO: a price of at most 1/6 after the purchase.
    limit = PriceRatio(6 * 10**9)
    most = destination.largest(Side.BUY, Price(166_666_666))
    assert move_limit.largest_move(ROOT_POOL, destination, limit).rao == most.rao
    floor = move_limit.floor_of(ROOT_POOL, destination, Alpha(10**10, 0), limit)
    assert floor == Alpha((10**10 - 5_035_477) * 10**9 // 166_666_666, 1)


def test_between_stable_pools_all_fills_up_to_one_to_one() -> None:
    other = Pool(9, 0, Tao(10**12), Alpha(0, 9), 5 * 10**17, 0)
    assert move_limit.largest_move(ROOT_POOL, other, PriceRatio(10**9)).rao == LARGEST_RAO
    assert move_limit.largest_move(ROOT_POOL, other, PriceRatio(10**9 + 1)).rao == 0


def test_a_limit_above_the_ratio_lets_nothing_through() -> None:
    origin, destination = pool(1, 10**13, 10**14, 5 * 10**17), pool(2, 10**13, 2 * 10**14, 5 * 10**17)
    now = move_limit.price_ratio(origin, destination)
    assert now == PriceRatio(2 * 10**9)
    assert move_limit.largest_move(origin, destination, PriceRatio(2 * 10**9 + 10)).rao == 0
    assert not move_limit.fills_within(origin, destination, Alpha(1, 1), PriceRatio(2 * 10**9 + 10))


def test_equal_weights_bound_the_average_of_the_whole_order() -> None:
    """Without a difference of weights and without a fee the formula is the order's average, to some rao."""
    origin = pool(1, 10**13, 10**14, 5 * 10**17, fee_rate=0)
    destination = replace(pool(2, 10**13, 2 * 10**14, 5 * 10**17), fee_rate=0)
    alpha = Alpha(10**12, 1)
    average = moved(origin, destination, alpha) * 10**9 // alpha.rao
    most = move_limit.largest_move(origin, destination, PriceRatio(average)).rao
    assert abs(most - alpha.rao) < 10**5


def test_weights_far_apart_let_more_through_than_the_ratio_says() -> None:
    """The written formula's own example: half a per cent allowed, two per cent below the market let through."""
    origin = pool(1, 10**13, 10**14, 498 * 10**15)
    destination = pool(2, 10**13, 2 * 10**14, 494 * 10**15)
    now = move_limit.price_ratio(origin, destination)
    limit = PriceRatio(now.billionths * 995 // 1000)
    most = move_limit.largest_move(origin, destination, limit)
    got = moved(origin, destination, most)
    assert got * 1000 < most.rao * now.billionths // 10**9 * 981
    assert got >= move_limit.floor_of(origin, destination, most, limit).rao
