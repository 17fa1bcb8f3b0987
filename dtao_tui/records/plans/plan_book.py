"""The plan book: every confirmed plan and everything that happens to it, on disk before it is acted on.

`plan_events` is only added to. Each event names the one before it by its checksum, and the row of the plan names the
last one, so that no part of a history is lost or exchanged unseen. A plan that is not sound is left out and said: what
its steps did is in the journal of orders, and a plan never goes on by itself.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.ports.plan_stores import PlanStoreTrouble
from dtao_tui.records.database import Damaged, Database, Exchanged, MovedAside, open_checked, reason_of
from dtao_tui.records.database_schema import NotOurs, Schema
from dtao_tui.records.plans.plan_codec import NotAPlan, plan_document, plan_event_document, plan_record_of
from dtao_tui.records.row_checksums import Row, is_sound, with_checksum

MOST_PLANS = 200
"""The number of newest plans of a chain that are read back."""

_PLANS = """CREATE TABLE plans (
    id TEXT NOT NULL,
    genesis TEXT NOT NULL,
    owner TEXT NOT NULL,
    created_at REAL NOT NULL,
    document TEXT NOT NULL,
    events INTEGER NOT NULL,
    last_event BLOB NOT NULL,
    checksum BLOB NOT NULL
) STRICT"""

_PLAN_EVENTS = """CREATE TABLE plan_events (
    plan_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    at REAL NOT NULL,
    document TEXT NOT NULL,
    before BLOB NOT NULL,
    checksum BLOB NOT NULL
) STRICT"""

SCHEMA = Schema("plans", {"plans": _PLANS, "plan_events": _PLAN_EVENTS})
_NO_EVENT = b""
_DOCUMENT, _EVENT_DOCUMENT = 4, 3
_FIXED = 5
"""Columns of a plan that never change."""


class PlanBook:
    """Plans of all networks in one SQLite file, closed to others. It may be used from several threads."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; a damaged one is moved aside. `notice` says what is wrong, and nothing is raised."""
        self.path = path
        self._database: Database | None = None
        self.notice = ""
        """What a person must know of the file, as sentences; empty in the normal case."""

        try:
            self._database = open_checked(path, SCHEMA, self._check)
        except (sqlite3.Error, Damaged, NotOurs, OSError) as error:
            self.notice = f"The record of plans {path} cannot be used: {reason_of(error)}. No plan is begun."

    def add(self, record: PlanRecord) -> None:
        """Write down a plan that was confirmed. Raises PlanStoreTrouble."""
        with self._writing() as connection:
            if connection.execute("SELECT 1 FROM plans WHERE id = ?", (record.id,)).fetchone():
                raise PlanStoreTrouble("The plan cannot be written down: it is there already.")
            events = _event_rows(record)
            connection.execute(f"INSERT INTO plans VALUES ({_marks(8)})", _plan_row(record, events))
            connection.executemany(f"INSERT INTO plan_events VALUES ({_marks(6)})", events)

    def append(self, record: PlanRecord) -> None:
        """Write down the events of a plan that the file lacks. Raises PlanStoreTrouble."""
        with self._writing() as connection:
            known = _events_in(connection, record.id)
            events = _event_rows(record)
            if not known or events[: len(known)] != known:
                raise PlanStoreTrouble(f"The record of plans {self.path} holds another history of this plan.")
            connection.executemany(f"INSERT INTO plan_events VALUES ({_marks(6)})", events[len(known) :])
            summary = _plan_row(record, events)[_FIXED:]
            connection.execute(
                "UPDATE plans SET events = ?, last_event = ?, checksum = ? WHERE id = ?", (*summary, record.id)
            )

    def plans(self, genesis: str) -> tuple[PlanRecord, ...]:
        """The newest plans of one chain, newest first; what cannot be read is left out. Raises PlanStoreTrouble."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT * FROM plans WHERE genesis = ? ORDER BY created_at DESC, rowid DESC LIMIT ?",
                (genesis, MOST_PLANS),
            ).fetchall()
            read = [(row, _events_in(connection, str(row[0]))) for row in rows]
        return tuple(record for row, events in read if (record := _record_of(row, events)) is not None)

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()

    def _check(self, database: Database, replaced: MovedAside | None) -> None:
        said = [] if replaced is None else [f"The record of plans was damaged and is now {replaced.path}."]
        with database.reading() as connection:
            rows = connection.execute("SELECT * FROM plans").fetchall()
            damaged = sum(_record_of(row, _events_in(connection, str(row[0]))) is None for row in rows)
        if damaged:
            said.append(f"{damaged} of {len(rows)} plans in {self.path} cannot be read; their orders are in Activity.")
        self.notice = " ".join(said)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._file().writing() as connection:
                yield connection
        except (sqlite3.Error, OSError, Exchanged, ValueError) as error:
            raise PlanStoreTrouble(f"The plan cannot be written down in {self.path}: {reason_of(error)}.") from error

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._file().reading() as connection:
                yield connection
        except (sqlite3.Error, Exchanged) as error:
            raise PlanStoreTrouble(f"The record of plans {self.path} cannot be read: {reason_of(error)}.") from error

    def _file(self) -> Database:
        if self._database is None:
            raise PlanStoreTrouble(self.notice)
        return self._database


def _record_of(row: Row, events: tuple[Row, ...]) -> PlanRecord | None:
    """The plan of these rows; None where one was changed or is missing, or cannot be read."""
    marks = (_NO_EVENT, *(event[-1] for event in events))
    is_whole = (
        all(map(is_sound, (row, *events)))
        and row[_FIXED:-1] == (len(events), marks[-1])
        and all(event[-2] == before for event, before in zip(events, marks, strict=False))
    )
    try:
        record = plan_record_of(str(row[_DOCUMENT]), [str(event[_EVENT_DOCUMENT]) for event in events])
    except NotAPlan:
        return None
    return record if is_whole and (record.id, record.genesis) == row[:2] else None


def _plan_row(record: PlanRecord, events: Sequence[Row]) -> Row:
    fixed = (record.id, record.genesis, record.owner, record.created_at, plan_document(record))
    return with_checksum((*fixed, len(events), events[-1][-1]))


def _event_rows(record: PlanRecord) -> tuple[Row, ...]:
    rows: list[Row] = []
    before: object = _NO_EVENT
    for n, event in enumerate(record.events):
        rows.append(with_checksum((record.id, n, event.at, plan_event_document(event), before)))
        before = rows[-1][-1]
    return tuple(rows)


def _events_in(connection: sqlite3.Connection, plan_id: str) -> tuple[Row, ...]:
    found = connection.execute("SELECT * FROM plan_events WHERE plan_id = ? ORDER BY rowid", (plan_id,))
    return tuple(map(tuple, found.fetchall()))


def _marks(count: int) -> str:
    return ", ".join("?" * count)
