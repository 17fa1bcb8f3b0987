"""What an interval is written down as: its bounded entries, what all would have brought, and blocks not read."""

from collections.abc import Sequence
from dataclasses import replace

from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.ledger.statement import RecordGap
from dtao_tui.domain.market import Snapshot
from dtao_tui.services.account_portfolio import portfolio_of

MOST_ENTRIES = 64
"""Flows of one account in one interval that are written one by one; of more the rest is one."""


FARTHEST_AHEAD_MS = 300_000
"""How far a chain's clock may be ahead of this machine's: one that is farther is not believed."""


def believed_time(time_ms: int | None, now_ms: int) -> int:
    """The time of a block by the chain's clock, or this machine's where that is missing or far ahead."""
    return time_ms if time_ms is not None and 0 <= time_ms <= now_ms + FARTHEST_AHEAD_MS else now_ms


def exit_of(snapshot: Snapshot, address: str, state: AccountState) -> int | None:
    """The account's own TAO and what selling its stakes would pay; None where that is not known of a part."""
    worth = portfolio_of(snapshot, address).worth
    return state.cash + worth.exit.rao if worth.is_complete and worth.exit is not None else None


def gap_between(before: AccountState, after: AccountState) -> RecordGap:
    """The blocks after one state, up to another, of which nobody read the events."""
    times = (before.time_ms, after.time_ms)
    seconds = (times[1] - times[0]) // 1000 if times[0] is not None and times[1] is not None else None
    return RecordGap(before.block + 1, after.block, seconds)


def bounded(entries: Sequence[LedgerEntry]) -> tuple[LedgerEntry, ...]:
    """The entries, of which many deposits or withdrawals are one: a stranger can send as many as it pays for."""
    flows = (EntryKind.DEPOSIT, EntryKind.WITHDRAWAL)
    kept: list[LedgerEntry] = []
    merged: dict[EntryKind, LedgerEntry] = {}
    for at, entry in enumerate(entries):
        if at < MOST_ENTRIES or entry.kind not in flows:
            kept.append(entry)
        elif entry.kind in merged:
            merged[entry.kind] = replace(merged[entry.kind], cash=merged[entry.kind].cash + entry.cash)
        else:
            merged[entry.kind] = replace(entry, other="", extrinsic=None)
    return (*kept, *merged.values())
