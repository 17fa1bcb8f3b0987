"""The limits of an order's calls, and what fills within them at these pools."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from dtao_tui.domain.amounts import Alpha, Price, Tao, amount_of, as_alpha
from dtao_tui.domain.pools import move_limit
from dtao_tui.domain.pools.pool import AnyTrade, Pool, PoolRefusal, PriceLimitExceeded
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.quotes import Quote, loss_percent
from dtao_tui.domain.trades.tolerance import Tolerance, limit_for

_HALVINGS = 14
"""Steps of the search for the largest swap."""

_LEAST_SIZED = 10**6
"""A swap of so few rao whose own size does not matter for its limit, and whose roundings do not either."""


def limit_ratio_for(origin: Pool, destination: Pool, alpha: Alpha, tolerance: Tolerance) -> move_limit.PriceRatio:
    """The limit ratio under which a swap of this much never brings less than the tolerance allows.

    The chain refuses a ratio above that of the prices, weights and all, but bounds the order by a formula without the
    weights. Where the limit that keeps the tolerance would be above the ratio, or so near that the next trade of anyone
    would stop the order, it is set a tenth of the tolerance below the ratio, and the floor is lower than was asked for.
    """
    if origin.is_stable and destination.is_stable:
        return move_limit.PriceRatio(move_limit.UNIT)
    if origin.is_stable:
        # The purchase's limit price turned over, rounded up: turned back it is no higher than that price.
        highest = max(limit_for(destination, Side.BUY, tolerance).rao, 1)
        return move_limit.PriceRatio(-(-(move_limit.UNIT**2) // highest))
    if destination.is_stable:
        return move_limit.PriceRatio(limit_for(origin, Side.SELL, tolerance).rao)
    now = move_limit.price_ratio(origin, destination)
    nearest = tolerance.tenth.limit(Side.SELL, Price(now.billionths)).rao
    try:
        keeping = move_limit.limit_for_floor(
            origin, destination, alpha, _least_wanted(origin, destination, alpha, tolerance)
        )
    except PriceLimitExceeded:
        return move_limit.PriceRatio(nearest)
    return min(keeping, move_limit.PriceRatio(nearest))


def fills_whole(pool: Pool, side: Side, pays: Tao | Alpha, limit: Price) -> bool:
    """Whether the chain accepts all or nothing within the limit, and then takes all.

    Both are asked: where weights are far apart, the chain's largest amount buys the pool empty, past any limit.
    """
    if not 0 < pays.rao <= largest_within(pool, side, limit).rao:
        return False
    try:
        return pool.trade(side, pays, limit).paid.rao >= pays.rao
    except PoolRefusal:
        return False


def fills_within(quoted: Quote, pools: Mapping[int, Pool], tolerance: Tolerance) -> bool:
    """Whether the order of a quote fills whole within another tolerance; `pools` are those that it was quoted from.

    The same as `fills` of a new quote, without its figures. Raises PoolRefusal.
    """
    if quoted.is_swap:
        return _swap_fills_within(quoted, pools, tolerance)
    if not quoted.legs:
        return True
    hop = quoted.legs[0].hop
    pool = pools[hop.netuid]
    limit = limit_for(pool, hop.side, tolerance)
    for leg in quoted.legs:
        if not fills_whole(pool, hop.side, leg.offered, limit):
            return False
        pool = pool_after(pool, leg.trade)
    return True


def _swap_fills_within(quoted: Quote, pools: Mapping[int, Pool], tolerance: Tolerance) -> bool:
    sale, purchase = quoted.legs
    if any(leg.trade.paid.rao < leg.offered.rao for leg in (sale, purchase)):
        return False
    origin, destination, alpha = pools[sale.hop.netuid], pools[purchase.hop.netuid], as_alpha(quoted.pays)
    limit = limit_ratio_for(origin, destination, alpha, tolerance)
    return move_limit.keeps_its_floor(origin, destination, alpha, limit, as_alpha(purchase.trade.received))


def largest_within(pool: Pool, side: Side, limit: Price) -> Tao | Alpha:
    """The most that fills whole within the limit; nothing where the price is already there."""
    try:
        return pool.largest(side, limit)
    except PoolRefusal:
        return amount_of(side.pays(pool.netuid), 0)


# It does not depend on what is typed.
@lru_cache(maxsize=8)
def largest_swap(origin: Pool, destination: Pool, tolerance: Tolerance) -> Alpha:
    """The largest swap that fills under the limit of its own size, to about one part in ten thousand below.

    A larger swap has a higher limit, under which less fills.
    """
    try:
        high = _within_limit_of(origin, destination, Alpha(_LEAST_SIZED, origin.netuid), tolerance)
    except PoolRefusal:
        return Alpha(0, origin.netuid)
    low = Alpha(0, origin.netuid)
    for _ in range(_HALVINGS):
        middle = Alpha((low.rao + high.rao) // 2, origin.netuid)
        fits = middle <= _within_limit_of(origin, destination, middle, tolerance)
        low, high = (middle, high) if fits else (low, middle)
    return low


def let_through(origin: Pool, destination: Pool, alpha: Alpha, worst: Alpha, tolerance: Tolerance) -> Decimal | None:
    """Per cent below the market of the floor, where it is lower than the tolerance allows."""
    if origin.is_stable or destination.is_stable:
        return None
    if worst >= _least_wanted(origin, destination, alpha, tolerance):
        return None
    return loss_percent(worst.rao, _at_market(origin, destination, alpha).rao)


def pool_after(pool: Pool, trade: AnyTrade) -> Pool:
    """The pool after a trade; where the author cannot sell the fee, as if there were none."""
    try:
        return pool.after(trade)
    except PoolRefusal:
        return pool.after(trade, sells_fee=False)


def _within_limit_of(origin: Pool, destination: Pool, alpha: Alpha, tolerance: Tolerance) -> Alpha:
    """The most that fills under the limit of a swap of another size. Raises PoolRefusal."""
    return move_limit.largest_move(origin, destination, limit_ratio_for(origin, destination, alpha, tolerance))


def _least_wanted(origin: Pool, destination: Pool, alpha: Alpha, tolerance: Tolerance) -> Alpha:
    """What a swap brings at the market less the tolerance, the fee left out, rounded down."""
    at_market = _at_market(origin, destination, alpha)
    return at_market - tolerance.share_of(at_market)


def _at_market(origin: Pool, destination: Pool, alpha: Alpha) -> Alpha:
    """What a swap would bring at the ratio of the prices now, the fee left out, rounded down."""
    net, now = alpha.rao - origin.fee_on(alpha.rao), move_limit.price_ratio(origin, destination)
    return Alpha(net * now.billionths // move_limit.UNIT, destination.netuid)
