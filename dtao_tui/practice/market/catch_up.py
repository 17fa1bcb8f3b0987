"""Catch-up of a kept world: it stood still while the program was closed, and one block brings it to the time of now.

That block is an ordinary one. It carries k, the hours that have passed, and one net trade per pool by a market maker
through the normal swap: a function of seed, block, k and state. The prices between are a story. No emission, epoch or
era passes besides those of one block.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isqrt
from random import Random

from dtao_tui.practice.market.market_orders import alpha_for, buy, held, markets, place_of, sell
from dtao_tui.practice.pallets import balances, pools
from dtao_tui.practice.pallets.registry import Context, View
from dtao_tui.practice.pallets.subnets.deregistration import REGISTERED_AT
from dtao_tui.practice.state.internal_items import CATCH_UPS, PLAY
from dtao_tui.practice.state.storage import Value
from dtao_tui.practice.world.definition import trader_account

HOUR = 3_600_000
"""Milliseconds."""

MOST_HOURS = 720
MOST_KEPT = 32
"""Catch-ups whose story is still told."""

_HOURLY_PARTS = 12
"""Of a pool's TAO in 10,000ths: the deviation of the net trade of one hour."""

_LARGEST_PARTS = 600
_WHOLE = 10_000
_NOISE_BITS = 15


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """One catch-up: its block, the hours it carried, when they began and ended, and the prices at both ends."""

    block: int
    hours: int
    began: int
    ended: int
    """Milliseconds since 1970."""

    prices: Sequence[tuple[int, int, int, int]]
    """Netuid, block of registration, price before and after in rao."""


def hours_passed(view: View, now: int) -> int:
    """The whole hours from the newest block to now, in milliseconds since 1970; at most 30 days of them."""
    return max(0, min((now - view.number("Timestamp.Now")) // HOUR, MOST_HOURS))


def catch_up(context: Context, hours: int, began: int) -> None:
    """Trade in every pool as the market would have over these hours in sum, and write down what was done."""
    view = context.storage
    seed, traders = _play(view)
    before = {netuid: pools.pool_of(view, netuid).price.rao for netuid in markets(view)}
    for netuid in before if traders else ():
        dice = Random(f"{seed}/catch-up/{context.block}/{hours}/{netuid}")
        _trade(context, netuid, dice, trader_account(netuid % traders), hours)
    told = view.get(CATCH_UPS)
    kept = list(told) if isinstance(told, list | tuple) else []
    prices: list[Value] = [
        [netuid, view.number(REGISTERED_AT, netuid), rao, pools.pool_of(view, netuid).price.rao]
        for netuid, rao in before.items()
    ]
    ended = view.number("Timestamp.Now")
    new: Value = {"block": context.block, "hours": hours, "began": began, "ended": ended, "prices": prices}
    context.storage.put(CATCH_UPS, value=[*kept, new][-MOST_KEPT:])


def catch_ups(view: View) -> list[CaughtUp]:
    """The catch-ups of this world, oldest first."""
    told = view.get(CATCH_UPS)
    return [_caught_up(each) for each in told if isinstance(each, dict)] if isinstance(told, list | tuple) else []


def path_between(caught_up: CaughtUp, seed: int, netuid: int) -> list[int]:
    """The story of one price between both ends, at each hour after the begin but the last; in rao."""
    before, after = next((first, last) for number, _, first, last in caught_up.prices if number == netuid)
    hours = caught_up.hours
    dice = Random(f"{seed}/between/{caught_up.block}/{hours}/{netuid}")
    noise = array("h", dice.randbytes(2 * hours))
    walk = list(accumulate(noise))
    # A walk that is tied at both ends; half a per cent an hour.
    tied = [at - walk[-1] * hour // hours for hour, at in enumerate(walk, 1)]
    return [
        max(before + (after - before) * hour // hours + before * at // (200 << _NOISE_BITS), 1)
        for hour, at in enumerate(tied[:-1], 1)
    ]


def _trade(context: Context, netuid: int, dice: Random, maker: bytes, hours: int) -> None:
    view, pool = context.storage, pools.pool_of(context.storage, netuid)
    position = place_of(view, maker, netuid)
    # The sum of twelve even throws is close to a bell, and whole.
    throw = sum(dice.randrange(-1000, 1001) for _ in range(12)) // 2
    parts = throw * _HOURLY_PARTS * isqrt(hours * 10_000) // 100_000
    parts = max(-_LARGEST_PARTS, min(parts, _LARGEST_PARTS))
    tao = pool.tao_in.rao * abs(parts) // _WHOLE
    if parts > 0:
        buy(context, position, min(tao, balances.reducible(view, maker) // 4))
    elif parts < 0:
        sell(context, position, min(alpha_for(pool, tao), held(view, position) // 2))


def _play(view: View) -> tuple[int, int]:
    play = view.get(PLAY)
    numbers = [play[name] for name in ("seed", "traders")] if isinstance(play, dict) else [0, 0]
    seed, traders = (number if isinstance(number, int) else 0 for number in numbers)
    return seed, traders


def _caught_up(told: Mapping[str, Value]) -> CaughtUp:
    block, hours, began, ended = (_whole(told[name]) for name in ("block", "hours", "began", "ended"))
    rows = told["prices"]
    prices = (
        [tuple(map(_whole, row)) for row in rows if isinstance(row, list | tuple)] if isinstance(rows, list) else []
    )
    return CaughtUp(block, hours, began, ended, [(row[0], row[1], row[2], row[3]) for row in prices])


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError("a catch-up holds something else than whole numbers")
    return value
