"""The limit of a move between two pools: what the chain lets through, and the floor that follows from it.

The chain bounds a move by the ratio of two prices, with a formula that leaves the pools' weights out
(`get_max_amount_move`, spec 461). Where weights differ the ratio alone is no floor; the bound below makes it one.
"""

import math
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import LARGEST_RAO, Alpha, Price
from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.refusals import PriceLimitExceeded
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import fee_on_gross

UNIT = 10**9
MOST_SHRUNK = 2
"""Within the life of an order each reserve may shrink to a half or double, which moves an even pool's price 4-fold; the
floor holds for every such state. Beyond them it may be missed by no more than the weights differ."""

WEIGHT_DRIFT = 0.9998
"""Injections of liquidity move the weights a little with every block, and the chain's formula does not see them."""

_SCALE = 10**18
_PARTS = 10**12
"""The least G is computed in floats, whose error is far below the drift that is taken off, and rounded down to these
parts; all that is multiplied by it is whole rao."""


@dataclass(frozen=True, slots=True, order=True)
class PriceRatio:
    """The price of one subnet's alpha in another's, in 10⁻⁹, rounded down."""

    billionths: int

    def __bool__(self) -> bool:
        return self.billionths != 0

    def decimal(self) -> Decimal:
        """Alpha of the destination for one alpha of the origin, exact."""
        return Decimal(self.billionths).scaleb(-9)


def price_ratio(origin: Pool, destination: Pool) -> PriceRatio:
    """The ratio of the two prices now, as the chain compares it with a limit; zero without a price."""
    ratio = u64f64.over(origin.price_bits, destination.price_bits)
    return PriceRatio(u64f64.to_u64(u64f64.times(ratio, u64f64.from_int(UNIT))))


def largest_move(origin: Pool, destination: Pool, limit: PriceRatio) -> Alpha:
    """The most alpha that moves within the ratio, fee included (`get_max_amount_move`, spec 461).

    Between two pools this is the chain's own approximation, which leaves the weights out. Raises PoolRefusal.
    """
    return Alpha(_largest_rao(origin, destination, limit.billionths), origin.netuid)


def _largest_rao(origin: Pool, destination: Pool, limit: int) -> int:
    if origin.is_stable and destination.is_stable:
        return 0 if limit > UNIT else LARGEST_RAO
    if origin.is_stable:
        return LARGEST_RAO if limit == 0 else destination.largest(Side.BUY, inverse(limit)).rao
    if destination.is_stable:
        return origin.largest(Side.SELL, Price(limit)).rao
    if not all((origin.tao_in, destination.tao_in, origin.alpha_in, destination.alpha_in)):
        return 0
    bits = u64f64.over(u64f64.from_int(limit), u64f64.from_int(UNIT))
    if bits > u64f64.over(origin.price_bits, destination.price_bits):
        return 0
    if limit == 0:
        return LARGEST_RAO
    whole = u64f64.from_int(origin.tao_in.rao + destination.tao_in.rao)
    of_origin, of_destination = (u64f64.over(u64f64.from_int(p.tao_in.rao), whole) for p in (origin, destination))
    bought = u64f64.over(u64f64.times(u64f64.from_int(destination.alpha_in.rao), of_origin), bits)
    kept = u64f64.times(u64f64.from_int(origin.alpha_in.rao), of_destination)
    return u64f64.to_u64(max(bought - kept, 0))


def inverse(limit: int) -> Price:
    """The destination's price in units of the origin's, at times a rao too low, as the chain truncates it."""
    tao = u64f64.from_int(UNIT)
    return Price(u64f64.to_u64(u64f64.times(u64f64.over(tao, u64f64.from_int(limit)), tao)))


def fills_within(origin: Pool, destination: Pool, alpha: Alpha, limit: PriceRatio) -> bool:
    """Whether the chain takes the whole amount within the limit at these reserves."""
    try:
        return alpha <= largest_move(origin, destination, limit)
    except PriceLimitExceeded:
        return False


def keeps_its_floor(origin: Pool, destination: Pool, alpha: Alpha, limit: PriceRatio, received: Alpha) -> bool:
    """Whether the chain takes the whole amount within the limit, and it then brings no less than the limit's floor.

    Where weights are far apart, the chain lets a purchase with TAO from root through that empties the pool, past any
    limit, as it does for stakes (see `order_limits.fills_whole`).
    """
    if not limit or received < floor_of(origin, destination, alpha, limit):
        return False
    return fills_within(origin, destination, alpha, limit)


