"""`ports.alert_store.AlertStore` in one private SQLite file; each row carries a checksum.

A damaged file is moved aside and a new one begun; a damaged row stays in the file and is left out. Both are said.
"""

import re
import sqlite3
from collections.abc import Mapping, Sequence

from dtao_tui.domain.alerts.alert import MOST_ALERTS, Alert
from dtao_tui.domain.alerts.alert_states import AlertState
from dtao_tui.domain.alerts.firings import MOST_FIRINGS, Firing, KeptFiring
from dtao_tui.domain.text import cleaned
from dtao_tui.ports.alert_store import AlertStoreTrouble
from dtao_tui.records.alerts.alert_codec import ALERT_FORM, FIRING_FORM, STATE_FORM, NotADocument
from dtao_tui.records.database import Database, MovedAside
from dtao_tui.records.database_schema import Schema
from dtao_tui.records.record_book import RecordBook
from dtao_tui.records.row_checksums import Row, is_sound, with_checksum

MOST_READ_BACK = 2_000
"""Firings of a chain, newest first."""

_ALERTS = """CREATE TABLE alerts (
    genesis TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    checksum BLOB NOT NULL,
    UNIQUE (genesis, id)
) STRICT"""

_STATES = """CREATE TABLE alert_states (
    genesis TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    checksum BLOB NOT NULL,
    UNIQUE (genesis, id)
) STRICT"""

_FIRINGS = """CREATE TABLE firings (
    n INTEGER NOT NULL UNIQUE,
    genesis TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    note TEXT NOT NULL,
    checksum BLOB NOT NULL
) STRICT"""

_READ_MARKS = """CREATE TABLE read_marks (
    genesis TEXT NOT NULL UNIQUE,
    n INTEGER NOT NULL
) STRICT"""

SCHEMA = Schema("alerts", {"alerts": _ALERTS, "alert_states": _STATES, "firings": _FIRINGS, "read_marks": _READ_MARKS})
_GENESIS = re.compile(r"0x[0-9a-f]{64}")
_LONGEST_NOTE = 120
_ID, _DOCUMENT = 1, 2


