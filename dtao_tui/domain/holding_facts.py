"""What a day did to a holding, and for how many days it must be sold to leave at little price impact."""

from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.depth.pool_depth import largest_for_impact
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side


@dataclass(frozen=True, slots=True)
class HoldingFacts:
    """Facts of all that is held on one subnet; None is not known."""

    day: Tao | None = None
    """What the price of the last day did to what is held now."""

    days_out: int | None = None
    """Sales of one a day, each within the price impact, that sell all of it, if the pool recovers daily."""


NO_FACTS = HoldingFacts()


def day_change(amount: Alpha, now: Price, before: Price | None) -> Tao | None:
    """What is held, at the price of now less at that of a day ago; each rounded down to whole rao."""
    return None if before is None else now.worth_of(amount) - before.worth_of(amount)


def days_to_exit(sellable: Alpha | None, pool: Pool, percent: int) -> int | None:
    """Whole days: what can be sold ÷ the largest sale within so many per cent of price impact, rounded up.

    None where it is not known what can be sold, and where not even the smallest sale stays within that.
    """
    if sellable is None:
        return None
    if not sellable:
        return 0
    if pool.is_stable:
        return 1
    try:
        largest = largest_for_impact(pool, Side.SELL, Decimal(percent))
    except PoolRefusal:
        return None
    return -(-sellable.rao // largest.rao) if largest.rao else None
