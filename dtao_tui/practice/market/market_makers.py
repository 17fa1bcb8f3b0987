"""The market of each block: market makers around the average price, and the agents, drawn from seed and block.

They trade through the chain's own calls, from their own accounts, and pay the pools' fees.
"""

from random import Random

from dtao_tui.domain.pools.pool import Pool
from dtao_tui.practice.market.agents import bring_the_whale, follow_trends, keep_pace, let_decline, sell_earnings
from dtao_tui.practice.market.market_orders import alpha_for, buy, markets, place_of, sell
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.registry import Context, View
from dtao_tui.practice.state.internal_items import PLAY
from dtao_tui.practice.world.definition import trader_account

FEWEST_TRADES = 4
MOST_TRADES = 9
SMALLEST_PART = 4
LARGEST_PART = 900
"""Of a pool's TAO, in 100,000ths."""

_PART_WHOLE = 100_000
_PULL_PERCENT = 400
"""The pull of a price back to its average: percent of chance per percent of distance."""


def trade(context: Context) -> None:
    """Let all traders act in this block; none does in a still world."""
    seed, traders, intensity = _play(context.storage)
    choice = markets(context.storage)
    if not traders or not choice:
        return
    dice = Random(f"{seed}/{context.block}")
    makers = [trader_account(place) for place in range(traders)]
    for _ in range(dice.randrange(FEWEST_TRADES, MOST_TRADES + 1) * intensity // 100):
        netuid = choice[dice.randrange(len(choice))]
        _make_market(context, dice, makers[netuid % traders], netuid)
    keep_pace(context)
    follow_trends(context, dice)
    bring_the_whale(context, seed)
    let_decline(context, dice, makers)
    sell_earnings(context)


def _play(view: View) -> tuple[int, int, int]:
    """Seed, number of market makers and intensity in percent."""
    play = view.get(PLAY)
    numbers = [play[name] for name in ("seed", "traders", "intensity")] if isinstance(play, dict) else [0, 0, 0]
    seed, traders, intensity = (number if isinstance(number, int) else 0 for number in numbers)
    return seed, traders, intensity


def _make_market(context: Context, dice: Random, maker: bytes, netuid: int) -> None:
    """Buy or sell a little, more likely towards the average price."""
    position = place_of(context.storage, maker, netuid)
    pool = pools.pool_of(context.storage, netuid)
    tao = pool.tao_in.rao * _part(dice) // _PART_WHOLE
    if dice.randrange(10_000) < _chance_to_buy(context.storage, pool):
        buy(context, position, tao)
    else:
        sell(context, position, alpha_for(pool, tao))


def _part(dice: Random) -> int:
    """Small trades are frequent and large ones rare."""
    return SMALLEST_PART + dice.randrange(LARGEST_PART) * dice.randrange(1000) * dice.randrange(1000) // 10**6


def _chance_to_buy(view: View, pool: Pool) -> int:
    """In 10,000ths: one half, more where the price is below its average and less above."""
    average = pools.moving_price(view, pool.netuid)
    if not average:
        return 5000
    distance = (average - pool.price_bits) * 10_000 // average
    return min(max(5000 + distance * _PULL_PERCENT // 100, 1000), 9000)