class AlertBook(RecordBook):
    """Alerts of all chains. It may be used from several threads."""

    schema, trouble = SCHEMA, AlertStoreTrouble
    unusable = "The record of alerts {path} cannot be used: {reason}. No alert fires."
    unreadable = "The record of alerts {path} cannot be read: {reason}."
    unwritten = "Alerts cannot be written down in {path}: {reason}."

    _version = 0

    def has_changed(self) -> bool:
        """Whether another program has written since this was asked last. Raises AlertStoreTrouble."""
        with self.reading() as connection:
            version = int(connection.execute("PRAGMA data_version").fetchone()[0])
        was, self._version = self._version, version
        return version != was

    def alerts(self, genesis: str) -> tuple[Alert, ...]:
        """The alerts of a chain, oldest first. Raises AlertStoreTrouble."""
        with self.reading() as connection:
            rows = connection.execute("SELECT * FROM alerts WHERE genesis = ? ORDER BY rowid", (genesis,)).fetchall()
        found = (_alert_in(row) for row in rows[:MOST_ALERTS])
        return tuple(alert for alert in found if alert is not None)

    def save(self, genesis: str, alert: Alert) -> None:
        """Add or replace an alert; how far it was is forgotten. Raises AlertStoreTrouble."""
        if not _GENESIS.fullmatch(genesis):
            raise AlertStoreTrouble("Alerts are kept for a chain, and this is none.")
        row = with_checksum((genesis, alert.id, ALERT_FORM.written(alert)))
        with self.writing() as connection:
            changed = connection.execute(
                "UPDATE alerts SET document = ?, checksum = ? WHERE genesis = ? AND id = ?", (*row[2:], *row[:2])
            )
            if not changed.rowcount:
                (count,) = connection.execute("SELECT count(*) FROM alerts WHERE genesis = ?", (genesis,)).fetchone()
                if count >= MOST_ALERTS:
                    raise AlertStoreTrouble(f"At most {MOST_ALERTS} alerts are kept for one chain.")
                connection.execute("INSERT INTO alerts VALUES (?, ?, ?, ?)", row)
            connection.execute("DELETE FROM alert_states WHERE genesis = ? AND id = ?", row[:2])

    def remove(self, genesis: str, alert_id: str) -> None:
        """Remove an alert with its firings. Raises AlertStoreTrouble."""
        with self.writing() as connection:
            for table in ("alerts", "alert_states", "firings"):
                connection.execute(f"DELETE FROM {table} WHERE genesis = ? AND id = ?", (genesis, alert_id))

    def states(self, genesis: str) -> dict[str, AlertState]:
        """How far the alerts are, by id; a damaged state counts as none. Raises AlertStoreTrouble."""
        with self.reading() as connection:
            rows = connection.execute("SELECT * FROM alert_states WHERE genesis = ?", (genesis,)).fetchall()
        found: dict[str, AlertState] = {}
        for row in filter(is_sound, rows):
            try:
                found[str(row[_ID])] = STATE_FORM.read(row[_DOCUMENT])
            except NotADocument:
                continue
        return found

    def keep(
        self, genesis: str, states: Mapping[str, AlertState], firings: Sequence[Firing] = ()
    ) -> tuple[KeptFiring, ...]:
        """Write down states and firings, all or nothing. Raises AlertStoreTrouble."""
        kept: list[KeptFiring] = []
        with self.writing() as connection:
            there = {str(row[0]) for row in connection.execute("SELECT id FROM alerts WHERE genesis = ?", (genesis,))}
            for alert_id, state in states.items():
                if alert_id in there:
                    row = with_checksum((genesis, alert_id, STATE_FORM.written(state)))
                    connection.execute("INSERT OR REPLACE INTO alert_states VALUES (?, ?, ?, ?)", row)
            number = _last_number(connection)
            for firing in firings:
                if firing.alert_id not in there:
                    continue
                number += 1
                found = KeptFiring(number, firing)
                connection.execute("INSERT INTO firings VALUES (?, ?, ?, ?, ?, ?)", _firing_row(genesis, found))
                _prune(connection, genesis, firing.alert_id)
                kept.append(found)
        return tuple(kept)

    def firings(self, genesis: str) -> tuple[KeptFiring, ...]:
        """The firings of a chain, newest first. Raises AlertStoreTrouble."""
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM firings WHERE genesis = ? ORDER BY n DESC LIMIT ?", (genesis, MOST_READ_BACK)
            ).fetchall()
        return tuple(found for row in rows if (found := _firing_in(row)) is not None)

    def note(self, number: int, words: str) -> None:
        """Note what became of a firing's command. Raises AlertStoreTrouble."""
        with self.writing() as connection:
            row = connection.execute("SELECT * FROM firings WHERE n = ?", (number,)).fetchone()
            found = None if row is None else _firing_in(row)
            if found is not None:
                noted = KeptFiring(number, found.firing, cleaned(words, _LONGEST_NOTE))
                changed = _firing_row(str(row[1]), noted)
                connection.execute("UPDATE firings SET note = ?, checksum = ? WHERE n = ?", (*changed[4:], number))

    def read_until(self, genesis: str) -> int:
        """The number of the last firing that a person has seen. Raises AlertStoreTrouble."""
        with self.reading() as connection:
            row = connection.execute("SELECT n FROM read_marks WHERE genesis = ?", (genesis,)).fetchone()
        return 0 if row is None else int(row[0])

    def mark_read(self, genesis: str, number: int) -> None:
        """Note that a person has seen the firings up to this one. Raises AlertStoreTrouble."""
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO read_marks VALUES (?, ?)", (genesis, number))

    def check(self, database: Database, replaced: MovedAside | None) -> None:
        """Tell what was damaged."""
        said = [] if replaced is None else [f"The record of alerts was damaged and is now {replaced.path}."]
        with database.reading() as connection:
            rows = connection.execute("SELECT * FROM alerts").fetchall()
        damaged = sum(_alert_in(row) is None for row in rows)
        if damaged:
            said.append(f"{damaged} of {len(rows)} alerts in {self.path} cannot be read, and do not fire.")
        self.notice = " ".join(said)


def _alert_in(row: Row) -> Alert | None:
    """The alert of a row; None where it was changed, or would not have been kept."""
    try:
        alert = ALERT_FORM.read(row[_DOCUMENT])
    except NotADocument:
        return None
    return alert if is_sound(row) and alert.id == row[_ID] and not alert.trouble else None


def _firing_in(row: Row) -> KeptFiring | None:
    try:
        firing = FIRING_FORM.read(row[3])
        number = int(str(row[0]))
    except (NotADocument, ValueError):
        return None
    return KeptFiring(number, firing, str(row[4])) if is_sound(row) and firing.alert_id == row[2] else None


def _firing_row(genesis: str, kept: KeptFiring) -> Row:
    return with_checksum((kept.number, genesis, kept.firing.alert_id, FIRING_FORM.written(kept.firing), kept.note))


def _last_number(connection: sqlite3.Connection) -> int:
    """The highest number that was ever given to a firing, as far as a person may have seen it."""
    query = "SELECT max(coalesce((SELECT max(n) FROM firings), 0), coalesce((SELECT max(n) FROM read_marks), 0))"
    return int(connection.execute(query).fetchone()[0])


def _prune(connection: sqlite3.Connection, genesis: str, alert_id: str) -> None:
    connection.execute(
        "DELETE FROM firings WHERE genesis = ? AND id = ? AND n NOT IN "
        "(SELECT n FROM firings WHERE genesis = ? AND id = ? ORDER BY n DESC LIMIT ?)",
        (genesis, alert_id, genesis, alert_id, MOST_FIRINGS),
    )
