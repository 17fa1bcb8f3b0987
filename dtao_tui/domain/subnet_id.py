"""Identity of a subnet: its number and the block it was registered at, since numbers are given to other subnets."""

from dataclasses import dataclass

from dtao_tui.domain.formatting import count

ROOT = 0
"""The number of the root network, which has no pool."""


@dataclass(frozen=True, slots=True, order=True)
class SubnetId:
    """One subnet for as long as there is a chain; another one that takes its number later has another block."""

    netuid: int
    registered_at: int | None = None
    """None where it is not known: older records have no such field."""

    def is_same(self, other: "SubnetId") -> bool:
        """Whether both are one subnet as far as is known; root never changes hands."""
        if self.netuid != other.netuid:
            return False
        if self.netuid == ROOT or self.registered_at is None or other.registered_at is None:
            return True
        return self.registered_at == other.registered_at

    def trouble(self, found: "SubnetId | None") -> str:
        """Why what has this number now is not this subnet, as a sentence, or empty. None is: nothing has it."""
        if found is None:
            return f"Subnet {self.netuid} is gone."
        if self.is_same(found):
            return ""
        since = "" if found.registered_at is None else f" since block {count(found.registered_at)}"
        return f"Another subnet has taken number {self.netuid}{since}."
