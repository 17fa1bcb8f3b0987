"""Room for front-running within a limit price: how much others can buy first while an order still fills."""

from collections.abc import Callable

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side


def room_before(pool: Pool, stake: Tao, limit: Price, most: Tao) -> Tao:
    """The largest purchase, fee included and at most `most`, after which the stake still fills whole at its limit.

    Zero where even the stake alone does not fill.
    """
    return Tao(largest(lambda rao: _fills_after(pool, Tao(rao), stake, limit), most.rao))


def largest(holds: Callable[[int], bool], most: int) -> int:
    """The largest number up to `most` for which it holds, given that it holds for all smaller ones; zero for none."""
    if most <= 0 or holds(most):
        return max(most, 0)
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            low = middle
        else:
            high = middle
    return low


def _fills_after(pool: Pool, first: Tao, stake: Tao, limit: Price) -> bool:
    try:
        met = pool.after(pool.trade(Side.BUY, first)) if first else pool
        return met.largest(Side.BUY, limit) >= stake
    except PoolRefusal:
        return False
