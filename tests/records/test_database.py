"""What the user keeps lies in private, synced files; damage is moved aside, and nothing else is."""

import errno
import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from dtao_tui import private_files
from dtao_tui.private_files import NotOurFile
from dtao_tui.records.database import (
    Damaged,
    Database,
    Exchanged,
    MovedAside,
    bytes_used,
    is_damage,
    newest_aside,
    open_checked,
    read_only,
    reason_of,
)
from dtao_tui.records.database_schema import NotOurs, Schema

NOTES = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT"
MARKS = "CREATE TABLE marks (note INTEGER NOT NULL REFERENCES notes (id), word TEXT NOT NULL) STRICT"
SCHEMA = Schema("notes", {"notes": NOTES, "marks": MARKS})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.sqlite3"


def write(database: Database, *texts: str | None) -> None:
    with database.writing() as connection:
        for text in texts:
            connection.execute("INSERT INTO notes (text) VALUES (?)", (text,))


def texts_in(database: Database) -> list[str]:
    with database.reading() as connection:
        return [text for (text,) in connection.execute("SELECT text FROM notes ORDER BY id")]


def accept(database: Database, replaced: MovedAside | None) -> None:
    """The check of a store that has nothing to check."""


def test_what_was_written_is_there_when_the_file_is_opened_again(path: Path) -> None:
    database = Database(path, SCHEMA)
    write(database, "one", "two")
    database.close()
    assert texts_in(Database(path, SCHEMA)) == ["one", "two"]


def test_every_write_is_synced_to_the_disk(path: Path) -> None:
    with Database(path, SCHEMA).reading() as connection:
        (mode,) = connection.execute("PRAGMA synchronous").fetchone()
        (kind,) = connection.execute("PRAGMA journal_mode").fetchone()
    assert (mode, kind) == (3, "delete")


def test_the_file_is_its_owners_alone(path: Path) -> None:
    path.touch()
    path.chmod(0o666)
    Database(path, SCHEMA)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("tail", ["", "-journal", "-wal", "-shm"])
def test_a_link_in_the_place_of_one_of_its_files_is_refused(path: Path, tail: str) -> None:
    (path.parent / "victim").write_text("precious")
    path.with_name(path.name + tail).symlink_to("victim")
    with pytest.raises(NotOurFile, match="a link"):
        Database(path, SCHEMA)
    assert (path.parent / "victim").read_text() == "precious"


def test_pages_that_were_freed_are_not_in_use(path: Path) -> None:
    database = Database(path, SCHEMA)
    with database.reading() as connection:
        before = bytes_used(connection)
    write(database, *["x" * 1000] * 300)
    with database.reading() as connection:
        assert bytes_used(connection) > before + 300_000
    with database.writing() as connection:
        connection.execute("DELETE FROM notes")
    with database.reading() as connection:
        assert bytes_used(connection) == before


def test_a_write_that_fails_changes_nothing(path: Path) -> None:
    database = Database(path, SCHEMA)
    with pytest.raises(sqlite3.IntegrityError):
        write(database, "half", None)
    write(database, "whole")
    assert texts_in(database) == ["whole"]


def test_a_mark_of_a_note_that_is_not_there_is_refused(path: Path) -> None:
    database = Database(path, SCHEMA)
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), database.writing() as connection:
        connection.execute("INSERT INTO marks VALUES (7, 'lost')")


