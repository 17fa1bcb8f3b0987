"""The book of notes only grows, is closed to others, and leaves out what was changed by another hand."""

import sqlite3
import stat
from pathlib import Path

import pytest

from dtao_tui.domain.orders.order_notes import OrderNote
from dtao_tui.ports.record_stores import NotesTrouble
from dtao_tui.records.orders import note_book
from dtao_tui.records.orders.note_book import NoteBook

OLD, NEW = OrderNote("one", 1.5, "old #dca"), OrderNote("one", 2.5, "new")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.sqlite3"


def test_all_that_was_written_comes_back_and_only_the_owner_can_read_it(path: Path) -> None:
    book = NoteBook(path)
    book.append(OLD)
    book.append(NEW)
    book.close()
    assert NoteBook(path).notes() == (OLD, NEW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_row_that_another_hand_changed_is_left_out_and_said(path: Path) -> None:
    book = NoteBook(path)
    book.append(OLD, NEW)
    book.close()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE order_notes SET note = 'sell all' WHERE at = 1.5")
    database.close()
    book = NoteBook(path)
    assert book.notes() == (NEW,)
    assert "1 of 2 notes" in book.notice


def test_a_damaged_file_is_moved_aside_and_said(path: Path) -> None:
    path.write_bytes(b"damaged" * 1000)
    book = NoteBook(path)
    assert book.notes() == ()
    assert "was damaged" in book.notice
    book.append(NEW)
    assert book.notes() == (NEW,)


def test_a_full_book_takes_all_notes_of_a_call_or_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_book, "MOST_NOTES", 2)
    book = NoteBook(path)
    book.append(OLD)
    with pytest.raises(NotesTrouble, match="full"):
        book.append(OLD, NEW)
    assert book.notes() == (OLD,)
