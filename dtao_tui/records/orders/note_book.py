"""`ports.record_stores.NoteStore` in one private SQLite file beside the journal, whose records no note changes.

Rows are only added. A damaged file is moved aside and a new one begun; a damaged row stays and is left out.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dtao_tui.domain.orders.order_notes import NotANote, OrderNote, note_text
from dtao_tui.domain.text import cleaned
from dtao_tui.ports.record_stores import NotesTrouble
from dtao_tui.records.database import Damaged, Database, Exchanged, MovedAside, open_checked, reason_of
from dtao_tui.records.database_schema import NotOurs, Schema
from dtao_tui.records.row_checksums import Row, is_sound, with_checksum

MOST_NOTES = 20_000
"""Rows of the file; past them nothing is added."""

_NOTES = """CREATE TABLE order_notes (
    order_id TEXT NOT NULL,
    at REAL NOT NULL,
    note TEXT NOT NULL,
    checksum BLOB NOT NULL
) STRICT"""

SCHEMA = Schema("order_notes", {"order_notes": _NOTES})
_READ = "SELECT order_id, at, note, checksum FROM order_notes ORDER BY rowid LIMIT ?"
_ID_CELLS = 64


class NoteBook:
    """Notes to the orders of all chains. It may be used from several threads."""

    def __init__(self, path: Path) -> None:
        """The file is opened, or made, when it is first used."""
        self.path = path
        self.notice = ""
        """What a person must know of the file once it was used, as sentences; empty in the normal case."""

        self._guard = threading.Lock()
        self._database: Database | None = None
        self._is_opened = False

    def notes(self) -> tuple[OrderNote, ...]:
        """All that was ever written, oldest first. Raises NotesTrouble."""
        try:
            with self._file().reading() as connection:
                rows = connection.execute(_READ, (MOST_NOTES,)).fetchall()
        except (sqlite3.Error, Exchanged) as error:
            raise NotesTrouble(f"The notes in {self.path} cannot be read: {reason_of(error)}.") from error
        return tuple(note for row in rows if (note := _note_in(row)) is not None)

    def append(self, *notes: OrderNote) -> None:
        """Add notes; they are on disk when this returns, all or none. Raises NotesTrouble."""
        with self._writing() as connection:
            (count,) = connection.execute("SELECT count(*) FROM order_notes").fetchone()
            if count + len(notes) > MOST_NOTES:
                raise NotesTrouble(f"At most {MOST_NOTES:,} notes are kept, and {self.path} is full.")
            rows = [with_checksum((note.order_id, note.at, note.text)) for note in notes]
            connection.executemany("INSERT INTO order_notes VALUES (?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()

    def _check(self, database: Database, replaced: MovedAside | None) -> None:
        said = [] if replaced is None else [f"The file of notes was damaged and is now {replaced.path}."]
        with database.reading() as connection:
            rows = connection.execute(_READ, (MOST_NOTES,)).fetchall()
        damaged = sum(_note_in(row) is None for row in rows)
        if damaged:
            said.append(f"{damaged} of {len(rows)} notes in {self.path} cannot be read.")
        self.notice = " ".join(said)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._file().writing() as connection:
                yield connection
        except (sqlite3.Error, OSError, Exchanged) as error:
            raise NotesTrouble(f"The note was not written down in {self.path}: {reason_of(error)}.") from error

    def _file(self) -> Database:
        with self._guard:
            if not self._is_opened:
                self._is_opened = True
                self._open()
            if self._database is None:
                raise NotesTrouble(self.notice)
            return self._database

    def _open(self) -> None:
        try:
            self._database = open_checked(self.path, SCHEMA, self._check)
        except (sqlite3.Error, Damaged, NotOurs, OSError) as error:
            self.notice = f"The file of notes {self.path} cannot be used: {reason_of(error)}."


def _note_in(row: Row) -> OrderNote | None:
    """The note of a row; None where it was changed, or would not have been written."""
    order_id, at, text = row[:3]
    if not is_sound(row) or not isinstance(at, float) or cleaned(str(order_id), _ID_CELLS) != order_id:
        return None
    try:
        return OrderNote(order_id, at, text) if note_text(str(text)) == text else None
    except NotANote:
        return None
