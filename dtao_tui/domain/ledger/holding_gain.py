"""What a holding has gained: what selling it all now would pay, against what it has cost."""

from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.depth.break_even import repaying_price
from dtao_tui.domain.ledger.cost_book import SubnetCost
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.pools.side import Side


@dataclass(frozen=True, slots=True)
class HoldingGain:
    """Cost and profit of all that is held on one subnet; what is not known is None."""

    cost: Tao | None
    """None where it is not known of a part of the holding."""

    exit: Tao | None
    """What selling all of it now would pay, locked or not."""

    repays: Price | None
    """The price at which selling all of it would bring its cost; None on root too, whose price never changes."""

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


def gain_of(cost: SubnetCost, subnet: Subnet) -> HoldingGain:
    """The gain of the units that the account ledger knows, at the pool of this block."""
    held = Alpha(cost.alpha, subnet.netuid)
    paid = None if cost.cost is None else Tao(cost.cost)
    unknown = Alpha(cost.unknown, subnet.netuid) if cost.unknown else None
    repays = None if paid is None or not subnet.curve_is_known else repaying_price(held, paid, subnet.pool)
    return HoldingGain(paid, _exit_of(held, subnet), repays, cost.is_assumed, unknown)


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
