"""What filters and conditions may ask of each subnet of a block."""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass

from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.filters.watch_lists import WatchLists
from dtao_tui.domain.history.past_prices import PastPrices
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.removal import removal_ranks
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.services.history.market_memory import MarketMemory


def filter_rows(
    snapshot: Snapshot, past: Callable[[SubnetId], PastPrices], lists: WatchLists, held: Set[int] | None
) -> Iterator[FilterRow]:
    """The facts of every subnet, in the snapshot's order; `held` are netuids, None where that is not known."""
    watched, ranks = lists.subnets, removal_ranks(snapshot)
    for netuid, subnet in snapshot.subnets.items():
        blocks = snapshot.block - subnet.registered_at
        yield FilterRow(
            subnet,
            past(subnet.id),
            None if held is None else netuid in held,
            subnet.id in watched,
            ranks.get(netuid),
            None if subnet.is_root or blocks < 0 else blocks * snapshot.block_seconds,
            lists=lists.names_of(subnet.id),
        )


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """The facts that alerts ask of a block: what was recorded here, held by any account of the session."""

    memory: MarketMemory
    lists: Callable[[str], WatchLists]
    """The watch lists of a chain, by genesis."""

    def __call__(self, snapshot: Snapshot) -> Iterator[FilterRow]:
        """The facts of every subnet."""
        held = None
        if snapshot.holdings:
            stakes = (stake for holdings in snapshot.holdings.values() for stake in holdings.stakes)
            held = {stake.netuid for stake in stakes if stake.amount}
        # Alerts ask this: what an archive told may come at any time and be wrong.
        return filter_rows(snapshot, self.memory.past_as_recorded, self.lists(snapshot.genesis), held)
