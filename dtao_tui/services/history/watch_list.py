"""The watch lists of the chain in use: read again with each block, as another program may change them."""

from dtao_tui.domain.filters.watch_lists import WatchLists
from dtao_tui.domain.formatting import count
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.market_record import SubnetLists
from dtao_tui.services.feed import Feed

MOST_SENTENCES = 3
"""Subnets that are gone which are told of one by one."""


class WatchList:
    """The subnets that a person watches, in named lists."""

    def __init__(self, lists: SubnetLists) -> None:
        self._lists = lists
        self._known: tuple[str, WatchLists] = ("", WatchLists())
        self._told: set[tuple[str, SubnetId]] = set()

    def lists(self, genesis: str) -> WatchLists:
        """The lists of this chain."""
        if self._known[0] != genesis:
            self._known = (genesis, self._lists.watched(genesis))
        return self._known[1]

    def refreshed(self, genesis: str) -> WatchLists:
        """The lists as they are on the disk now."""
        found = self._lists.watched(genesis)
        if self._known != (genesis, found):
            self._known = (genesis, found)
        return self._known[1]

    def subnets(self, genesis: str) -> frozenset[SubnetId]:
        """The subnets on the list in use."""
        return self.lists(genesis).subnets

    def recorded(self, genesis: str) -> frozenset[SubnetId]:
        """The subnets whose trades are recorded: those on any list."""
        return frozenset(self.lists(genesis).all_subnets)

    def toggle(self, genesis: str, subnet: SubnetId) -> bool:
        """Put a subnet on the list in use, or take it off; whether it is on it now.

        Raises OSError, and NotAListName where the list is full; nothing is changed then.
        """
        self.change(genesis, self.refreshed(genesis).toggled(subnet))
        return subnet in self.subnets(genesis)

    def change(self, genesis: str, lists: WatchLists) -> None:
        """Replace the lists of this chain. Raises OSError, and changes nothing then."""
        self._lists.watch(genesis, lists)
        self._known = (genesis, lists)

    def gone(self, snapshot: Snapshot) -> dict[SubnetId, str]:
        """The watched subnets that this block has no more, each with a sentence; they stay on their lists."""
        lists = self.lists(snapshot.genesis)
        watched = {each.netuid for each in lists.all_subnets}
        return lists.gone({netuid: snapshot.subnets[netuid].id for netuid in watched if netuid in snapshot.subnets})

    def news(self, snapshot: Snapshot) -> tuple[str, ...]:
        """A sentence for each watched subnet that is gone by this block, once a session; of many, their number."""
        lists = self.refreshed(snapshot.genesis)
        gone = {each: why for each, why in self.gone(snapshot).items() if (snapshot.genesis, each) not in self._told}
        self._told.update((snapshot.genesis, each) for each in gone)
        if len(gone) > MOST_SENTENCES:
            return (f"{len(gone)} subnets that you watch are gone, or their numbers are others' now; W tells which.",)
        return tuple(
            f"{why} You watch the one registered at block {count(each.registered_at or 0)} "
            f"({', '.join(lists.names_with(each))})."
            for each, why in gone.items()
        )


def favourite_subnets(feed: Feed, watch_list: WatchList) -> frozenset[SubnetId]:
    """The subnets on any list, and those that an account of this session holds, at the newest block."""
    snapshot = feed.last
    if snapshot is None:
        return frozenset()
    held = {stake.netuid for holdings in snapshot.holdings.values() for stake in holdings.stakes}
    found = {snapshot.subnets[netuid].id for netuid in held if netuid in snapshot.subnets}
    return watch_list.lists(snapshot.genesis).all_subnets | found
