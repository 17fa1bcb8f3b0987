"""Estimates of a route through pools in floats: what it brings, its price impact, and the largest order within one.

A float step costs a microsecond where the chain's own arithmetic takes a millisecond, and its error is below one part
in 10**9. It draws charts and ladders and finds first guesses; what is signed is computed in integers by `quotes`.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dtao_tui.domain.assets import Asset
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import LARGEST_MULTIPLE, LEAST_RESERVE
from dtao_tui.domain.trades.intent_parts import Hop

_RATE_PARTS = 65535
_WEIGHT_PARTS = 10**18
_HALVINGS = 52


@dataclass(frozen=True, slots=True)
class _Passage:
    """One pool, seen from the side that is paid into; reserves in rao."""

    reserve_in: float
    reserve_out: float
    exponent: float
    """The weight that is paid in over the weight that is paid out."""

    fee: float
    is_stable: bool

    def net(self, paid: float) -> float:
        """What enters the pool."""
        return paid * (1 - self.fee)

    def brings(self, net: float) -> float:
        """reserve_out · (1 − (reserve_in / (reserve_in + net)) ** exponent), as `swaps.payout`."""
        if self.is_stable:
            return net
        return self.reserve_out * -math.expm1(-self.exponent * math.log1p(net / self.reserve_in))

    def takes(self, net: float) -> bool:
        """Whether the pool holds enough, and this is not too much for it."""
        return self.is_stable or (self.reserve_out >= LEAST_RESERVE and net <= self.reserve_in * LARGEST_MULTIPLE)

    def at_price(self, net: float) -> float:
        """What the same brings at the price before."""
        return net if self.is_stable else self.exponent * self.reserve_out / self.reserve_in * net


@dataclass(frozen=True, slots=True)
class RouteEstimate:
    """The pools that an order passes at one block; only the first of them that has a curve charges a fee."""

    pays: Asset
    gets: Asset
    _passages: tuple[_Passage, ...]

    @classmethod
    def of(cls, route: Iterable[Hop], pools: Mapping[int, Pool]) -> "RouteEstimate | None":
        """The route through these pools; None where there is none, or a pool on it is empty."""
        return _estimate(tuple((pools[hop.netuid], hop.side) for hop in route))

    @property
    def is_stable(self) -> bool:
        """Whether no size moves any price on it."""
        return all(passage.is_stable for passage in self._passages)

    def brings(self, paid: float) -> float:
        """What this many rao bring, in rao."""
        for passage in self._passages:
            paid = passage.brings(passage.net(paid))
        return paid

    def is_taken(self, paid: float) -> bool:
        """Whether each pool takes its part of this many rao; the chain's bounds, without a limit price."""
        for passage in self._passages:
            net = passage.net(paid)
            paid = passage.brings(net)
            if paid < 1 or not passage.takes(net):
                return False
        return True

    def impact(self, paid: float) -> float:
        """Per cent that all pools together lose to moved prices, fees left out."""
        kept = 1.0
        for passage in self._passages:
            net = passage.net(paid)
            paid = passage.brings(net)
            ideal = passage.at_price(net)
            kept *= paid / ideal if ideal else 1.0
        return 100 * (1 - kept)

    def largest_within(self, percent: float) -> float:
        """The most rao whose impact is at most this many per cent; infinite where no size has one."""
        if self.is_stable:
            return math.inf
        # In logarithms: from a ten thousand millionth of the reserve to the largest order that the chain takes.
        reserve = next(passage.reserve_in for passage in self._passages if not passage.is_stable)
        low, high = math.log(reserve * 1e-10), math.log(reserve * LARGEST_MULTIPLE)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.impact(math.exp(middle)) <= percent else (low, middle)
        return math.exp(low)


def _estimate(hops: tuple[tuple[Pool, Side], ...]) -> RouteEstimate | None:
    passages: list[_Passage] = []
    for pool, side in hops:
        is_charged = all(passage.is_stable for passage in passages)
        passage = _passage(pool, side, is_charged=is_charged)
        if passage is None:
            return None
        passages.append(passage)
    if not passages:
        return None
    (first, side_in), (last, side_out) = hops[0], hops[-1]
    return RouteEstimate(side_in.pays(first.netuid), side_out.receives(last.netuid), tuple(passages))


def _passage(pool: Pool, side: Side, *, is_charged: bool) -> _Passage | None:
    if pool.is_stable:
        return _Passage(1.0, 1.0, 1.0, 0.0, is_stable=True)
    tao, alpha = pool.tao_in.rao, pool.alpha_in.rao
    if not tao or not alpha or not 0 < pool.quote_weight < _WEIGHT_PARTS:
        return None
    weights = pool.quote_weight / (_WEIGHT_PARTS - pool.quote_weight)
    fee = pool.fee_rate / _RATE_PARTS if is_charged else 0.0
    if side is Side.BUY:
        return _Passage(float(tao), float(alpha), weights, fee, is_stable=False)
    return _Passage(float(alpha), float(tao), 1 / weights, fee, is_stable=False)
