"""The depth that an order meets: the route's estimate, and where its size and its tolerance are on the curve."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.depth.ladder import LadderRow, impact_rows
from dtao_tui.domain.depth.route_estimate import RouteEstimate
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.trades.intents import SingleIntent, Stake
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.domain.trades.tolerance import Tolerance


@dataclass(frozen=True, slots=True)
class OrderDepth:
    """A route at one block with the size of a ticket on it."""

    route: RouteEstimate
    mine: LadderRow | None = None
    """The impact of the ticket's size, the size, and what it gets; None without one."""

    tolerance: Tolerance | None = None
    largest_impact: Decimal | None = None
    """The price impact, per cent, of the largest order that fills within the tolerance; None where none is bounded."""

    @classmethod
    def of(cls, intent: SingleIntent, quote: Quote | None, pools: Mapping[int, Pool]) -> "OrderDepth | None":
        """The depth for an intent, with its quote where it has one. None where no known curve is passed."""
        hops = intent.route()
        # Sales of one pool that pay amounts of their own are one sale of all together.
        is_parallel = any(hop.amount is not None for hop in hops)
        route = RouteEstimate.of(hops[:1] if is_parallel else hops, pools)
        if route is None or route.is_stable:
            return None
        if quote is None or quote.price_impact is None:
            return cls(route)
        mine = LadderRow(quote.price_impact, quote.pays_now, quote.receives)
        return cls(route, mine, quote.tolerance, _impact_of(route, quote.largest))

    @classmethod
    def of_stakes(cls, pool: Pool) -> "OrderDepth | None":
        """The depth for stakes in this pool, without a size."""
        return cls.of(Stake(pool.netuid, "", Tao(0)), None, {pool.netuid: pool})

    @property
    def rows(self) -> tuple[LadderRow, ...]:
        """The impact ladder of the route."""
        return impact_rows(self.route)


def _impact_of(route: RouteEstimate, largest: Tao | Alpha | None) -> Decimal | None:
    return Decimal(route.impact(largest.rao)) if largest else None
