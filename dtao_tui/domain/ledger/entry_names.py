"""Names that a person gives to what nothing explains: what it was, and what it has cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from dtao_tui.domain.ledger.ledger_entries import LedgerEntry, StatementPart
from dtao_tui.domain.subnet_id import SubnetId


class GivenName(Enum):
    """What an unexplained entry was."""

    TRANSFER = "own transfer"
    REWARD = "reward"
    PURCHASE = "purchase"
    NOTHING = "nothing"

    @property
    def part(self) -> StatementPart:
        """The line of the statement that it moves to."""
        return _PARTS[self]


_PARTS = {
    GivenName.TRANSFER: StatementPart.FLOWS,
    GivenName.REWARD: StatementPart.YIELD,
    GivenName.PURCHASE: StatementPart.FLOWS,
    GivenName.NOTHING: StatementPart.UNEXPLAINED,
}


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """What a person said of one entry."""

    name: GivenName
    cost: int | None = None
    """Rao of TAO that the units have cost; None where nothing was typed."""


@dataclass(frozen=True, slots=True)
class EntryNames:
    """All that a person has said of a chain's entries."""

    by_number: Mapping[int, NamedEntry] = field(default_factory=dict)
    typed_openings: Mapping[tuple[str, SubnetId], int] = field(default_factory=dict)
    """Rao of TAO that was typed as the cost of what was there at first sight, by account and subnet."""

    def of(self, entry: LedgerEntry) -> NamedEntry | None:
        """What was said of an entry."""
        return self.by_number.get(entry.number) if entry.number else None

    def part_of(self, entry: LedgerEntry) -> StatementPart:
        """The line of the statement that an entry belongs to, with what was said of it."""
        named = self.of(entry) if entry.kind.part is StatementPart.UNEXPLAINED else None
        return entry.kind.part if named is None else named.name.part

    def flow_of(self, entry: LedgerEntry) -> int:
        """Rao of TAO that came by an entry of the flows: of a purchase what was typed as paid, else its effect."""
        named = self.of(entry) if entry.kind.part is StatementPart.UNEXPLAINED else None
        if named is None or named.name is not GivenName.PURCHASE or named.cost is None:
            return entry.effect
        return named.cost
