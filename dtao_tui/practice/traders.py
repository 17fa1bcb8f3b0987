"""Market makers that keep prices alive: a handful of trades each block, drawn from the world's seed and the block.

They trade by the same rules as everybody, from accounts of their own, and pay the pools' fees.
"""

from random import Random

from dtao_tui.domain.pool import Pool
from dtao_tui.practice import balances, pools, shares
from dtao_tui.practice.dispatch import Context, DispatchFailure, View
from dtao_tui.practice.emission import moving_price, price_bits
from dtao_tui.practice.private import PLAY
from dtao_tui.practice.staking import LEAST_STAKE, least_added
from dtao_tui.practice.trades import Position, stake, unstake
from dtao_tui.practice.world import trader_account

FEWEST_TRADES = 4
MOST_TRADES = 9
SMALLEST_PART = 4
LARGEST_PART = 900
"""Of a pool's TAO, in 100,000ths."""

_PART_WHOLE = 100_000
_PULL_PERCENT = 400
"""How strongly a price that left its average is pulled back: so many percent of chance per percent of distance."""


def trade(context: Context) -> None:
    """Let the market makers trade this block."""
    play = context.storage.get(PLAY)
    if not isinstance(play, dict):
        return
    seed, traders = play["seed"], play["traders"]
    if not isinstance(traders, int) or not isinstance(seed, int) or not traders:
        return
    dice = Random(f"{seed}/{context.block}")
    markets = _markets(context.storage)
    for _ in range(dice.randrange(FEWEST_TRADES, MOST_TRADES + 1)):
        if markets:
            _trade_once(context, dice, markets[dice.randrange(len(markets))], traders)


def _markets(view: View) -> list[int]:
    return [
        netuid
        for netuid in pools.netuids(view)
        if view.number(pools.MECHANISM, netuid) == pools.DYNAMIC and view.flag(pools.IS_OPEN, netuid)
    ]


def _trade_once(context: Context, dice: Random, netuid: int, traders: int) -> None:
    """One trade; what the pool refuses is simply not made."""
    position = Position(
        context.storage.raw("SubtensorModule.Keys", netuid, 0), trader_account(netuid % traders), netuid
    )
    pool = pools.pool_of(context.storage, netuid)
    tao = pool.tao_in.rao * _part(dice) // _PART_WHOLE
    buys = dice.randrange(10_000) < _chance_to_buy(context.storage, pool)
    mark = context.mark()
    try:
        with context.storage.transaction():
            if buys:
                _buy(context, position, tao)
            else:
                _sell(context, position, pool, tao)
    except DispatchFailure:
        context.forget_since(mark)


def _buy(context: Context, position: Position, tao: int) -> None:
    tao = max(tao, least_added(context.storage, position.netuid))
    if balances.reducible(context.storage, position.coldkey) >= tao:
        stake(context, position, tao)


def _sell(context: Context, position: Position, pool: Pool, tao: int) -> None:
    """Sell alpha worth so much, if there is so much."""
    price = price_bits(pool)
    alpha = (max(tao, LEAST_STAKE) << 64) // price if price else 0
    held = shares.stake_of(context.storage, position.hotkey, position.coldkey, position.netuid)
    if 0 < alpha <= held:
        unstake(context, position, alpha)


def _part(dice: Random) -> int:
    """Small trades are frequent and large ones rare."""
    return SMALLEST_PART + dice.randrange(LARGEST_PART) * dice.randrange(1000) * dice.randrange(1000) // 10**6


def _chance_to_buy(view: View, pool: Pool) -> int:
    """In 10,000ths: one half, more where the price is below its average and less above."""
    average = moving_price(view, pool.netuid)
    if not average:
        return 5000
    distance = (average - price_bits(pool)) * 10_000 // average
    return min(max(5000 + distance * _PULL_PERCENT // 100, 1000), 9000)