def test_threads_write_one_after_the_other(path: Path) -> None:
    database = Database(path, SCHEMA)
    threads = [threading.Thread(target=write, args=(database, str(number), str(number))) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    texts = texts_in(database)
    assert len(texts) == 16
    assert texts[::2] == texts[1::2]


def test_a_file_that_is_exchanged_while_it_is_open_is_neither_read_nor_written(path: Path) -> None:
    database = Database(path, SCHEMA)
    path.rename(path.with_suffix(".moved"))
    Database(path, SCHEMA).close()
    with pytest.raises(Exchanged, match="removed or exchanged while it was in use"):
        write(database, "lost")
    with pytest.raises(Exchanged):
        texts_in(database)


def test_a_full_disk_is_said_and_nothing_is_moved_aside(path: Path) -> None:
    database = Database(path, SCHEMA)
    write(database, "before")
    with database.reading() as connection:
        connection.execute("PRAGMA max_page_count = 4")
    with pytest.raises(sqlite3.OperationalError, match="database or disk is full") as told:
        write(database, "x" * 100_000)
    assert not is_damage(told.value)
    assert texts_in(database) == ["before"]


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_a_disk_that_takes_no_file_is_said_by_the_system_s_words(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_arguments: object, **_named: object) -> int:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OSError, match=os.strerror(number)) as told:
        open_checked(path, SCHEMA, accept)
    assert reason_of(told.value) == os.strerror(number)
    assert not is_damage(told.value)


def test_a_file_that_cannot_be_written_is_not_taken_for_a_damaged_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Database(path, SCHEMA).close()
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **named: connect(f"{path.as_uri()}?mode=ro", uri=True, **named)
    )
    database = open_checked(path, SCHEMA, accept)
    with pytest.raises(sqlite3.OperationalError, match="attempt to write a readonly database") as told:
        write(database, "lost")
    assert not is_damage(told.value)
    assert newest_aside(path) is None


def test_a_damaged_file_is_moved_aside_and_its_store_is_told(path: Path) -> None:
    path.write_bytes(b"this is no database, but may hold what somebody needs" * 50)
    told: list[MovedAside | None] = []
    database = open_checked(path, SCHEMA, lambda _database, replaced: told.append(replaced))
    (replaced,) = told
    assert replaced is not None
    assert replaced.path == newest_aside(path)
    assert replaced.path.read_bytes().startswith(b"this is no database")
    assert "not a database" in str(replaced.reason)
    write(database, "new")
    assert texts_in(database) == ["new"]


def test_damage_that_only_the_store_sees_moves_the_file_aside_too(path: Path) -> None:
    write(Database(path, SCHEMA), "spoilt")

    def refuse(database: Database, _replaced: MovedAside | None) -> None:
        if "spoilt" in texts_in(database):
            raise Damaged("its words are damaged")

    assert texts_in(open_checked(path, SCHEMA, refuse)) == []
    aside = newest_aside(path)
    assert aside is not None
    with read_only(aside) as connection:
        assert connection.execute("SELECT text FROM notes").fetchall() == [("spoilt",)]


def test_what_fails_for_another_reason_moves_nothing_aside(path: Path) -> None:
    def fail(_database: Database, _replaced: MovedAside | None) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        open_checked(path, SCHEMA, fail)
    assert newest_aside(path) is None
    assert texts_in(Database(path, SCHEMA)) == []


def test_marks_of_notes_that_are_gone_are_damage(path: Path) -> None:
    Database(path, SCHEMA).close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO marks VALUES (7, 'lost')")
    connection.commit()
    connection.close()
    with pytest.raises(Damaged):
        Database(path, SCHEMA)


def test_a_file_of_a_newer_program_is_left_as_it_is(path: Path) -> None:
    Database(path, Schema("notes", SCHEMA.statements, {1: lambda _: None})).close()
    before = path.read_bytes()
    with pytest.raises(NotOurs, match="newer version of this program, form 2"):
        open_checked(path, SCHEMA, accept)
    assert path.read_bytes() == before
    assert list(path.parent.glob(f"{path.name}*")) == [path]


def test_a_migration_begins_with_a_copy_and_the_store_sees_the_older_form(path: Path) -> None:
    write(Database(path, SCHEMA), "kept")
    seen: list[object] = []
    copy = path.with_name(f"{path.name}.form-1")

    def look(connection: sqlite3.Connection) -> None:
        seen.extend(connection.execute("PRAGMA user_version").fetchone())
        seen.append(private_files.read(copy, 10**6)[:6])

    second = Schema("notes", SCHEMA.statements, {1: lambda given: given.execute("INSERT INTO notes VALUES (9, 'new')")})
    assert texts_in(Database(path, second, look)) == ["kept", "new"]
    assert seen == [1, b"SQLite"]
    assert not copy.exists()
