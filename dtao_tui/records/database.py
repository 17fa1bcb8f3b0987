"""SQLite files for what the user keeps: private, checked when opened, migrated step by step, moved aside if damaged.

A store opens its file by `open_checked` with its `Schema`. A file of a newer program or of another one is refused and
left as it is (NotOurs); only a damaged one is moved aside, and a new one begun in its place.
"""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.records.database_schema import Schema

BUSY_SECONDS = 5.0
"""How long a statement waits for another program's transaction."""

_TAILS = ("-journal", "-wal", "-shm")
"""Files that SQLite may keep beside a database."""

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_MISMATCH)
_LOG = logging.getLogger(__name__)

BeforeMigration = Callable[[sqlite3.Connection], object]


class Damaged(Exception):
    """The file is not what was written; `str()` says in which way."""


class Exchanged(Exception):
    """The file was removed or exchanged while it was in use; `str()` says so, as the part of a sentence."""


@dataclass(frozen=True, slots=True)
class MovedAside:
    """A damaged file that a new one has replaced."""

    path: Path
    """Where it is now."""

    reason: Exception


class Database:
    """One open file. A write is on disk when its block ends. It may be used from several threads."""

    def __init__(self, path: Path, schema: Schema, before_migration: BeforeMigration | None = None) -> None:
        """Open the file, made if it is not there and led to the present form; `before_migration` sees it before that.

        Raises NotOurs, and Damaged, sqlite3.Error or OSError (see `is_damage`).
        """
        self.path = path
        self._schema = schema
        self._guard = threading.Lock()
        self._connection = self._opened(before_migration)
        self._identity = _identity(path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for queries. Raises Exchanged, and sqlite3.Error."""
        with self._guard:
            if _identity(self.path) != self._identity:
                raise Exchanged("it was removed or exchanged while it was in use")
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection with the write lock: at the end all is on disk, or nothing has changed.

        Raises Exchanged, sqlite3.Error and OSError.
        """
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._connection.close()

    def _opened(self, before_migration: BeforeMigration | None) -> sqlite3.Connection:
        _make_private(self.path)
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            _read_as_written(connection)
            self._bring_to_present_form(connection, before_migration)
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _bring_to_present_form(self, connection: sqlite3.Connection, before_migration: BeforeMigration | None) -> None:
        form = self._sound_form(connection)
        # EXTRA also syncs the folder, so that a finished write survives the loss of power.
        connection.execute(f"PRAGMA journal_mode = {'WAL' if self._schema.is_log else 'DELETE'}")
        connection.execute(f"PRAGMA synchronous = {'NORMAL' if self._schema.is_log else 'EXTRA'}")
        if form == 0:
            self._schema.create(connection)
        elif form < self._schema.form:
            if not self._schema.is_log:
                # A log may be a gigabyte, and nothing is lost by it.
                private_files.replace(self._backup(form), connection.serialize())
            if before_migration is not None:
                before_migration(connection)
            self._schema.migrate(connection)
        if not self._schema.is_intact(connection):
            raise Damaged("its tables are damaged")
        for old in range(1, self._schema.form):
            # One is also left by a program that was ended just after the last step.
            self._backup(old).unlink(missing_ok=True)

    def _sound_form(self, connection: sqlite3.Connection) -> int:
        """The form of the file, after a check of its structure."""
        try:
            form = self._schema.form_of(connection)
            if self._schema.is_log:
                return form
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise Damaged("it is damaged")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise Damaged("it is damaged")
        except UnicodeDecodeError as error:
            # What SQLite says of a damaged table may quote its bytes.
            raise Damaged("its tables are damaged") from error
        except sqlite3.OperationalError as error:
            # No statement here can be wrong, so what SQLite cannot make sense of is the file.
            if _code(error) == sqlite3.SQLITE_ERROR:
                raise Damaged(str(error)) from error
            raise
        return form

    def _backup(self, form: int) -> Path:
        """Where a file of an older form is kept until it was led to the present one."""
        return self.path.with_name(f"{self.path.name}.form-{form}")


def open_checked(
    path: Path,
    schema: Schema,
    check: Callable[[Database, MovedAside | None], object],
    before_migration: BeforeMigration | None = None,
) -> Database:
    """The file at this path, checked by its store; a damaged one is moved aside, and a new one is made and checked.

    `check` is told of the damaged file that the new one replaces. What it raises counts as damage by `is_damage`, too.
    Raises NotOurs, and Damaged, sqlite3.Error or OSError.
    """

    def opened(replaced: MovedAside | None) -> Database:
        database = Database(path, schema, before_migration)
        try:
            check(database, replaced)
        except BaseException:
            database.close()
            raise
        return database

    try:
        return opened(None)
    except (Damaged, sqlite3.Error) as error:
        if not is_damage(error):
            raise
        return opened(MovedAside(move_aside(path, error), error))


def is_damage(error: Exception) -> bool:
    """Whether the file itself is wrong, and not only busy, closed to us or on a full disk."""
    return isinstance(error, Damaged) or _code(error) in _DAMAGE


def move_aside(path: Path, reason: Exception) -> Path:
    """Rename the file and what SQLite keeps beside it; where it is then. Raises OSError."""
    aside = path.with_name(f"{path.name}.aside-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}")
    path.rename(aside)
    for tail in _TAILS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + tail).rename(aside.with_name(aside.name + tail))
    private_files.sync_folder(path.parent)
    _LOG.error("%s moved aside to %s: %s", path.name, aside, reason)
    return aside


def newest_aside(path: Path) -> Path | None:
    """The file that was moved aside last, or None."""
    return max(path.parent.glob(f"{path.name}.aside-*[0-9]"), default=None)


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """A file as it lies there, for reading what can be read of a damaged one. Raises sqlite3.Error."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        _read_as_written(connection)
        yield connection
    finally:
        connection.close()


def reason_of(error: Exception) -> object:
    """The error as the end of a sentence."""
    return error.strerror if isinstance(error, OSError) else error


def _make_private(path: Path) -> None:
    """Make the file if it is not there, ours alone; anything else in its place, or beside it, is refused."""
    handle = private_files.opened(path, os.O_RDWR | os.O_CREAT)
    try:
        os.fchmod(handle, 0o600)
    finally:
        os.close(handle)
    for tail in _TAILS:
        private_files.refuse_other(path.with_name(path.name + tail))


def _read_as_written(connection: sqlite3.Connection) -> None:
    """Have texts read bit for bit, so that a damaged one is a wrong text and no error."""
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells the file at this path from every other one; None where there is none."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _code(error: Exception) -> int:
    # Errors of the module itself have no code.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def bytes_used(connection: sqlite3.Connection) -> int:
    """Bytes of the file that are in use: pages that were freed are written again before it grows."""
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int(pages - free) * int(size)
