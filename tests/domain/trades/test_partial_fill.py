"""A part of an order is enough where that is asked for: what fills now is quoted, and nothing is promised."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Tao, amount_of
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.spending.order_worth import worth_of
from dtao_tui.domain.trades.intents import MoveStake, SingleIntent, Stake, Unstake
from dtao_tui.domain.trades.order_limits import fills_whole
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.quoting import quote, received_within
from dtao_tui.domain.trades.tolerance import Tolerance, allows_part, limit_for, part_within
from tests.domain.builders import a_pool, alpha, pools, stakes_for, unstakes_for

POOL = a_pool()
WHOM = "5F"
LARGE = Tao.parse("5000")


def quoted(intent: SingleIntent, pool: Pool = POOL, tolerance: str = "2") -> Quote:
    return quote(intent, {pool.netuid: pool}, Tolerance.parse(tolerance), 1)


def stake(pays: Tao = LARGE, *, allow_partial: bool = True) -> Stake:
    return Stake(7, WHOM, pays, allow_partial=allow_partial)


def test_what_fits_within_the_tolerance_is_quoted_and_nothing_is_promised() -> None:
    whole, part = quoted(stake(allow_partial=False)), quoted(stake())
    assert (whole.fills, whole.worst_received) == (False, None)
    assert part.fills is True
    assert part.pays == LARGE
    assert part.pays_now == part.largest == whole.largest
    assert part.receives == POOL.trade(Side.BUY, part.pays_now).received
    assert part.worst_received == Alpha(0, 7)
    assert part.intent == stake()


def test_an_order_that_fits_whole_is_quoted_whole_and_promises_nothing_all_the_same() -> None:
    small = Tao.parse("10")
    whole, part = quoted(stake(small, allow_partial=False)), quoted(stake(small))
    assert (part.pays_now, part.receives, part.legs) == (small, whole.receives, whole.legs)
    assert part.worst_received == Alpha(0, 7)
    assert quoted(Unstake(7, WHOM, alpha("10"), allow_partial=True)).worst_received == Tao(0)


def test_spend_limits_count_the_whole_since_later_more_of_it_may_fill() -> None:
    assert worth_of(quoted(stake()), {7: POOL.price}).tao == LARGE
    assert worth_of(quoted(stake(allow_partial=False)), {7: POOL.price}).tao == LARGE


def test_where_the_price_is_at_the_limit_already_nothing_fills() -> None:
    dear = limit_for(POOL, Side.BUY, Tolerance.parse("0.0001"))
    at_limit = replace(POOL, tao_in=Tao(POOL.tao_in.rao * 11 // 10))
    assert part_within(stake(), at_limit, dear) == stake()
    assert received_within(stake(), quoted(stake()).limits, {7: at_limit}) is None


def test_a_later_block_fills_another_part_within_the_same_limit() -> None:
    reviewed = quoted(stake())
    dearer = replace(POOL, tao_in=Tao(POOL.tao_in.rao * 1005 // 1000))
    now = received_within(stake(), reviewed.limits, {7: dearer})
    assert now is not None
    assert Alpha(0, 7) < now < reviewed.receives  # type: ignore[operator]  # both are alpha of 7


@pytest.mark.parametrize("intent", [stake(allow_partial=False), MoveStake(7, "5A", "5B", alpha("1"))])
def test_all_other_orders_fill_whole_or_not_at_all(intent: SingleIntent) -> None:
    assert not allows_part(intent)
    assert quoted(intent).pays_now == intent.amount


@given(st.data(), pools(fee_rates=(0, 33)), st.sampled_from((Side.BUY, Side.SELL)))
def test_the_part_is_the_largest_that_fills_and_never_more_than_was_asked(
    data: st.DataObject, pool: Pool, side: Side
) -> None:
    asked = data.draw(stakes_for(pool) if side is Side.BUY else unstakes_for(pool))
    limit = limit_for(pool, side, Tolerance())
    intent: SingleIntent = (
        Stake(pool.netuid, WHOM, asked, allow_partial=True)
        if isinstance(asked, Tao)
        else Unstake(pool.netuid, WHOM, asked, allow_partial=True)
    )
    part = part_within(intent, pool, limit).amount
    assert part.rao <= asked.rao
    try:
        largest = pool.largest(side, limit)
    except PoolRefusal:
        assert part == asked
        return
    if fills_whole(pool, side, asked, limit):
        assert part == asked
    elif largest:
        assert part == amount_of(asked.asset, min(asked.rao, largest.rao))
