"""What the small record files have in common: a private SQLite file that is opened, or made, when it is first used.

A damaged file is moved aside and a new one begun. One that cannot be used stays as it is, and each use says why.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from dtao_tui.records.database import Damaged, Database, Exchanged, MovedAside, open_checked, reason_of
from dtao_tui.records.database_schema import NotOurs, Schema


class RecordBook:
    """One such file; each kind says its tables, its trouble and its words. It may be used from several threads."""

    schema: ClassVar[Schema]
    trouble: ClassVar[type[Exception]]
    """What is raised where the file cannot be used; `str()` is a sentence."""

    unusable: ClassVar[str]
    """The sentences of a file that cannot be opened, read or written, with `{path}` and `{reason}`."""

    unreadable: ClassVar[str]
    unwritten: ClassVar[str]

    def __init__(self, path: Path) -> None:
        """The file is opened, or made, when it is first used."""
        self.path = path
        self.notice = ""
        """What a person must know of the file once it was used, as sentences; empty in the normal case."""

        self._guard = threading.Lock()
        self._database: Database | None = None
        self._is_opened = False

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()

    def check(self, database: Database, replaced: MovedAside | None) -> None:
        """Look at the file that was opened, and at the one it replaces; each kind has its own."""
        raise NotImplementedError

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for queries. Raises the book's trouble."""
        try:
            with self._file().reading() as connection:
                yield connection
        except (sqlite3.Error, Exchanged) as error:
            raise self._trouble(self.unreadable, error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection with the write lock: at the end all is on disk, or nothing has changed.

        Raises the book's trouble.
        """
        try:
            with self._file().writing() as connection:
                yield connection
        except (sqlite3.Error, OSError, Exchanged) as error:
            raise self._trouble(self.unwritten, error) from error

    def _file(self) -> Database:
        with self._guard:
            if not self._is_opened:
                self._is_opened = True
                self._open()
            if self._database is None:
                raise self.trouble(self.notice)
            return self._database

    def _open(self) -> None:
        try:
            self._database = open_checked(self.path, self.schema, self.check)
        except (sqlite3.Error, Damaged, NotOurs, OSError) as error:
            self.notice = str(self._trouble(self.unusable, error))

    def _trouble(self, words: str, error: Exception) -> Exception:
        return self.trouble(words.format(path=self.path, reason=reason_of(error)))
