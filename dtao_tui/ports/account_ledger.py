"""The record of accounts' money, as the rest of the program knows it: a Protocol, its values, and its trouble."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.entry_names import EntryNames, NamedEntry
from dtao_tui.domain.ledger.ledger_entries import LedgerEntry
from dtao_tui.domain.ledger.statement import RecordGap
from dtao_tui.domain.ledger.worth_curve import WorthSample
from dtao_tui.domain.subnet_id import SubnetId


class AccountLedgerTrouble(Exception):
    """The record cannot be read or written; `str()` is a sentence. Nothing that trades depends on it."""


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """What one interval is written down as: what happened, and how the account was after it."""

    entries: Sequence[LedgerEntry]
    after: AccountState
    exit: int | None = None
    """The account's own TAO and what selling its stakes would have paid, in rao; None where that is not known."""

    gap: RecordGap | None = None
    """The blocks in it whose events were not read."""


class AccountLedgerRecord(Protocol):
    """Entries and states of accounts on all chains. One program at a time writes; all wait for the disk.

    All but `claim` and `close` raise AccountLedgerTrouble. Only what is final is written.
    """

    @property
    def notice(self) -> str:
        """What a person should know of the record, as a sentence; empty in the normal case."""
        ...

    def claim(self) -> bool:
        """Whether this program writes the record; it begins to where no other does."""
        ...

    def opening(self, genesis: str, address: str) -> AccountState | None:
        """How the account was when it was first seen."""
        ...

    def newest(self, genesis: str, address: str) -> AccountState | None:
        """How the account was when it was last recorded."""
        ...

    def state_at(self, genesis: str, address: str, time_ms: int) -> AccountState | None:
        """The last state that was kept at or before a time; the first one where all are later."""
        ...

    def append(self, genesis: str, address: str, steps: Sequence[RecordedStep]) -> None:
        """Write intervals down, oldest first, each beginning where the one before ended."""
        ...

    def entries(self, genesis: str, address: str, since: int = -1) -> list[LedgerEntry]:
        """What happened after a block, oldest first."""
        ...

    def gaps(self, genesis: str, address: str, since: int = -1) -> list[RecordGap]:
        """The blocks after this one whose events were not read, oldest first."""
        ...

    def samples(self, genesis: str, address: str, since_ms: int = 0) -> list[WorthSample]:
        """What the account was worth since a time, oldest first."""
        ...

    def names(self, genesis: str) -> EntryNames:
        """What a person has said of entries and openings of a chain."""
        ...

    def name(self, genesis: str, numbers: Iterable[int], named: NamedEntry | None) -> None:
        """Write down what entries were, all or none; None takes it back."""
        ...

    def type_opening(self, genesis: str, address: str, subnet: SubnetId, cost: int | None) -> None:
        """Write down what an account's stake on a subnet had cost when it was first seen; None takes it back."""
        ...

    def close(self) -> None:
        """Let another program write; never raises."""
        ...
