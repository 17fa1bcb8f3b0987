"""What filters may ask of each subnet of a block."""

from collections.abc import Iterator

from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.removal import removal_ranks
from dtao_tui.services.context import AppContext


def facts_for_filters(snapshot: Snapshot, parts: AppContext, holdings: Holdings | None) -> Iterator[FilterRow]:
    """The facts of every subnet, in the snapshot's order; what the chosen account holds where that is known."""
    held = None if holdings is None else {stake.netuid for stake in holdings.stakes if stake.amount}
    lists = parts.watch_list.lists(snapshot.genesis)
    watched = lists.subnets
    ranks = removal_ranks(snapshot)
    for netuid, subnet in snapshot.subnets.items():
        blocks = snapshot.block - subnet.registered_at
        yield FilterRow(
            subnet,
            parts.memory.past(subnet.id),
            None if held is None else netuid in held,
            subnet.id in watched,
            ranks.get(netuid),
            None if subnet.is_root or blocks < 0 else blocks * snapshot.block_seconds,
            lists=lists.names_of(subnet.id),
        )
