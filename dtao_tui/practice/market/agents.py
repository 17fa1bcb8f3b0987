"""Simulated agents: insiders, trend followers, a whale, and sellers of the weakest subnet.

All their actions follow from the world's seed, the block's number and the state.
"""

from collections.abc import Sequence
from random import Random

from dtao_tui.practice.market.market_orders import alpha_for, buy, held, markets, place_of, sell
from dtao_tui.practice.pallets import pools, shares
from dtao_tui.practice.pallets.registry import Context, View
from dtao_tui.practice.pallets.shares import OWNER
from dtao_tui.practice.pallets.subnets import epochs
from dtao_tui.practice.pallets.subnets.emission import FULL_EMISSION, subnets_to_emit_to
from dtao_tui.practice.pallets.trades import StakePosition
from dtao_tui.practice.state.internal_items import PACE
from dtao_tui.practice.world.definition import TREND_FOLLOWERS, trend_account, whale_account

PACE_SHIFT = 6
"""The pace follows the price by a sixty-fourth of the distance per block."""

TREND_PER_MILLE = 12
"""The least distance of a price from its pace that counts as a trend."""

_LOOKS = 2

WHALE_TERM = 800
"""Blocks from one visit of the whale to the next."""

_WHALE_STEPS = 8
_WHALE_STEP_BLOCKS = 6
_WHALE_ENTERS = 100
_WHALE_LEAVES = 500
_WHALE_PER_MILLE = 12
"""Of the pool's TAO, in each of its steps."""

_WHALE_LEAST_POOL = 500 * 10**9
_SOLD_BY_OWNER_PERCENT = 60
_SOLD_BY_MINERS_PERCENT = 80
_DECLINE_PER_MILLE = 3
_DECLINE_EVERY = 10
"""Blocks, on average."""


def keep_pace(context: Context) -> None:
    """Move every subnet's pace towards its price; trends are measured against it."""
    storage, subnets = context.storage, markets(context.storage)
    keys = [(netuid,) for netuid in subnets]
    moves = zip(pools.spot_prices(storage, subnets), storage.numbers(PACE, keys), strict=True)
    paces = [pace + ((price - pace) >> PACE_SHIFT) if pace else price for price, pace in moves]
    storage.put_all(PACE, zip(keys, paces, strict=True))


def sell_earnings(context: Context) -> None:
    """After an epoch the owner and the miners of a subnet sell most of their pay."""
    view = context.storage
    subnets = markets(view)
    last = view.numbers(epochs.LAST_EPOCH, [(netuid,) for netuid in subnets])
    for netuid in [netuid for netuid, block in zip(subnets, last, strict=True) if block == context.block]:
        owner = StakePosition(
            view.raw("SubtensorModule.SubnetOwnerHotkey", netuid),
            view.raw("SubtensorModule.SubnetOwner", netuid),
            netuid,
        )
        earned = view.number(epochs.TEMPO, netuid) * FULL_EMISSION * view.number("SubtensorModule.SubnetOwnerCut")
        sell(context, owner, earned // 65_535 * _SOLD_BY_OWNER_PERCENT // 100)
        for miner, alpha in _paid_miners(view, netuid):
            sell(context, miner, alpha * _SOLD_BY_MINERS_PERCENT // 100)


def follow_trends(context: Context, dice: Random) -> None:
    """One trend follower looks at a few subnets, buys rising ones and sells falling ones."""
    choice, place = markets(context.storage), dice.randrange(TREND_FOLLOWERS)
    for _ in range(_LOOKS):
        netuid = choice[dice.randrange(len(choice))]
        pool, pace = pools.pool_of(context.storage, netuid), context.storage.number(PACE, netuid)
        position = place_of(context.storage, trend_account(place), netuid)
        distance = (pool.price_bits - pace) * 1000 // pace if pace else 0
        if distance > TREND_PER_MILLE:
            buy(context, position, pool.tao_in.rao * dice.randrange(1, 5) // 1000)
        elif distance < -TREND_PER_MILLE:
            sell(context, position, held(context.storage, position))


def bring_the_whale(context: Context, seed: int) -> None:
    """Enter one deep pool in steps, hold, and leave it in steps; another pool each term."""
    view, whale = context.storage, whale_account()
    term, phase = divmod(context.block, WHALE_TERM)
    if _is_step(phase, _WHALE_ENTERS):
        choice = markets(view)
        netuid = choice[Random(f"{seed}/whale/{term}").randrange(len(choice))]
        tao = view.number(pools.TAO_IN, netuid)
        if tao >= _WHALE_LEAST_POOL:
            buy(context, place_of(view, whale, netuid), tao * _WHALE_PER_MILLE // 1000)
    elif _is_step(phase, _WHALE_LEAVES):
        steps_left = _WHALE_STEPS - (phase - _WHALE_LEAVES) // _WHALE_STEP_BLOCKS
        for position in _positions(view, whale):
            sell(context, position, held(view, position) // steps_left)


def let_decline(context: Context, dice: Random, traders: Sequence[bytes]) -> None:
    """On the subnet of the lowest worth, the remaining holders sell."""
    netuid = declining(context.storage)
    if netuid is None or dice.randrange(_DECLINE_EVERY):
        return
    pool = pools.pool_of(context.storage, netuid)
    alpha = alpha_for(pool, pool.tao_in.rao * _DECLINE_PER_MILLE // 1000)
    position = place_of(context.storage, traders[netuid % len(traders)], netuid)
    sell(context, position, alpha)


def declining(view: View) -> int | None:
    """The subnet with the lowest average price: the first candidate for removal."""
    emitting = subnets_to_emit_to(view)
    return min(emitting, key=lambda netuid: (pools.moving_price(view, netuid), netuid)) if emitting else None


def _is_step(phase: int, start: int) -> bool:
    steps, rest = divmod(phase - start, _WHALE_STEP_BLOCKS)
    return rest == 0 and 0 <= steps < _WHALE_STEPS


def _positions(view: View, coldkey: bytes) -> list[StakePosition]:
    hotkeys = shares.hotkeys_of(view, coldkey)
    places = [StakePosition(hotkey, coldkey, netuid) for hotkey in hotkeys for netuid in markets(view)]
    return [place for place in places if held(view, place)]


def _paid_miners(view: View, netuid: int) -> list[tuple[StakePosition, int]]:
    """The miners of a subnet and their pay in its last epoch, in rao of alpha."""
    hotkeys, permits = epochs.hotkeys_on(view, netuid), epochs.permits_on(view, netuid)
    emission = view.get("SubtensorModule.Emission", netuid)
    paid = emission if isinstance(emission, list | tuple) else []
    return [
        (StakePosition(hotkey, view.raw(OWNER, hotkey), netuid), alpha)
        for hotkey, permit, alpha in zip(hotkeys, permits, paid, strict=True)
        if not permit and isinstance(alpha, int)
    ]
