"""Estimates of routes agree with the chain's arithmetic to the digits that are shown."""

import math
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Tao, amount_of
from dtao_tui.domain.depth.pool_depth import price_impact
from dtao_tui.domain.depth.route_estimate import RouteEstimate
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intent_parts import Hop
from tests.domain.builders import NETUID, a_pool, a_pool_of_rao, a_root_pool, pools


def a_route(*hops: tuple[Pool, Side]) -> RouteEstimate:
    route = RouteEstimate.of([Hop(pool.netuid, side) for pool, side in hops], {pool.netuid: pool for pool, _ in hops})
    assert route is not None
    return route


def exactly(hops: Sequence[tuple[Pool, Side]], rao: int) -> int:
    """What the hops bring in the chain's own steps; only the first charges a fee."""
    for at, (pool, side) in enumerate(hops):
        rao = pool.trade(side, amount_of(side.pays(pool.netuid), rao), drop_fees=at > 0).received.rao
    return rao


@given(st.data(), st.sampled_from(Side), st.integers(1, 300))
def test_one_pool_brings_what_the_chain_pays(data: st.DataObject, side: Side, thousandths: int) -> None:
    pool = data.draw(pools())
    asset = side.pays(NETUID)
    rao = pool.reserve_of(asset).rao * thousandths // 1000
    route = a_route((pool, side))

    exact = pool.trade(side, amount_of(asset, rao)).received.rao

    # The chain's fee is whole rao, which tells in small orders.
    assert route.brings(rao) == pytest.approx(exact, rel=1e-8 + 2 / max(rao, 1), abs=2)
    if exact > 10**6:
        assert route.impact(rao) == pytest.approx(float(price_impact(pool, side, amount_of(asset, rao))), abs=1e-3)


@given(st.data(), st.integers(1, 200))
def test_two_pools_bring_what_a_sale_and_a_fee_free_purchase_bring(data: st.DataObject, thousandths: int) -> None:
    origin = data.draw(pools())
    destination = a_pool("40000", "800000", netuid=9)
    hops = [(origin, Side.SELL), (destination, Side.BUY)]
    rao = origin.alpha_in.rao * thousandths // 1000
    try:
        exact = exactly(hops, rao)
    except PoolRefusal:
        return

    assert a_route(*hops).brings(rao) == pytest.approx(exact, rel=1e-7 + 2 / max(rao, 1), abs=1e4)


def test_the_impact_of_two_pools_is_compounded() -> None:
    origin, destination = a_pool(), a_pool("40000", "800000", netuid=9)
    sold = 20_000 * 10**9
    first = a_route((origin, Side.SELL)).impact(sold)
    second = a_route((a_pool("40000", "800000", fee_rate=0, netuid=9), Side.BUY)).impact(
        origin.trade(Side.SELL, Alpha(sold, NETUID)).received.rao
    )

    both = a_route((origin, Side.SELL), (destination, Side.BUY)).impact(sold)

    assert both == pytest.approx(100 * (1 - (1 - first / 100) * (1 - second / 100)), rel=1e-6)


def test_from_root_the_destination_charges_the_fee() -> None:
    destination = a_pool(netuid=9)
    bought = destination.trade(Side.BUY, Tao(10**12)).received.rao

    assert a_route((a_root_pool(), Side.SELL), (destination, Side.BUY)).brings(10**12) == pytest.approx(bought)


@given(st.data(), st.sampled_from(Side), st.integers(1, 900))
def test_the_largest_within_an_impact_has_that_impact(data: st.DataObject, side: Side, tenths: int) -> None:
    route = a_route((data.draw(pools()), side))

    largest = route.largest_within(tenths / 10)

    assert route.impact(largest) == pytest.approx(tenths / 10, rel=1e-6)


def test_root_has_no_impact_at_any_size() -> None:
    route = a_route((a_root_pool(), Side.BUY))

    assert route.impact(10**18) == 0
    assert math.isinf(route.largest_within(1.0))


def test_a_pool_without_alpha_has_no_estimate() -> None:
    empty = a_pool_of_rao(10**9, 0)

    assert RouteEstimate.of([Hop(NETUID, Side.BUY)], {NETUID: empty}) is None


def test_what_the_pool_refuses_is_not_taken() -> None:
    pool = a_pool("0.05", "1")

    assert a_route((pool, Side.BUY)).is_taken(10**9)
    assert not a_route((pool, Side.BUY)).is_taken(1000 * 10**9)
    assert Decimal(a_route((pool, Side.BUY)).impact(10**9)) > 90
