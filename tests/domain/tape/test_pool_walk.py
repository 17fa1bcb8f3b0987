"""Walking back from a block's end: every pool around a passage is found to the rao, or none is claimed."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.tape.pool_walk import MOST_WALKED, Passage, walk_back
from tests.fakes.values import a_pool

POOL = a_pool(7, "0.022", "31400", weight="0.487654321098765432")


def passed(pool: Pool, side: Side, rao: int) -> tuple[Pool, Passage]:
    """The pool after a trade as the chain does it, and what its event tells."""
    amount = Tao(rao) if side is Side.BUY else Alpha(rao, pool.netuid)
    trade = pool.trade(side, amount)
    if side is Side.BUY:
        return pool.after(trade), Passage(side, trade.net.rao, trade.received.rao)
    return pool.after(trade), Passage(side, trade.received.rao, trade.net.rao, trade.fee.rao)


def a_block(pool: Pool, *trades: tuple[Side, int]) -> tuple[list[Pool], list[Passage]]:
    pools, passages = [pool], []
    for side, rao in trades:
        after, passage = passed(pools[-1], side, rao)
        pools.append(after)
        passages.append(passage)
    return pools, passages


def around(pools: list[Pool]) -> list[tuple[Pool, Pool]]:
    return list(pairwise(pools))


TRADES = st.lists(st.tuples(st.sampled_from(Side), st.integers(10**7, 10**12)), min_size=1, max_size=5)


@settings(max_examples=30, deadline=None)
@given(TRADES, st.sampled_from(["0.5", "0.4876", "0.487654321098765432"]))
def test_each_pool_of_a_block_is_found_to_the_rao(trades: list[tuple[Side, int]], weight: str) -> None:
    try:
        pools, passages = a_block(a_pool(7, "0.022", "31400", weight=weight), *trades)
    except PoolRefusal:
        return
    assert walk_back(pools[-1], passages, pools[0].tao_in.rao) == around(pools)


def test_a_sales_fee_that_the_author_sold_is_taken_back_too() -> None:
    pools, passages = a_block(POOL, (Side.SELL, 5 * 10**12))
    assert passages[0].fee > 0
    assert walk_back(pools[-1], passages, pools[0].tao_in.rao) == around(pools)


def test_a_runtime_that_keeps_the_fee_out_of_the_pool_is_followed_too() -> None:
    trade = POOL.trade(Side.SELL, Alpha(5 * 10**12, 7))
    end = POOL.after(trade, sells_fee=False)
    assert walk_back(end, [Passage(Side.SELL, trade.received.rao, trade.net.rao, trade.fee.rao)]) == [(POOL, end)]


def test_where_the_start_is_not_known_prices_are_right_all_the_same() -> None:
    pools, passages = a_block(POOL, (Side.SELL, 5 * 10**12), (Side.BUY, 10**11), (Side.SELL, 3 * 10**11))
    found = walk_back(pools[-1], passages)
    assert [
        step and abs(step[0].tao_in.rao - pool.tao_in.rao) <= 2 for step, pool in zip(found, pools, strict=False)
    ] == [True] * 3


def test_what_came_before_a_change_that_no_event_tells_is_unknown() -> None:
    first, before = a_block(POOL, (Side.BUY, 10**11))
    hidden, _ = passed(first[-1], Side.BUY, 5 * 10**9)
    rest, behind = a_block(hidden, (Side.SELL, 10**12), (Side.BUY, 10**10))
    assert walk_back(rest[-1], [*before, *behind]) == [None, *around(rest)]


def test_amounts_that_the_curve_does_not_pay_are_unknown() -> None:
    pools, (passage,) = a_block(POOL, (Side.BUY, 10**11))
    assert walk_back(pools[-1], [Passage(Side.BUY, passage.tao, passage.alpha + 2)]) == [None]
    assert walk_back(pools[-1], [Passage(Side.SELL, passage.tao, passage.alpha)]) == [None]
    assert walk_back(POOL, [Passage(Side.BUY, POOL.tao_in.rao, 5)]) == [None]


def test_a_purchase_may_leave_a_few_rao_at_its_limit() -> None:
    pools, (passage,) = a_block(POOL, (Side.BUY, 10**11))
    cut = Passage(Side.BUY, passage.tao + 3, passage.alpha, may_leave=True)
    assert walk_back(pools[-1], [cut]) == around(pools)
    assert walk_back(pools[-1], [replace(cut, may_leave=False)]) == [None]


def test_only_the_last_of_very_many_passages_are_walked() -> None:
    pools, passages = a_block(a_pool(7, weight="0.5"), *[(Side.BUY, 10**9)] * (MOST_WALKED + 2))
    assert walk_back(pools[-1], passages) == [None, None, *around(pools)[2:]]


def test_no_passage_asks_for_no_pool() -> None:
    assert walk_back(POOL, []) == []
