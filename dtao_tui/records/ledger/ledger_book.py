"""`ports.account_ledger.AccountLedgerRecord` on one SQLite file, written by the program that holds the lock beside it.

The file is bounded: old states are thinned and yield between them is put together (`state_thinning`), and at its limit
nothing more is written, and that is said.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.entry_names import EntryNames, GivenName, NamedEntry
from dtao_tui.domain.ledger.ledger_entries import LedgerEntry
from dtao_tui.domain.ledger.statement import RecordGap
from dtao_tui.domain.ledger.worth_curve import WorthSample
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.account_ledger import AccountLedgerTrouble, RecordedStep
from dtao_tui.records import database as files
from dtao_tui.records.claimed_file import ClaimedFile
from dtao_tui.records.database import Exchanged
from dtao_tui.records.database_schema import NotOurs
from dtao_tui.records.ledger import state_thinning
from dtao_tui.records.ledger.ledger_codec import NotWritten, entry_body, entry_in, state_body, state_in
from dtao_tui.records.ledger.ledger_tables import SCHEMA

MEBIBYTE = 2**20
USUAL_SIZE = 512 * MEBIBYTE
"""Bytes that the record may take; a year of thirty stakes takes some 10 MiB."""

MOST_READ = 1_000_000
"""Entries of one account."""

_LOG = logging.getLogger(__name__)


class LedgerBook:
    """The record of accounts' money. Methods may be called from several threads."""

    def __init__(self, path: Path, largest: int = USUAL_SIZE) -> None:
        self._path = path
        self._largest = largest
        self._guard = threading.RLock()
        self._file = ClaimedFile(path, SCHEMA)
        self.notice = ""
        """What a person should know of the record, as a sentence; empty in the normal case."""

    def claim(self) -> bool:
        """Whether this program writes the record; it begins to where no other does."""
        with self._guard:
            try:
                return self._file.claim()
            except OSError as error:
                self.notice = f"The account ledger is not written: {error.strerror or error}."
                return False

    def opening(self, genesis: str, address: str) -> AccountState | None:
        """How the account was when it was first seen. Raises AccountLedgerTrouble."""
        return self._state_of_account("first", genesis, address)

    def newest(self, genesis: str, address: str) -> AccountState | None:
        """How the account was when it was last recorded. Raises AccountLedgerTrouble."""
        return self._state_of_account("last", genesis, address)

    def state_at(self, genesis: str, address: str, time_ms: int) -> AccountState | None:
        """The last state that was kept at or before a time, or the first. Raises AccountLedgerTrouble."""
        query = "SELECT body, checksum FROM state WHERE account = ? AND time <= ? ORDER BY time DESC LIMIT 1"
        with self._reading() as connection:
            account = _account(connection, genesis, address)
            row = None if account is None else connection.execute(query, (account, time_ms)).fetchone()
            if row is not None:
                return state_in(*row)
        return self.opening(genesis, address)

    def append(self, genesis: str, address: str, steps: Sequence[RecordedStep]) -> None:
        """Write intervals down, all or none. Raises AccountLedgerTrouble."""
        if not steps:
            return
        with self._trouble_told(is_writing=True), self._file.opened().writing() as connection:
            if files.bytes_used(connection) > self._largest:
                raise _Full
            account = _noted(connection, genesis, address, steps)
            for step in steps:
                bodies = [(account, entry.block, *entry_body(entry)) for entry in step.entries]
                connection.executemany("INSERT INTO entry (account, block, body, checksum) VALUES (?, ?, ?, ?)", bodies)
                if step.gap is not None:
                    gap = (account, step.gap.first, step.gap.last, step.gap.seconds)
                    connection.execute("INSERT OR REPLACE INTO gap VALUES (?, ?, ?, ?)", gap)
                state_thinning.keep(connection, account, step)

    def entries(self, genesis: str, address: str, since: int = -1) -> list[LedgerEntry]:
        """What happened after a block, oldest first. Raises AccountLedgerTrouble."""
        query = "SELECT body, checksum, n FROM entry WHERE account = ? AND block > ? ORDER BY n LIMIT ?"
        with self._reading() as connection:
            rows = connection.execute(query, (_account(connection, genesis, address), since, MOST_READ)).fetchall()
        with self._trouble_told():
            return [entry_in(*row) for row in rows]

    def gaps(self, genesis: str, address: str, since: int = -1) -> list[RecordGap]:
        """The blocks after this one whose events were not read. Raises AccountLedgerTrouble."""
        query = "SELECT first, last, seconds FROM gap WHERE account = ? AND last > ? ORDER BY first"
        with self._reading() as connection:
            rows = connection.execute(query, (_account(connection, genesis, address), since)).fetchall()
        return [RecordGap(first, last, seconds) for first, last, seconds in rows]

    def samples(self, genesis: str, address: str, since_ms: int = 0) -> list[WorthSample]:
        """What the account was worth since a time, oldest first. Raises AccountLedgerTrouble."""
        query = "SELECT block, time, spot, exit FROM state WHERE account = ? AND time >= ? ORDER BY time"
        with self._reading() as connection:
            rows = connection.execute(query, (_account(connection, genesis, address), since_ms)).fetchall()
        with self._trouble_told():
            return [
                WorthSample(block, time, int(spot), None if sold is None else int(sold))
                for block, time, spot, sold in rows
            ]

    def names(self, genesis: str) -> EntryNames:
        """What a person has said of entries and openings of a chain. Raises AccountLedgerTrouble."""
        with self._reading() as connection:
            named = connection.execute("SELECT n, word, cost FROM name WHERE genesis = ?", (genesis,)).fetchall()
            typed = connection.execute(
                "SELECT address, netuid, registered, cost FROM typed_opening WHERE genesis = ?", (genesis,)
            ).fetchall()
        with self._trouble_told():
            return EntryNames(
                {n: NamedEntry(GivenName(word), None if cost is None else int(cost)) for n, word, cost in named},
                {(address, SubnetId(netuid, at)): int(cost) for address, netuid, at, cost in typed},
            )

    def name(self, genesis: str, numbers: Iterable[int], named: NamedEntry | None) -> None:
        """Write down what entries were, all or none; None takes it back. Raises AccountLedgerTrouble."""
        told = list(numbers)
        with self._trouble_told(is_writing=True), self._file.opened().writing() as connection:
            connection.executemany("DELETE FROM name WHERE n = ?", [(number,) for number in told])
            if named is not None:
                cost = None if named.cost is None else str(named.cost)
                rows = [(number, genesis, named.name.value, cost) for number in told]
                connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", rows)

    def type_opening(self, genesis: str, address: str, subnet: SubnetId, cost: int | None) -> None:
        """Write down what a stake had cost when it was first seen; None takes it back. Raises AccountLedgerTrouble."""
        place = (genesis, address, subnet.netuid, subnet.registered_at or 0)
        with self._trouble_told(is_writing=True), self._file.opened().writing() as connection:
            connection.execute(
                "DELETE FROM typed_opening WHERE genesis = ? AND address = ? AND netuid = ? AND registered = ?", place
            )
            if cost is not None:
                connection.execute("INSERT INTO typed_opening VALUES (?, ?, ?, ?, ?)", (*place, str(cost)))

    def close(self) -> None:
        """Let another program write; never raises."""
        with self._guard:
            self._file.release()

    def _state_of_account(self, which: str, genesis: str, address: str) -> AccountState | None:
        query = f"SELECT {which}_body, {which}_checksum FROM account WHERE genesis = ? AND address = ?"
        with self._reading() as connection:
            row = connection.execute(query, (genesis, address)).fetchone()
            return None if row is None else state_in(*row)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._trouble_told(), self._file.opened().reading() as connection:
            yield connection

    @contextmanager
    def _trouble_told(self, *, is_writing: bool = False) -> Iterator[None]:
        """One at a time; raise AccountLedgerTrouble for what went wrong with the file."""
        with self._guard:
            try:
                yield
            except _Full:
                size = self._largest // MEBIBYTE
                self.notice = f"The account ledger {self._path.name} has reached its limit of {size} MiB."
                raise AccountLedgerTrouble(self.notice) from None
            except (files.Damaged, Exchanged, NotOurs, NotWritten, sqlite3.Error, OSError) as error:
                self._file.shut()
                raise self._told(files.reason_of(error), is_writing=is_writing) from error
            except (TypeError, ValueError, OverflowError) as error:
                self._file.shut()
                raise self._told("what is in it cannot be read", is_writing=is_writing) from error
            if is_writing:
                self.notice = ""

    def _told(self, reason: object, *, is_writing: bool) -> AccountLedgerTrouble:
        done = "written" if is_writing else "read"
        sentence = f"The account ledger {self._path.name} cannot be {done}: {reason}."
        if is_writing:
            self.notice = sentence
            _LOG.warning("%s", sentence)
        return AccountLedgerTrouble(sentence)


class _Full(Exception):
    """The file has reached its limit."""


def _account(connection: sqlite3.Connection, genesis: str, address: str) -> int | None:
    query = "SELECT id FROM account WHERE genesis = ? AND address = ?"
    row = connection.execute(query, (genesis, address)).fetchone()
    return None if row is None else int(row[0])


def _noted(connection: sqlite3.Connection, genesis: str, address: str, steps: Sequence[RecordedStep]) -> int:
    """The number of the account, and note how it was last; one that is new is first seen at the first of the steps."""
    last = steps[-1].after
    account = _account(connection, genesis, address)
    if account is not None:
        query = "UPDATE account SET last_block = ?, last_body = ?, last_checksum = ? WHERE id = ?"
        connection.execute(query, (last.block, *state_body(last), account))
        return account
    row = (genesis, address, *state_body(steps[0].after), last.block, *state_body(last))
    connection.execute(
        "INSERT INTO account (genesis, address, first_body, first_checksum, last_block, last_body, last_checksum, "
        "hours_until, days_until) VALUES (?, ?, ?, ?, ?, ?, ?, -1, -1)",
        row,
    )
    return int(connection.execute("SELECT last_insert_rowid()").fetchone()[0])
