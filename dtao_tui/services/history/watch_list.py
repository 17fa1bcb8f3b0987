"""The watch list of the chain in use: read once from the disk, and written when a person changes it."""

from collections.abc import Set

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.market_record import SubnetLists
from dtao_tui.services.feed import Feed


class WatchList:
    """The subnets that a person watches."""

    def __init__(self, lists: SubnetLists) -> None:
        self._lists = lists
        self._known: tuple[str, frozenset[SubnetId]] = ("", frozenset())

    def subnets(self, genesis: str) -> frozenset[SubnetId]:
        """The watched subnets of this chain."""
        if self._known[0] != genesis:
            self._known = (genesis, self._lists.watched(genesis))
        return self._known[1]

    def toggle(self, genesis: str, subnet: SubnetId) -> bool:
        """Watch a subnet, or no longer; whether it is watched now. Raises OSError, and changes nothing then."""
        changed: Set[SubnetId] = self.subnets(genesis) ^ {subnet}
        self._lists.watch(genesis, frozenset(changed))
        self._known = (genesis, frozenset(changed))
        return subnet in changed


def favourite_subnets(feed: Feed, watch_list: WatchList) -> frozenset[SubnetId]:
    """The subnets that are watched, and those that an account of this session holds, at the newest block."""
    snapshot = feed.last
    if snapshot is None:
        return frozenset()
    held = {stake.netuid for holdings in snapshot.holdings.values() for stake in holdings.stakes}
    found = {snapshot.subnets[netuid].id for netuid in held if netuid in snapshot.subnets}
    return watch_list.subnets(snapshot.genesis) | found
