"""Thins the record of accounts' money with age: fewer states, and what grew between two of them put together.

States are kept every ten minutes for two days, every hour for a month and every day from then on. Yield, emission and
roundings of one stake between two kept states become one entry, at the place of the first, so that no sale between them
finds fewer units than there were. What a person may have named is never touched. The state behind a deposit or a
withdrawal that is not small stays, because returns are told by it.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry, StatementPart
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.account_ledger import RecordedStep
from dtao_tui.records.ledger.ledger_codec import entry_body, entry_in, state_body

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
STATE_STEP = 10 * MINUTE
"""Milliseconds of the chain's clock between two states that are kept."""

_LADDER = ((2 * DAY, HOUR, "hours_until"), (32 * DAY, DAY, "days_until"))
"""From which age on, one state of each such stretch is kept, and the column that says how far that is done."""

_SMALL_FLOW = 1000
"""Of less than this part of the worth no state is kept: a stranger's dust would fill the record."""

_GROWTH = (EntryKind.DIVIDEND, EntryKind.EMISSION, EntryKind.ROUNDING)


def keep(connection: sqlite3.Connection, account: int, step: RecordedStep) -> None:
    """Keep the first state of each ten minutes; once an hour thin what is older. Raises sqlite3.Error, NotWritten."""
    time = step.after.time_ms
    if time is None:
        return
    (newest,) = connection.execute("SELECT max(time) FROM state WHERE account = ?", (account,)).fetchone()
    is_due = newest is None or newest // STATE_STEP < time // STATE_STEP
    if not is_due and (newest >= time or not _has_large_flow(step.entries, step.after.worth)):
        return
    worth, exit_rao = str(step.after.worth), None if step.exit is None else str(step.exit)
    row = (account, time, step.after.block, worth, exit_rao, *state_body(step.after))
    connection.execute("INSERT INTO state VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    if newest is None or newest // HOUR < time // HOUR:
        for age, stretch, column in _LADDER:
            _thin(connection, account, time - age, stretch)
            _put_together(connection, account, time - age, column)


def _thin(connection: sqlite3.Connection, account: int, before: int, stretch: int) -> None:
    query = (
        "SELECT time, block, spot FROM state WHERE account = ? AND time < ? AND time NOT IN "
        "(SELECT min(time) FROM state WHERE account = ? GROUP BY time / ?)"
    )
    passed = connection.execute(query, (account, before, account, stretch)).fetchall()
    gone = [(account, time) for time, block, spot in passed if not _is_behind_flow(connection, account, block, spot)]
    connection.executemany("DELETE FROM state WHERE account = ? AND time = ?", gone)


def _is_behind_flow(connection: sqlite3.Connection, account: int, block: int, spot: str) -> bool:
    query = "SELECT body, checksum, n FROM entry WHERE account = ? AND block = ?"
    entries = [entry_in(*row) for row in connection.execute(query, (account, block)).fetchall()]
    return _has_large_flow(entries, int(spot))


def _has_large_flow(entries: Sequence[LedgerEntry], worth: int) -> bool:
    """Whether as much came from outside, or went there, that a return must know what there was behind it."""
    flows = [entry.effect for entry in entries if entry.kind.part is StatementPart.FLOWS]
    return any(flows) and abs(sum(flows)) * _SMALL_FLOW >= worth


def _put_together(connection: sqlite3.Connection, account: int, before: int, column: str) -> None:
    """Put the growth between kept states together, from where that was done last to this age."""
    (done,) = connection.execute(f"SELECT {column} FROM account WHERE id = ?", (account,)).fetchone()
    query = "SELECT block FROM state WHERE account = ? AND block > ? AND time < ? ORDER BY block"
    kept = [int(block) for (block,) in connection.execute(query, (account, done, before))]
    for first, last in zip([done, *kept], kept, strict=False):
        _merge(connection, account, first, last)
    if kept:
        connection.execute(f"UPDATE account SET {column} = ? WHERE id = ?", (kept[-1], account))


def _merge(connection: sqlite3.Connection, account: int, first: int, last: int) -> None:
    """Put the growth of each stake in the blocks after `first`, up to `last`, into one entry."""
    query = "SELECT body, checksum, n FROM entry WHERE account = ? AND block > ? AND block <= ? ORDER BY n"
    sums: dict[tuple[EntryKind, SubnetId | None, str], LedgerEntry] = {}
    gone: list[tuple[int]] = []
    grown = set[int]()
    for row in connection.execute(query, (account, first, last)).fetchall():
        entry = entry_in(*row)
        if entry.kind not in _GROWTH:
            continue
        place = (entry.kind, entry.subnet, entry.hotkey)
        there = sums.get(place)
        if there is None:
            sums[place] = entry
            continue
        sums[place] = replace(there, alpha=there.alpha + entry.alpha, worth=there.worth + entry.worth)
        gone.append((entry.number,))
        grown.add(there.number)
    changed = [(*entry_body(entry), entry.number) for entry in sums.values() if entry.number in grown]
    connection.executemany("UPDATE entry SET body = ?, checksum = ? WHERE n = ?", changed)
    connection.executemany("DELETE FROM entry WHERE n = ?", gone)
