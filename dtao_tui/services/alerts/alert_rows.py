"""What conditions of alerts may ask of each subnet of a block."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.removal import removal_ranks
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.services.history.market_memory import MarketMemory


@dataclass(frozen=True, slots=True)
class AlertRows:
    """Gives the rows of a block."""

    memory: MarketMemory
    watched: Callable[[str], frozenset[SubnetId]]
    """The watched subnets of a chain, by genesis."""

    def __call__(self, snapshot: Snapshot) -> Iterator[FilterRow]:
        """The facts of every subnet; held is what any account has that was read with the block."""
        held = None
        if snapshot.holdings:
            stakes = (stake for holdings in snapshot.holdings.values() for stake in holdings.stakes)
            held = {stake.netuid for stake in stakes if stake.amount}
        watched, ranks = self.watched(snapshot.genesis), removal_ranks(snapshot)
        for netuid, subnet in snapshot.subnets.items():
            blocks = snapshot.block - subnet.registered_at
            yield FilterRow(
                subnet,
                self.memory.past(subnet.id),
                None if held is None else netuid in held,
                subnet.id in watched,
                ranks.get(netuid),
                None if subnet.is_root or blocks < 0 else blocks * snapshot.block_seconds,
            )
