"""Positions that are closed: subnets of which nothing is held any more, with what their sales and removals came to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dtao_tui.domain.ledger.cost_book import RealisedResult, SubnetCost
from dtao_tui.domain.ledger.ledger_entries import EntryKind
from dtao_tui.domain.subnet_id import SubnetId

MOST_CLOSED = 200
"""Closed positions that are told, the ones that ended last."""


@dataclass(frozen=True, slots=True)
class ClosedPosition:
    """All that was realised on one subnet of which nothing is held."""

    subnet: SubnetId
    results: tuple[RealisedResult, ...]
    """Oldest first, one at least."""

    @property
    def proceeds(self) -> int:
        """Rao of TAO that all came to."""
        return sum(result.proceeds for result in self.results)

    @property
    def cost(self) -> int | None:
        """Rao of TAO that it had cost; None where that is not known of a part."""
        costs = [result.cost for result in self.results]
        return None if None in costs else sum(cost for cost in costs if cost is not None)

    @property
    def profit(self) -> int | None:
        """What was gained, in rao of TAO; None where the cost is not known."""
        return None if self.cost is None else self.proceeds - self.cost

    @property
    def last(self) -> RealisedResult:
        """What ended it."""
        return self.results[-1]

    @property
    def was_removed(self) -> bool:
        """Whether the chain removed the subnet."""
        return any(result.kind is EntryKind.REMOVED for result in self.results)


@dataclass(frozen=True, slots=True)
class RemovedHolding:
    """A holding that ended because the chain removed its subnet: its pay-out is what it brought."""

    subnet: SubnetId
    result: RealisedResult


def closed_positions(costs: Mapping[SubnetId, SubnetCost], held: Collection[SubnetId]) -> tuple[ClosedPosition, ...]:
    """The closed positions, the one that ended last first."""
    found = [
        ClosedPosition(subnet, cost.realised)
        for subnet, cost in costs.items()
        if cost.realised and not cost.alpha and not any(subnet.is_same(other) for other in held)
    ]
    return tuple(sorted(found, key=lambda closed: closed.last.block, reverse=True)[:MOST_CLOSED])


def removals(costs: Mapping[SubnetId, SubnetCost]) -> tuple[RemovedHolding, ...]:
    """The removals among what was realised, newest first."""
    found = [
        RemovedHolding(subnet, result)
        for subnet, cost in costs.items()
        for result in cost.realised
        if result.kind is EntryKind.REMOVED
    ]
    return tuple(sorted(found, key=lambda removal: removal.result.block, reverse=True)[:MOST_CLOSED])
