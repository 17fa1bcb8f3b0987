"""What filters may ask of each subnet of a block."""

from collections.abc import Iterator

from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.services.context import AppContext
from dtao_tui.services.history.filter_facts import filter_rows


def facts_for_filters(snapshot: Snapshot, parts: AppContext, holdings: Holdings | None) -> Iterator[FilterRow]:
    """The facts of every subnet, in the snapshot's order; what the chosen account holds where that is known."""
    held = None if holdings is None else {stake.netuid for stake in holdings.stakes if stake.amount}
    return filter_rows(snapshot, parts.memory.past, parts.watch_list.lists(snapshot.genesis), held)
