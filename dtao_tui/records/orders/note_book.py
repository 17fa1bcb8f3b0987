"""`ports.record_stores.NoteStore` in one private SQLite file beside the journal, whose records no note changes.

Rows are only added. A damaged file is moved aside and a new one begun; a damaged row stays and is left out.
"""

from dtao_tui.domain.orders.order_notes import NotANote, OrderNote, note_text
from dtao_tui.domain.text import cleaned
from dtao_tui.ports.record_stores import NotesTrouble
from dtao_tui.records.database import Database, MovedAside
from dtao_tui.records.database_schema import Schema
from dtao_tui.records.record_book import RecordBook
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


class NoteBook(RecordBook):
    """Notes to the orders of all chains. It may be used from several threads."""

    schema, trouble = SCHEMA, NotesTrouble
    unusable = "The file of notes {path} cannot be used: {reason}."
    unreadable = "The notes in {path} cannot be read: {reason}."
    unwritten = "The note was not written down in {path}: {reason}."

    def notes(self) -> tuple[OrderNote, ...]:
        """All that was ever written, oldest first. Raises NotesTrouble."""
        with self.reading() as connection:
            rows = connection.execute(_READ, (MOST_NOTES,)).fetchall()
        return tuple(note for row in rows if (note := _note_in(row)) is not None)

    def append(self, *notes: OrderNote) -> None:
        """Add notes; they are on disk when this returns, all or none. Raises NotesTrouble."""
        with self.writing() as connection:
            (count,) = connection.execute("SELECT count(*) FROM order_notes").fetchone()
            if count + len(notes) > MOST_NOTES:
                raise NotesTrouble(f"At most {MOST_NOTES:,} notes are kept, and {self.path} is full.")
            rows = [with_checksum((note.order_id, note.at, note.text)) for note in notes]
            connection.executemany("INSERT INTO order_notes VALUES (?, ?, ?, ?)", rows)

    def check(self, database: Database, replaced: MovedAside | None) -> None:
        """Tell what was damaged."""
        said = [] if replaced is None else [f"The file of notes was damaged and is now {replaced.path}."]
        with database.reading() as connection:
            rows = connection.execute(_READ, (MOST_NOTES,)).fetchall()
        damaged = sum(_note_in(row) is None for row in rows)
        if damaged:
            said.append(f"{damaged} of {len(rows)} notes in {self.path} cannot be read.")
        self.notice = " ".join(said)


def _note_in(row: Row) -> OrderNote | None:
    """The note of a row; None where it was changed, or would not have been written."""
    order_id, at, text = row[:3]
    if not is_sound(row) or not isinstance(at, float) or cleaned(str(order_id), _ID_CELLS) != order_id:
        return None
    try:
        return OrderNote(order_id, at, text) if note_text(str(text)) == text else None
    except NotANote:
        return None
