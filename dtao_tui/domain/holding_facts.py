"""What a day did to a holding, what it yields, and how many days of sales at little price impact leave it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.depth.pool_depth import largest_for_impact
from dtao_tui.domain.epoch_growth import DailyYield
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side


@dataclass(frozen=True, slots=True)
class HoldingFacts:
    """Facts of all that is held on one subnet; None is not known."""

    day: Tao | None = None
    """What the price of the last day did to what is held now."""

    days_out: int | None = None
    """Sales of one a day, each within the price impact, that sell all of it, if the pool recovers daily."""

    yields: Mapping[str, DailyYield] = field(default_factory=dict)
    """By hotkey, as far as that is known of those that hold some of it."""


NO_FACTS = HoldingFacts()


def mean_yield(amounts: Iterable[tuple[str, Alpha]], yields: Mapping[str, DailyYield]) -> Fraction | None:
    """The growth a day of stake with several hotkeys together, each by its amount; None where one is not known."""
    grown, whole = Fraction(0), 0
    for hotkey, amount in amounts:
        if hotkey not in yields:
            return None
        grown += amount.rao * yields[hotkey].growth
        whole += amount.rao
    return grown / whole if whole else None


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
