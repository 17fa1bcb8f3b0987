"""Trades of the simulated traders. A trade that the chain refuses is skipped."""

from collections.abc import Callable

from dtao_tui.domain.market import LEAST_STAKE
from dtao_tui.domain.pools.pool import DYNAMIC, Pool
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, View
from dtao_tui.practice.pallets.staking import least_added
from dtao_tui.practice.pallets.trades import StakePosition, stake, unstake


def markets(view: View) -> list[int]:
    """The subnets that have a pool and are open."""
    return [
        netuid
        for netuid in pools.netuids(view)
        if view.number(pools.MECHANISM, netuid) == DYNAMIC and view.flag(pools.IS_OPEN, netuid)
    ]


def place_of(view: View, coldkey: bytes, netuid: int) -> StakePosition:
    """A trader's position on a subnet, with its first validator."""
    return StakePosition(view.raw("SubtensorModule.Keys", netuid, 0), coldkey, netuid)


def held(view: View, position: StakePosition) -> int:
    """The alpha in a position, in rao."""
    return shares.stake_of(view, position.hotkey, position.coldkey, position.netuid)


def buy(context: Context, position: StakePosition, tao: int) -> None:
    """Stake this much TAO, at least the chain's minimum, if the trader has it."""
    tao = max(tao, least_added(context.storage, position.netuid))
    if balances.reducible(context.storage, position.coldkey) >= tao:
        _attempt(context, lambda: stake(context, position, tao))


def sell(context: Context, position: StakePosition, alpha: int) -> None:
    """Unstake this much alpha, in rao, if the trader has it and it is worth the chain's minimum."""
    worth = alpha * pools.pool_of(context.storage, position.netuid).price_bits >> 64
    if 0 < alpha <= held(context.storage, position) and worth >= LEAST_STAKE.rao:
        _attempt(context, lambda: unstake(context, position, alpha))


def alpha_for(pool: Pool, tao: int) -> int:
    """The rao of alpha worth this many rao of TAO at the price, and at least the chain's minimum."""
    price = pool.price_bits
    return (max(tao, LEAST_STAKE.rao) << 64) // price if price else 0


def _attempt(context: Context, deed: Callable[[], int]) -> None:
    mark = context.mark()
    try:
        with context.storage.transaction():
            deed()
    except DispatchFailure:
        context.forget_since(mark)
