"""The impact ladder, and the depth that a ticket's order meets."""

import math

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.depth.ladder import rungs_of
from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.depth.pool_depth import largest_for_impact, price_impact
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import MoveStake, Stake, Unstake
from tests.domain.builders import NETUID, a_pool, a_pool_of_rao, a_root_pool, alpha
from tests.quoting import quoted


def test_the_rungs_are_the_round_sizes() -> None:
    rungs = rungs_of(a_pool())

    assert [rung.pays for rung in rungs] == [Tao.parse(size) for size in ("1", "10", "100", "1000")]
    received = rungs[2].receives
    assert received is not None
    assert received.rao == pytest.approx(2_848_427_154_868, abs=10)
    impacts = [rung.impact for rung in rungs]
    assert impacts == sorted(impacts, key=lambda impact: impact or 0)


@pytest.mark.parametrize("side", Side)
def test_each_row_is_the_largest_order_within_its_impact(side: Side) -> None:
    pool = a_pool()
    intent = Stake(NETUID, "", Tao(0)) if side is Side.BUY else Unstake(NETUID, "", Alpha(0, NETUID))
    depth = OrderDepth.of(intent, None, {NETUID: pool})
    assert depth is not None

    assert [str(row.impact) for row in depth.rows] == ["0.1", "0.25", "0.5", "1", "2", "5"]
    for row in depth.rows:
        assert math.isclose(row.pays.rao, largest_for_impact(pool, side, row.impact).rao, rel_tol=1e-8)
        assert math.isclose(row.gets.rao, pool.trade(side, row.pays).received.rao, rel_tol=1e-8)


def test_a_size_the_pool_refuses_has_an_empty_rung() -> None:
    rungs = rungs_of(a_pool("0.05", "1"))

    assert rungs[-1].receives is None
    assert rungs[-1].impact is None
    assert rungs[0].receives


def test_a_pool_that_pays_nothing_has_a_ladder_of_nothing() -> None:
    assert all(rung.receives is None for rung in rungs_of(a_pool_of_rao(10**9, 10)))


def test_root_takes_all_there_is_without_a_ladder() -> None:
    assert all(rung.impact == 0 for rung in rungs_of(a_root_pool()))
    assert OrderDepth.of_stakes(a_root_pool()) is None


def test_a_move_within_a_subnet_meets_no_depth() -> None:
    assert OrderDepth.of(MoveStake(NETUID, "", "", alpha("5")), None, {NETUID: a_pool()}) is None


def test_my_size_and_the_largest_that_fills_are_on_the_curve() -> None:
    pool = a_pool()
    quote = quoted(pool, Tao.parse("1000"))
    depth = OrderDepth.of(quote.intent, quote, {NETUID: pool})
    assert depth is not None
    assert depth.mine is not None
    assert quote.largest is not None

    assert (depth.mine.pays, depth.mine.gets) == (quote.pays, quote.receives)
    assert depth.mine.impact == quote.price_impact
    assert float(depth.largest_impact or 0) == pytest.approx(float(price_impact(pool, Side.BUY, quote.largest)))
