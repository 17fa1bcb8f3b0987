"""Depth of one pool to the rao: the impact of an order, and the largest order within a given impact."""

import math
from decimal import Decimal
from typing import Literal, overload

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha, Tao, amount_of
from dtao_tui.domain.pools.pool import AnyTrade, Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import LARGEST_MULTIPLE
from dtao_tui.domain.trades.order_limits import fills_whole
from dtao_tui.domain.trades.quotes import loss_percent
from dtao_tui.domain.trades.tolerance import Tolerance, limit_for

_RATE_PARTS = 65535
_STEP_PARTS = 100
_LARGEST_PARTS = 500_000
"""The widest tolerance there is, and the step in which one is looked for, in millionths."""


def price_impact(pool: Pool, side: Side, paid: Tao | Alpha) -> Decimal:
    """The price impact of an order in per cent, the fee left out. Raises PoolRefusal."""
    trade, ideal = _trade_and_ideal(pool, side, paid)
    return loss_percent(trade.received.rao, ideal)


@overload
def largest_for_impact(pool: Pool, side: Literal[Side.BUY], percent: Decimal) -> Tao: ...
@overload
def largest_for_impact(pool: Pool, side: Side, percent: Decimal) -> Tao | Alpha: ...
def largest_for_impact(pool: Pool, side: Side, percent: Decimal) -> Tao | Alpha:
    """The largest order, fee included, that fills whole with an impact of at most this many per cent, or nothing.

    On the exact curve, to the rao: this amount is within, one rao more is beyond. Where payouts of a few rao make the
    impact jump up and down by roundings, it is the end of one of the stretches that are within.
    """
    rao = LARGEST_RAO if pool.is_stable else _largest_within(pool, side, percent)
    return amount_of(side.pays(pool.netuid), rao)


def tolerance_that_fills(pool: Pool, side: Side, paid: Tao | Alpha) -> Tolerance:
    """The usual tolerance, or in hundredths of a per cent the least above it at which the order fills whole.

    The usual one too where none is enough. Raises PoolRefusal.
    """
    pool.refuse_oversized(paid)
    pool.trade(side, paid)

    def fills(tolerance: Tolerance) -> bool:
        return fills_whole(pool, side, paid, limit_for(pool, side, tolerance))

    usual = Tolerance()
    if fills(usual) or not fills(Tolerance(_LARGEST_PARTS)):
        return usual
    low, high = usual.parts_per_million // _STEP_PARTS, _LARGEST_PARTS // _STEP_PARTS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fills(Tolerance(middle * _STEP_PARTS)) else (middle, high)
    return Tolerance(high * _STEP_PARTS)


def _largest_within(pool: Pool, side: Side, percent: Decimal) -> int:
    """Widen a bracket around the estimate until its ends are on both sides, then halve it on the exact curve."""
    asset = side.pays(pool.netuid)
    reserve = pool.reserve_of(asset).rao
    most = min(reserve * LARGEST_MULTIPLE, LARGEST_RAO)

    def is_within(rao: int) -> bool:
        return rao == 0 or _is_within(pool, side, amount_of(asset, rao), percent)

    if is_within(most):
        return most
    gross = _multiple_for(float(percent) / 100, _weights(pool, side)) * reserve / (1 - pool.fee_rate / _RATE_PARTS)
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


def _weights(pool: Pool, side: Side) -> float:
    """The weight that is paid in over the one that is paid out."""
    of_tao_over_alpha = pool.quote_weight / (10**18 - pool.quote_weight)
    return of_tao_over_alpha if side is Side.BUY else (10**18 - pool.quote_weight) / pool.quote_weight


def _is_within(pool: Pool, side: Side, paid: Tao | Alpha, percent: Decimal) -> bool:
    try:
        trade, ideal = _trade_and_ideal(pool, side, paid)
    except PoolRefusal:
        return False
    # An order beyond the chain's outermost prices fills in part, and its impact grows no more.
    return trade.paid.rao == paid.rao and loss_percent(trade.received.rao, ideal) <= percent


def _trade_and_ideal(pool: Pool, side: Side, paid: Tao | Alpha) -> tuple[AnyTrade, int]:
    trade = pool.trade(side, paid)
    return trade, pool.at_spot(side, trade.net).rao


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
