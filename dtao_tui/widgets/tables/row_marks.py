"""Rows that a person marked, kept by subnet and validator while rows move, are filtered out or come back."""

from collections.abc import Mapping
from dataclasses import dataclass

from dtao_tui.domain.market import Subnet
from dtao_tui.domain.subnet_id import SubnetId


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """What a marked row stands for: a subnet, or what is held of it with one validator."""

    subnet: SubnetId
    hotkey: str = ""
    """Empty where the whole subnet is meant."""


class RowMarks:
    """The marked rows, in the order in which they were marked."""

    def __init__(self) -> None:
        self._rows: list[MarkedRow] = []

    @property
    def rows(self) -> tuple[MarkedRow, ...]:
        """All marked rows."""
        return tuple(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def toggle(self, row: MarkedRow) -> None:
        """Mark a row, or take its mark away; a subnet and a part of it are never marked together."""
        if row in self._rows:
            self._rows.remove(row)
            return
        self._rows = [other for other in self._rows if not _overlap(other, row)]
        self._rows.append(row)

    def clear(self) -> None:
        """Take all marks away."""
        self._rows.clear()

    def follow(self, subnets: Mapping[int, Subnet]) -> tuple[str, ...]:
        """Drop the marks of subnets that are gone, or whose number is another's now; a sentence for each of these."""
        troubles: dict[SubnetId, str] = {}
        for row in self._rows:
            subnet = subnets.get(row.subnet.netuid)
            troubles[row.subnet] = row.subnet.trouble(subnet.id if subnet else None)
        self._rows = [row for row in self._rows if not troubles[row.subnet]]
        return tuple(f"{trouble} Its mark is taken away." for trouble in troubles.values() if trouble)


def _overlap(one: MarkedRow, other: MarkedRow) -> bool:
    return one.subnet.is_same(other.subnet) and not (one.hotkey and other.hotkey)
