"""The subnet that a screen shows, followed from block to block: another one with its number is noticed."""

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId


class ShownSubnet:
    """A netuid with the subnet that had it at the last block shown."""

    def __init__(self, netuid: int) -> None:
        self.netuid = netuid
        self._last: SubnetId | None = None

    @property
    def id(self) -> SubnetId:
        """The subnet that is shown; before the first block only its number is known."""
        return self._last or SubnetId(self.netuid)

    def follow(self, snapshot: Snapshot) -> str:
        """Take the subnet that has the number at this block; a sentence where it is another one, else empty.

        While nothing has the number, the subnet that had it stays the one that is meant.
        """
        subnet = snapshot.subnets.get(self.netuid)
        if subnet is None:
            return ""
        before, self._last = self._last, subnet.id
        return before.trouble(subnet.id) if before else ""
