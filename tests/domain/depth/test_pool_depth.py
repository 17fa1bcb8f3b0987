"""How much a pool takes within an impact or a tolerance."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha, Tao
from dtao_tui.domain.depth.pool_depth import largest_for_impact, price_impact, tolerance_that_fills
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.tolerance import Tolerance
from tests.domain.builders import NETUID, a_pool, a_root_pool, alpha, pools
from tests.quoting import quoted, side_of


def impact_of_a_whole_fill(pool: Pool, paid: Tao | Alpha) -> Decimal | None:
    try:
        swap = pool.trade(side_of(paid), paid)
        return price_impact(pool, side_of(paid), paid) if swap.paid == paid else None
    except PoolRefusal:
        return None


def test_the_impact_is_the_quotes() -> None:
    assert (
        price_impact(a_pool(), Side.BUY, Tao.parse("100"))
        == quoted(a_pool(), Tao.parse("100"), Tolerance(), block=1).price_impact
    )
    assert round(price_impact(a_pool(), Side.SELL, alpha("3000")), 6) == Decimal("0.204544")


def test_every_order_of_a_stable_pool_is_within_an_impact() -> None:
    assert largest_for_impact(a_root_pool(), Side.SELL, Decimal(1)) == Alpha(LARGEST_RAO, 0)


def test_an_impact_beyond_all_orders_gives_the_largest_the_chain_takes() -> None:
    assert largest_for_impact(a_pool("1", "1000", fee_rate=0), Side.BUY, Decimal("99.99")) == Tao(1000 * 10**9)


def test_an_impact_beyond_the_lowest_price_gives_the_largest_that_is_sold_whole() -> None:
    pool = a_pool("1", "1000")

    deepest = largest_for_impact(pool, Side.SELL, Decimal("99.99"))

    assert isinstance(deepest, Alpha)
    more = deepest + alpha("1")
    assert pool.trade(Side.SELL, deepest).paid == deepest
    assert pool.trade(Side.SELL, more).paid < more


@given(st.data(), st.integers(1, 900).map(lambda tenths: Decimal(tenths) / 10))
@pytest.mark.parametrize("side", Side)
def test_the_largest_order_for_an_impact_is_within_and_one_rao_more_is_not(
    side: Side, data: st.DataObject, percent: Decimal
) -> None:
    pool = data.draw(pools())
    largest = largest_for_impact(pool, side, percent)
    more = Tao(largest.rao + 1) if isinstance(largest, Tao) else Alpha(largest.rao + 1, NETUID)

    within, beyond = impact_of_a_whole_fill(pool, largest), impact_of_a_whole_fill(pool, more)

    assert largest
    assert within is not None
    assert within <= percent
    assert beyond is None or beyond > percent


@pytest.mark.parametrize("paid", [Tao.parse("1000"), alpha("90000")])
def test_the_tolerance_that_fills_is_the_least_in_hundredths_of_a_per_cent(paid: Tao | Alpha) -> None:
    tolerance = tolerance_that_fills(a_pool(), side_of(paid), paid)
    less = Tolerance(tolerance.parts_per_million - 100)

    assert tolerance > Tolerance()
    assert quoted(a_pool(), paid, tolerance, 1).fills
    assert not quoted(a_pool(), paid, less, 1).fills


def test_the_usual_tolerance_is_kept_where_it_is_enough_and_where_none_is() -> None:
    assert tolerance_that_fills(a_pool(), Side.BUY, Tao.parse("1")) == Tolerance()
    assert tolerance_that_fills(a_pool(), Side.BUY, Tao.parse("100000")) == Tolerance()