def floor_of(origin: Pool, destination: Pool, alpha: Alpha, limit: PriceRatio) -> Alpha:
    """The least that a move of this much brings in any state that lets it through, rounded down to the rao.

    Between two pools, with F the ratio that the chain's formula puts at the order's average, R = net · F · G, where the
    weights make G (see `_weights_part`), and F ≥ limit. The weights are those of now, less `WEIGHT_DRIFT`.
    """
    if origin.is_stable and destination.is_stable:
        return Alpha(alpha.rao * min(limit.billionths, UNIT) // UNIT, destination.netuid)
    if origin.is_stable:
        # The limit is the destination's price after the purchase, and the fee is the purchase's.
        net, highest = alpha.rao - fee_on_gross(alpha.rao, destination.fee_rate), inverse(limit.billionths)
        return Alpha(net * UNIT // highest.rao if highest else 0, destination.netuid)
    net = alpha.rao - fee_on_gross(alpha.rao, origin.fee_rate)
    if destination.is_stable:
        return Alpha(net * limit.billionths // UNIT, destination.netuid)
    worth = net * limit.billionths * _weights_part(origin, destination, net) // (UNIT * _PARTS)
    # Each of the two trades is rounded down once more.
    return Alpha(max(worth - 1, 0), destination.netuid)


def limit_for_floor(origin: Pool, destination: Pool, alpha: Alpha, floor: Alpha) -> PriceRatio:
    """The lowest limit whose floor for this amount is at least `floor`, rounded up; it may be one that nothing fills.

    Raises PriceLimitExceeded where no limit has such a floor.
    """
    if origin.is_stable and not destination.is_stable:
        net = alpha.rao - fee_on_gross(alpha.rao, destination.fee_rate)
        return _checked(origin, destination, alpha, floor, -(-floor.rao * UNIT // net) if net else 0)
    net = alpha.rao if origin.is_stable else alpha.rao - fee_on_gross(alpha.rao, origin.fee_rate)
    if not net:
        raise PriceLimitExceeded
    plain = -(-floor.rao * UNIT // net)
    if origin.is_stable or destination.is_stable:
        return _checked(origin, destination, alpha, floor, plain)
    guess = -(-(floor.rao + 2) * UNIT * _PARTS // (net * _weights_part(origin, destination, net)))
    return _checked(origin, destination, alpha, floor, guess)


def _checked(origin: Pool, destination: Pool, alpha: Alpha, floor: Alpha, guess: int) -> PriceRatio:
    """The guess, or the next higher limits where roundings leave its floor a little short."""
    for step in (0, 1, 2, 4, 16, 256, 4096, 65536):
        limit = PriceRatio(max(guess + step, 1))
        if floor_of(origin, destination, alpha, limit) >= floor:
            return limit
    raise PriceLimitExceeded


def _weights_part(origin: Pool, destination: Pool, net: int) -> int:
    """The least G, in 10⁻¹² rounded down, over all states in which no reserve has halved or doubled.

    With r₁ = w_α/w_τ of the origin, r₂ = w_τ/w_α of the destination, u = net/α₁, v_c = (τ₁/τ₂)·u/(1+u) and
    h(x, r) = (1 − (1+x)^−r)(1+x)/x, a pair of weighted pools pays R = net·F(net)·G with
    G = h(v, r₂) · h(u, r₁)(1+v_c) / (1 + h(u, r₁)·v_c) and v = h(u, r₁)·v_c. h falls from r to 1 as x grows where r > 1
    and rises from r to 1 where r < 1, so that its least lies at the greatest x, or is r.
    """
    of_origin = (_SCALE - origin.quote_weight) / origin.quote_weight
    of_destination = destination.quote_weight / (_SCALE - destination.quote_weight)
    u = MOST_SHRUNK * net / max(origin.alpha_in.rao, 1)
    first = _least_of(u, of_origin)
    # The reserves' quotient may change both ways.
    most_tao = MOST_SHRUNK**2 * origin.tao_in.rao / max(destination.tao_in.rao, 1)
    greatest = most_tao * max(of_origin, 1.0) * u / (1 + u)
    passed_on = first * (1 + greatest) / (1 + first * greatest) if first > 1 else first
    return max(int(passed_on * _least_of(greatest, of_destination) * WEIGHT_DRIFT * _PARTS), 1)


def _least_of(greatest: float, weights: float) -> float:
    """The least h(x, weights) for x up to `greatest`."""
    if weights <= 1 or not greatest:
        return weights
    return -math.expm1(-weights * math.log1p(greatest)) * (1 + greatest) / greatest
