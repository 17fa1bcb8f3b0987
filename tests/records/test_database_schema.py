"""Migrations: each step is done whole or not at all, once, and never on a file that is not this program's."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dtao_tui.records.database_schema import NotOurs, Schema

NOTES = "CREATE TABLE notes (text TEXT NOT NULL) STRICT"
BY_TEXT = "CREATE INDEX by_text ON notes (text)"
FIRST = Schema("notes", {"notes": NOTES})


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(tmp_path / "notes.sqlite3", isolation_level=None)
    FIRST.create(opened)
    yield opened
    opened.close()


def a_schema(*steps: object) -> Schema:
    return Schema("notes", {"notes": NOTES}, dict(enumerate(steps, start=1)))


def do_nothing(connection: sqlite3.Connection) -> None:
    pass


def test_a_schema_without_steps_is_of_the_first_form() -> None:
    assert FIRST.form == 1
    assert a_schema(do_nothing, do_nothing).form == 3


def test_steps_that_are_done_stay_done_when_a_later_one_fails(connection: sqlite3.Connection) -> None:
    done: list[int] = []

    def fail(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("interrupted")

    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        a_schema(lambda _: done.append(1), fail).migrate(connection)
    third = a_schema(lambda _: done.append(1), lambda _: done.append(2))
    assert third.form_of(connection) == 2
    third.migrate(connection)
    assert third.form_of(connection) == 3
    assert done == [1, 2]


def test_a_step_that_fails_changes_nothing(connection: sqlite3.Connection) -> None:
    def spoil(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE notes ADD COLUMN at INTEGER")
        connection.execute("INSERT INTO notes VALUES ('half', 1)")
        raise sqlite3.OperationalError("disk is full")

    with pytest.raises(sqlite3.OperationalError, match="full"):
        a_schema(spoil).migrate(connection)
    assert connection.execute("SELECT * FROM notes").fetchall() == []
    assert FIRST.is_intact(connection)


def test_two_programs_do_a_step_once(tmp_path: Path, connection: sqlite3.Connection) -> None:
    second = a_schema(lambda given: given.execute("INSERT INTO notes VALUES ('migrated')"))
    meeting = threading.Barrier(2)

    def migrate() -> None:
        other = sqlite3.connect(tmp_path / "notes.sqlite3", isolation_level=None)
        meeting.wait(10)
        second.migrate(other)
        other.close()

    programs = [threading.Thread(target=migrate) for _ in range(2)]
    for program in programs:
        program.start()
    for program in programs:
        program.join(10)
    assert connection.execute("SELECT text FROM notes").fetchall() == [("migrated",)]


@pytest.mark.parametrize("form", [2, 99, -1])
def test_a_form_that_is_not_known_is_refused(connection: sqlite3.Connection, form: int) -> None:
    connection.execute(f"PRAGMA user_version = {form}")
    with pytest.raises(NotOurs, match=f"form {form}; this one knows forms to 1"):
        FIRST.form_of(connection)


@pytest.mark.parametrize(("form", "main_table"), [(1, "recipes"), (0, "notes")])
def test_a_file_without_the_main_table_or_without_a_form_is_another_programs(
    connection: sqlite3.Connection, form: int, main_table: str
) -> None:
    connection.execute(f"PRAGMA user_version = {form}")
    with pytest.raises(NotOurs, match="something else"):
        Schema(main_table, {main_table: NOTES}).form_of(connection)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE more (text TEXT)",
        "CREATE TRIGGER spoil AFTER INSERT ON notes BEGIN DELETE FROM notes; END",
        "ALTER TABLE notes ADD COLUMN at INTEGER",
        "DROP INDEX by_text",
    ],
)
def test_tables_that_this_program_did_not_make_are_noticed(connection: sqlite3.Connection, change: str) -> None:
    schema = Schema("notes", {"notes": NOTES, "by_text": BY_TEXT})
    connection.execute(BY_TEXT)
    assert schema.is_intact(connection)
    connection.execute(change)
    assert not schema.is_intact(connection)


def test_an_index_that_a_constraint_makes_is_expected(tmp_path: Path) -> None:
    schema = Schema("notes", {"notes": "CREATE TABLE notes (text TEXT NOT NULL UNIQUE) STRICT"})
    opened = sqlite3.connect(tmp_path / "unique.sqlite3", isolation_level=None)
    schema.create(opened)
    assert schema.is_intact(opened)
    opened.close()
