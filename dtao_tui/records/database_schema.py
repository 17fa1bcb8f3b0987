"""The tables of a database, and the migrations that lead a file of an older form to the present one.

A store gives a `Schema`. To change its tables: change their statements, add a step from the last form to the new one,
and once that form was released, keep a file of it in tests/records/released.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Step = Callable[[sqlite3.Connection], object]


class NotOurs(Exception):
    """A sound file that this program must leave as it is; `str()` says why, as the part of a sentence."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one store, and the steps from each released form of them to the next."""

    main_table: str
    """A table that files of every form have; a file without it belongs to another program."""

    statements: Mapping[str, str]
    """For each table and index of the present form, in the order they are made, the statement that makes it."""

    steps: Mapping[int, Step] = field(default_factory=dict)
    """From each form before the present one, the step to the next, done whole or not at all."""

    is_log: bool = False
    """True for a large record that others read while it is written, and that nothing is lost by.

    It is written ahead (WAL): the newest writes may go with the machine's power. It is not read whole to be opened;
    its rows carry checksums, and damage is met where it is read.
    """

    @property
    def form(self) -> int:
        """The number of the present form, kept in the file as its `user_version`."""
        return max(self.steps, default=0) + 1

    def form_of(self, connection: sqlite3.Connection) -> int:
        """The form of a file, 0 for an empty one. Raises NotOurs for a newer one and for other programs' files."""
        (form,) = connection.execute("PRAGMA user_version").fetchone()
        if not 0 <= form <= self.form:
            raise NotOurs(
                f"it was written by a newer version of this program, form {form}; this one knows forms to {self.form}"
            )
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if tables and (form == 0 or self.main_table not in tables):
            raise NotOurs("it is a database of something else")
        return int(form)

    def create(self, connection: sqlite3.Connection) -> None:
        """Make the tables of the present form in an empty file, whole or not at all."""
        self._in_transaction(connection, 0, self.form, self._create_all)

    def migrate(self, connection: sqlite3.Connection) -> None:
        """Lead the file to the present form, each step whole or not at all."""
        while (form := self.form_of(connection)) < self.form:
            self._in_transaction(connection, form, form + 1, self.steps[form])

    def is_intact(self, connection: sqlite3.Connection) -> bool:
        """Whether a file of the present form has the tables that this program made, and nothing else."""
        # SQLite makes indexes of its own for constraints.
        query = "SELECT name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_autoindex_*'"
        made = connection.execute(query).fetchall()
        return len(made) == len(self.statements) and dict(made) == dict(self.statements)

    def _create_all(self, connection: sqlite3.Connection) -> None:
        for statement in self.statements.values():
            connection.execute(statement)

    def _in_transaction(self, connection: sqlite3.Connection, old: int, new: int, step: Step) -> None:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another instance may have done the step while this one waited for the file.
            if self.form_of(connection) == old:
                step(connection)
                connection.execute(f"PRAGMA user_version = {new}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
