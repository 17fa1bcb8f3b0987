"""Ways out of an order that does not fill: the largest that does, and the tolerance that is needed for this size."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao, amount_of
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.trades.order_limits import fills_within
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.ticket.target_sizing import rounded_to_digits

_STEP = 100
"""A hundredth of a per cent, in millionths: a tolerance that is needed is rounded up to it."""

_WIDEST_STEP = _STEP * 2**10
"""Where the chain's formula for a swap wants more than its impact, the search for it ends here."""

_MILLION = 10**6


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What would make an order fill; each is None where there is no such way."""

    largest: Tao | Alpha | None
    """The largest order that fills within the tolerance and can be paid, rounded down to five significant digits."""

    tolerance: Tolerance | None
    """What this size needs, rounded up to 0.01 %; the order was found to fill with it."""

    moved: Decimal | None
    """Per cent that this size moves the price of its pool; None where two prices are involved."""


def ways_out(quoted: Quote, pools: Mapping[int, Pool], most: Tao | Alpha | None) -> WaysOut | None:
    """The ways out of a quote that does not fill; None of one that does. `most` is what can be paid at all."""
    if quoted.fills is not False or not quoted.is_local:
        return None
    moved = _moved_millionths(quoted, pools)
    needed = _needed(quoted, pools, moved)
    is_one_pool = len({leg.hop.netuid for leg in quoted.legs}) == 1
    return WaysOut(
        _largest(quoted, most),
        needed,
        Decimal(moved).scaleb(-4) if is_one_pool and moved is not None else None,
    )


def _largest(quoted: Quote, most: Tao | Alpha | None) -> Tao | Alpha | None:
    if quoted.largest is None:
        return None
    rao = rounded_to_digits(quoted.largest.rao if most is None else min(quoted.largest.rao, most.rao))
    return amount_of(quoted.pays.asset, rao) if rao > 0 else None


def _moved_millionths(quoted: Quote, pools: Mapping[int, Pool]) -> int | None:
    """How far the order moves what its limit bounds, rounded up; None where the pool does not take it whole."""
    if any(leg.trade.paid.rao < leg.offered.rao for leg in quoted.legs):
        return None
    if len(quoted.legs) != 1:
        impact = quoted.price_impact
        return None if impact is None else int(impact * 10**4) + 1
    (leg,) = quoted.legs
    before = leg.price_before.rao
    try:
        # The chain compares the price before the block's author sells the fee.
        after = pools[leg.hop.netuid].after(leg.trade, sells_fee=False).price.rao
    except PoolRefusal:
        return None
    return -(-abs(after - before) * _MILLION // before) if before else None


def _needed(quoted: Quote, pools: Mapping[int, Pool], moved: int | None) -> Tolerance | None:
    """The first tolerance from the estimate on with which the order fills, tried in widening steps and halved."""
    if moved is None:
        return None
    low, high, step = 0, -(-moved // _STEP) * _STEP, _STEP
    while not _fills(quoted, pools, high):
        low, high, step = high, high + step, step * 2
        if step > _WIDEST_STEP:
            return None
    while low and high - low > _STEP:
        middle = (low + high) // (2 * _STEP) * _STEP
        low, high = (low, middle) if _fills(quoted, pools, middle) else (middle, high)
    return Tolerance(high)


def _fills(quoted: Quote, pools: Mapping[int, Pool], parts: int) -> bool:
    try:
        return fills_within(quoted, pools, Tolerance(parts))
    except (NotAnAmount, PoolRefusal):
        return False
