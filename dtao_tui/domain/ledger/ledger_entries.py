"""Ledger entries: one change of an account's money each, of a kind that belongs to one part of the statement."""

from dataclasses import dataclass
from enum import Enum

from dtao_tui.domain.subnet_id import SubnetId


class StatementPart(Enum):
    """The lines that lead from what an account was worth to what it is worth."""

    FLOWS = "flows"
    YIELD = "yield"
    EMISSION = "emission"
    BASKET = "basket"
    COSTS = "costs"
    PRICE = "price"
    UNEXPLAINED = "unexplained"


class EntryKind(Enum):
    """What happened."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    RECEIVED = "stake received"
    GIVEN = "stake given"
    STAKED = "stake"
    UNSTAKED = "unstake"
    MOVED = "move"
    NETWORK_FEE = "network fee"
    FEE_IN_ALPHA = "fee in alpha"
    CLAIM = "claim"
    DIVIDEND = "yield"
    EMISSION = "emission"
    BURNED = "burned"
    CLEARED = "rest cleared"
    REMOVED = "removed"
    PAYOUT = "pay-out"
    ROUNDING = "rounding"
    UNEXPLAINED = "unexplained"

    @property
    def part(self) -> StatementPart:
        """The line of the statement that it belongs to."""
        return _PARTS.get(self, StatementPart.COSTS)


_PARTS = {
    EntryKind.DEPOSIT: StatementPart.FLOWS,
    EntryKind.WITHDRAWAL: StatementPart.FLOWS,
    EntryKind.RECEIVED: StatementPart.FLOWS,
    EntryKind.GIVEN: StatementPart.FLOWS,
    EntryKind.CLAIM: StatementPart.BASKET,
    EntryKind.DIVIDEND: StatementPart.YIELD,
    EntryKind.EMISSION: StatementPart.EMISSION,
    EntryKind.UNEXPLAINED: StatementPart.UNEXPLAINED,
}


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One change of what an account has. All amounts are rao, above zero for what is gained."""

    block: int
    """The block in which it happened; the last one of the interval for what is known of an interval alone."""

    time_ms: int | None
    kind: EntryKind
    cash: int = 0
    """TAO of the account itself."""

    subnet: SubnetId | None = None
    hotkey: str = ""
    alpha: int = 0
    worth: int = 0
    """What the holding on the subnet is worth more for it, at the price of the block before."""

    other: str = ""
    """The account on the other side, where there is one."""

    extrinsic: int | None = None
    """The extrinsic's number in its block; None for what the chain did by itself."""

    is_gap: bool = False
    """Whether the events of the interval were not read, so that only the difference is known."""

    number: int = 0
    """Its number in the record; 0 before it is recorded."""

    @property
    def effect(self) -> int:
        """By how much the account is worth more for it, at the price of the block before."""
        return self.cash + self.worth
