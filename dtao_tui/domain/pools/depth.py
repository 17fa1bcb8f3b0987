"""How much a pool takes: the impact of round sizes, and the largest order whose impact stays within a given one."""

import math
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import LARGEST_RAO, RAO_PER_TAO, Alpha, Tao
from dtao_tui.domain.pools.pool import Bought, Pool, PoolRefusal, Sold
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import LARGEST_MULTIPLE
from dtao_tui.domain.trades.quotes import Kind, Tolerance, limit_for, loss_percent, quote_stake, quote_unstake

SIZES = tuple(Tao(size * RAO_PER_TAO) for size in (1, 10, 100, 1000))
IMPACTS = tuple(map(Decimal, ("0.1", "0.5", "1", "2", "5")))

_RATE_PARTS = 65535
_STEP_PARTS = 100
_LARGEST_PARTS = 500_000
"""The widest tolerance there is, and the step in which one is looked for, in millionths."""


@dataclass(frozen=True, slots=True)
class Rung:
    """What one round size would receive; None where the pool refuses it."""

    pays: Tao
    receives: Alpha | None
    impact: Decimal | None
    """Per cent."""

    fills: bool
    """Whether it fills whole within the tolerance."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The largest stake whose price impact is at most so many per cent."""

    impact: Decimal
    up_to: Tao


@dataclass(frozen=True, slots=True)
class Ladder:
    """A pool's depth for stakes at one block; worth keeping for as long as the block lasts."""

    rungs: tuple[Rung, ...]
    reaches: tuple[Reach, ...]

    @classmethod
    def of(cls, pool: Pool, tolerance: Tolerance) -> "Ladder":
        """The ladder of this pool. Takes some milliseconds: compute it once a block."""
        largest = _largest_stake(pool, tolerance)
        rungs = tuple(_rung(pool, size, largest) for size in SIZES)
        return cls(rungs, tuple(Reach(impact, largest_stake_for_impact(pool, impact)) for impact in IMPACTS))


def price_impact(pool: Pool, paid: Tao | Alpha) -> Decimal:
    """The price impact of an order in per cent, the fee left out. Raises PoolRefusal."""
    swap, ideal = _swap_and_ideal(pool, paid)
    return loss_percent(swap.received.rao, ideal)


def largest_for_impact(pool: Pool, kind: Kind, percent: Decimal) -> Tao | Alpha:
    """The largest order of a kind, fee included, whose price impact is at most so many per cent."""
    return largest_stake_for_impact(pool, percent) if kind == "stake" else largest_unstake_for_impact(pool, percent)


def largest_stake_for_impact(pool: Pool, percent: Decimal) -> Tao:
    """The largest stake, fee included, that fills whole with an impact of at most so many per cent, or nothing.

    On the exact curve, to the rao: this amount is within, one rao more is beyond. Where payouts of a few rao make the
    impact jump up and down by roundings, it is the end of one of the stretches that are within.
    """
    if pool.is_stable:
        return Tao(LARGEST_RAO)
    weights = pool.quote_weight / (10**18 - pool.quote_weight)
    return Tao(_largest_within(pool, Tao(0), percent, weights))


def largest_unstake_for_impact(pool: Pool, percent: Decimal) -> Alpha:
    """The largest unstake, fee included, that fills whole with an impact of at most so many per cent; exact too."""
    if pool.is_stable:
        return Alpha(LARGEST_RAO, pool.netuid)
    weights = (10**18 - pool.quote_weight) / pool.quote_weight
    return Alpha(_largest_within(pool, Alpha(0, pool.netuid), percent, weights), pool.netuid)


def tolerance_that_fills(pool: Pool, paid: Tao | Alpha) -> Tolerance:
    """The usual tolerance, or in hundredths of a per cent the least above it at which the order fills whole.

    The usual one too where none is enough. Raises PoolRefusal.
    """
    usual = Tolerance()
    if _fills(pool, paid, usual) or not _fills(pool, paid, Tolerance(_LARGEST_PARTS)):
        return usual
    low, high = usual.parts_per_million // _STEP_PARTS, _LARGEST_PARTS // _STEP_PARTS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _fills(pool, paid, Tolerance(middle * _STEP_PARTS)) else (middle, high)
    return Tolerance(high * _STEP_PARTS)


def _fills(pool: Pool, paid: Tao | Alpha, tolerance: Tolerance) -> bool:
    if isinstance(paid, Tao):
        return quote_stake(pool, paid, tolerance, 0).fills is True
    return quote_unstake(pool, paid, tolerance, 0).fills is True


def _largest_within(pool: Pool, unit: Tao | Alpha, percent: Decimal, weights: float) -> int:
    """Widen a bracket around the estimate until its ends are on both sides, then halve it on the exact curve."""
    reserve = pool.tao_in.rao if isinstance(unit, Tao) else pool.alpha_in.rao
    most = min(reserve * LARGEST_MULTIPLE, LARGEST_RAO)

    def is_within(rao: int) -> bool:
        return rao == 0 or _is_within(pool, Tao(rao) if isinstance(unit, Tao) else Alpha(rao, unit.netuid), percent)

    if is_within(most):
        return most
    gross = _multiple_for(float(percent) / 100, weights) * reserve / (1 - pool.fee_rate / _RATE_PARTS)
    low = high = min(int(gross), most - 1)
    step = 1 + low // 10**9
    while not is_within(low):
        low, high, step = max(low - step, 0), low, step * 8
    while high < most and (high <= low or is_within(high)):
        low, high, step = high, min(high + step, most), step * 8
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_within(middle) else (low, middle)
    return low


def _is_within(pool: Pool, paid: Tao | Alpha, percent: Decimal) -> bool:
    try:
        swap, ideal = _swap_and_ideal(pool, paid)
    except PoolRefusal:
        return False
    # An order beyond the chain's outermost prices fills in part, and its impact grows no more.
    return swap.paid.rao == paid.rao and loss_percent(swap.received.rao, ideal) <= percent


def _swap_and_ideal(pool: Pool, paid: Tao | Alpha) -> tuple[Bought | Sold, int]:
    if isinstance(paid, Tao):
        bought = pool.trade(Side.BUY, paid)
        return bought, pool.at_spot(Side.BUY, bought.net).rao
    sold = pool.trade(Side.SELL, paid)
    return sold, pool.at_spot(Side.SELL, sold.net).rao


def _multiple_for(loss: float, weights: float) -> float:
    """The net order, as a multiple of the reserve it enters, that loses this share; good to some ten digits.

    With u = reserve / (reserve + net) and k the weight paid in over the weight paid out, the pool pays 1 − u**k of the
    other reserve, where the price before would pay k·(1/u − 1) of it.
    """
    low, high = -30.0, math.log(LARGEST_MULTIPLE)
    for _ in range(60):
        middle = (low + high) / 2
        growth = math.exp(middle)
        kept = -math.expm1(-weights * math.log1p(growth)) / (weights * growth)
        low, high = (middle, high) if 1 - kept <= loss else (low, middle)
    return math.exp(low)


def _largest_stake(pool: Pool, tolerance: Tolerance) -> Tao:
    try:
        return pool.largest(Side.BUY, limit_for(pool, "stake", tolerance))
    except PoolRefusal:
        return Tao(0)


def _rung(pool: Pool, size: Tao, largest: Tao) -> Rung:
    try:
        bought = pool.trade(Side.BUY, size)
    except PoolRefusal:
        return Rung(size, None, None, fills=False)
    impact = loss_percent(bought.received.rao, pool.at_spot(Side.BUY, bought.net).rao)
    return Rung(size, bought.received, impact, fills=size <= largest)
