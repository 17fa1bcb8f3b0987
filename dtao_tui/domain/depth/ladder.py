"""The impact ladder: what round sizes bring, and the largest order within each price impact, estimated to be read.

Kept for as long as a block lasts: a ticket asks for it at every key.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Tao, amount_of
from dtao_tui.domain.depth.route_estimate import RouteEstimate
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intent_parts import Hop

SIZES = tuple(Tao(size * RAO_PER_TAO) for size in (1, 10, 100, 1000))
IMPACTS = tuple(map(Decimal, ("0.1", "0.25", "0.5", "1", "2", "5")))


@dataclass(frozen=True, slots=True)
class Rung:
    """What one round size would receive; None where the pool refuses it."""

    pays: Tao
    receives: Alpha | None
    impact: Decimal | None
    """Per cent."""


@dataclass(frozen=True, slots=True)
class LadderRow:
    """The largest order whose price impact is at most this many per cent, and what it brings."""

    impact: Decimal
    pays: Tao | Alpha
    gets: Tao | Alpha


@lru_cache(maxsize=16)
def impact_rows(route: RouteEstimate) -> tuple[LadderRow, ...]:
    """A row for each of `IMPACTS`; none where no size moves a price."""
    return () if route.is_stable else tuple(_row(route, impact) for impact in IMPACTS)


@lru_cache(maxsize=16)
def rungs_of(pool: Pool) -> tuple[Rung, ...]:
    """A rung for each of `SIZES`, as stakes."""
    route = RouteEstimate.of((Hop(pool.netuid, Side.BUY),), {pool.netuid: pool})
    return tuple(_rung(route, size, pool.netuid) for size in SIZES)


def _row(route: RouteEstimate, impact: Decimal) -> LadderRow:
    paid = route.largest_within(float(impact))
    gets = route.brings(paid) if route.is_taken(paid) else 0.0
    return LadderRow(impact, amount_of(route.pays, math.floor(paid)), amount_of(route.gets, math.floor(gets)))


def _rung(route: RouteEstimate | None, size: Tao, netuid: int) -> Rung:
    if route is None or not route.is_taken(size.rao):
        return Rung(size, None, None)
    received = Alpha(math.floor(route.brings(size.rao)), netuid)
    return Rung(size, received, Decimal(route.impact(size.rao)))
