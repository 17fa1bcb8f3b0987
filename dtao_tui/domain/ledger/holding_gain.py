"""What a holding has gained: what selling it all now would pay, against what it has cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.depth.break_even import repaying_price
from dtao_tui.domain.ledger.cost_book import SubnetCost
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side


@dataclass(frozen=True, slots=True)
class HoldingGain:
    """Cost and profit of all that is held on one subnet."""

    cost: Tao | None
    """None where it is not known of a part of the holding."""

    exit: Tao | None
    """What selling all of it now would pay, locked or not."""

    amount: Alpha
    pool: Pool | None = None
    """None where this program does not compute its curve."""

    is_assumed: bool = False
    """Whether a part of the cost is the price at first sight."""

    unknown: Alpha | None = None
    """The part of which nobody knows the cost; None where all is known."""

    @property
    def profit(self) -> Tao | None:
        """The exit less the cost."""
        return None if self.exit is None or self.cost is None else self.exit - self.cost

    @property
    def profit_percent(self) -> Decimal | None:
        """The profit in per cent of the cost; None where that is nothing or not known."""
        return Decimal(self.profit.rao * 100) / self.cost.rao if self.profit is not None and self.cost else None

    @property
    def repays(self) -> Price | None:
        """The price at which selling all of it would bring its cost; None on root too, whose price never changes.

        It takes a part of a millisecond.
        """
        return None if self.cost is None or self.pool is None else repaying_price(self.amount, self.cost, self.pool)


@dataclass(frozen=True, slots=True)
class GainSums:
    """Cost and profit of several holdings together: of those whose cost is known."""

    cost: Tao | None
    """None where no cost is known."""

    profit: Tao | None
    """Of the holdings whose cost is known; None where no profit is."""

    assumed: int = 0
    """Of how many a part of the cost is assumed."""

    unknown: int = 0
    """Of how many the cost or the profit is not known; they are in neither sum."""

    realised: Tao | None = None
    """What sales have gained since the record began, as far as their cost is known; None where there were none."""


def sums_of(gains: Iterable[HoldingGain | None]) -> GainSums:
    """The sums over these holdings; None is one of which nothing is recorded."""
    told = tuple(gains)
    known = [gain for gain in told if gain is not None and gain.profit is not None]
    costs = [gain.cost for gain in known if gain.cost is not None]
    profits = [gain.profit for gain in known if gain.profit is not None]
    assumed = sum(gain.is_assumed for gain in known)
    return GainSums(
        sum(costs, Tao(0)) if costs else None,
        sum(profits, Tao(0)) if profits else None,
        assumed,
        len(told) - len(known),
    )


def realised_in(costs: Iterable[SubnetCost]) -> Tao | None:
    """What sales on these subnets have gained, as far as their cost is known; None where there were none."""
    profits = [result.profit for cost in costs for result in cost.realised if result.profit is not None]
    return Tao(sum(profits)) if profits else None


def gain_of(cost: SubnetCost, subnet: Subnet, known_exit: tuple[Alpha, Tao | None] | None = None) -> HoldingGain:
    """The gain of the units that the account ledger knows, at the pool of this block.

    `known_exit` is what selling this much was found to pay before.
    """
    held = Alpha(cost.alpha, subnet.netuid)
    paid = None if cost.cost is None else Tao(cost.cost)
    unknown = Alpha(cost.unknown, subnet.netuid) if cost.unknown else None
    exit_value = known_exit[1] if known_exit is not None and known_exit[0] == held else _exit_of(held, subnet)
    return HoldingGain(paid, exit_value, held, subnet.pool if subnet.curve_is_known else None, cost.is_assumed, unknown)


def _exit_of(held: Alpha, subnet: Subnet) -> Tao | None:
    if not subnet.curve_is_known:
        return None
    if not held:
        return Tao(0)
    try:
        sold = subnet.pool.trade(Side.SELL, held)
    except PoolRefusal:
        return None
    return sold.received if sold.paid == held else None
