"""What the user keeps, as the rest of the program knows it: Protocols, and the values that pass through them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dtao_tui.domain.last_look import LastLook
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_notes import OrderNote
from dtao_tui.domain.spending.limit_entries import LimitEntry
from dtao_tui.domain.spending.spend_limits import SpendLimits
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.errors import Trouble


@dataclass(frozen=True, slots=True)
class SeenPrice:
    """A price and when it was seen."""

    rao: int
    at: int
    """Wall clock, seconds since 1970."""


SeenPrices = Mapping[SubnetId, SeenPrice]


class PriceMemory(Protocol):
    """The prices last seen on each chain, over restarts. Its methods wait for the disk."""

    def load(self, genesis: str) -> SeenPrices:
        """The prices of this chain; none where there are none, or none that can be read."""
        ...

    def save(self, genesis: str, prices: SeenPrices) -> None:
        """Replace the prices of this chain. Raises OSError."""
        ...


class LookStore(Protocol):
    """What was seen at the last look at each chain, over restarts. Its methods wait for the disk."""

    def load(self, genesis: str) -> LastLook | None:
        """The last look at this chain; None where there was none, or none that can be read."""
        ...

    def save(self, genesis: str, look: LastLook) -> None:
        """Replace the look at this chain. Raises OSError, and ValueError where this is no genesis hash."""
        ...


class AccountClaims(Protocol):
    """Claims on accounts: one program at a time trades with an account, the others only show it."""

    def claim(self, address: str, genesis: str, chain_host: str = "") -> bool:
        """Whether this program may trade with the account; claims it if it is free.

        `chain_host` tells chains of one genesis apart. Raises OSError where nothing can be claimed.
        """
        ...

    def holds(self, address: str, genesis: str) -> bool:
        """Whether this program has claimed the account."""
        ...

    def release(self) -> None:
        """Give all claims back."""
        ...


class JournalTrouble(Exception):
    """The journal cannot be read or written; `str()` is a sentence."""

    def __init__(self, sentence: str, readable: tuple[Order, ...] = ()) -> None:
        super().__init__(sentence)
        self.readable = readable
        """The orders that can be read, where others beside them cannot."""


class OverLimit(Exception):
    """An order that a spend limit forbids by what the journal holds; `str()` is a sentence, and nothing was written."""


OrderJudge = Callable[[tuple[Order, ...]], str]
"""Given the orders of a chain, why another one may not be added, as a sentence, or empty."""


class OrderJournal(Protocol):
    """The orders of all networks. A change is on disk when its method returns; several threads may call them."""

    @property
    def notice(self) -> str:
        """What a person must know before anything is traded, as sentences; empty in the normal case."""
        ...

    @property
    def refusal(self) -> str:
        """Why the journal must not be used at all, as a sentence; empty where it can be used."""
        ...

    def add(self, order: Order, extrinsics: Sequence[bytes], judge: OrderJudge | None = None) -> None:
        """Write down an order and its signed bytes before they are sent.

        `judge` is asked in the same transaction, so that what another program wrote meanwhile counts. Raises OverLimit
        for its objection, and JournalTrouble; after both nothing may be sent.
        """
        ...

    def append(self, order: Order) -> None:
        """Write down the events of an order that the journal lacks. Raises JournalTrouble."""
        ...

    def orders(self, genesis: str) -> tuple[Order, ...]:
        """The orders of one chain, newest first. Raises JournalTrouble, with the ones that can be read."""
        ...

    def extrinsics(self, order_id: str) -> tuple[bytes, ...] | None:
        """The bytes of an order's extrinsics, or None where there is no such order. Raises JournalTrouble."""
        ...

    def acknowledge(self) -> None:
        """Take the orders that are here for those to be kept, since a person has read the notice.

        Raises JournalTrouble.
        """
        ...

    def close(self) -> None:
        """Close the journal."""
        ...


class NotesTrouble(Trouble):
    """Notes to orders cannot be read or written; `str()` is a sentence."""


class NoteStore(Protocol):
    """What was written to orders. Its methods wait for the disk; several threads may call them."""

    @property
    def notice(self) -> str:
        """What a person must know of the notes once they were read, as sentences; empty in the normal case."""
        ...

    def notes(self) -> tuple[OrderNote, ...]:
        """All that was ever written, oldest first. Raises NotesTrouble."""
        ...

    def append(self, *notes: OrderNote) -> None:
        """Add notes, all or none. Raises NotesTrouble."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class ImportTrouble(Trouble):
    """Imported orders cannot be read or written; `str()` is a sentence."""


class ImportStore(Protocol):
    """Orders that files told of, all ended. Its methods wait for the disk; several threads may call them."""

    @property
    def notice(self) -> str:
        """What a person must know of the file once it was read, as sentences; empty in the normal case."""
        ...

    def count(self) -> int:
        """How many orders and notes there are; it only grows. Raises ImportTrouble."""
        ...

    def orders(self, genesis: str) -> tuple[Order, ...]:
        """The imported orders of a chain, newest first. Raises ImportTrouble."""
        ...

    def notes(self) -> tuple[OrderNote, ...]:
        """The notes that came with orders. Raises ImportTrouble."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class LimitsTrouble(Trouble):
    """The record of limits cannot be read or written, so nothing may be spent; `str()` is a sentence."""


class LimitRecords(Protocol):
    """What was set, lost and accepted of spend limits. Its methods wait for the disk; several threads may call them."""

    @property
    def named(self) -> Mapping[str, SpendLimits]:
        """Limits of the settings file, by the name of a network or its genesis hash."""
        ...

    def entries(self) -> tuple[LimitEntry, ...]:
        """All entries, oldest first. Raises LimitsTrouble."""
        ...

    def append(self, *entries: LimitEntry) -> None:
        """Write entries down, all or none. Raises LimitsTrouble."""
        ...

    def close(self) -> None:
        """Close the record."""
        ...


@dataclass(frozen=True, slots=True)
class OrderRecords:
    """Where orders and the limits on them are written down, and who may write an account's."""

    journal: OrderJournal
    claims: AccountClaims
    limits: LimitRecords
