"""The file of the journal: opened with its structure checked, led to the present form, or moved aside where damaged."""

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.records import order_rows, order_tables

_TAILS = ("-journal", "-wal", "-shm")
"""Files that SQLite may keep beside the journal."""

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_MISMATCH)
_LOG = logging.getLogger(__name__)


class Damaged(Exception):
    """The file is not what was written; `str()` says in which way."""


def opened(path: Path, before_migration: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
    """The file of the present form, made if it is not there, each statement outside a transaction its own.

    Raises schema.NotOurs, and Damaged, sqlite3.Error or OSError (see `is_damage`).
    """
    _make_private(path)
    database = sqlite3.connect(path, timeout=5.0, isolation_level=None, check_same_thread=False)
    try:
        order_rows.read_as_written(database)
        _bring_to_present_form(database, path, before_migration)
    except BaseException:
        database.close()
        raise
    return database


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
    _LOG.error("journal moved aside to %s: %s", aside, reason)
    return aside


def newest_aside(path: Path) -> Path | None:
    """The file that was moved aside last, or None."""
    return max(path.parent.glob(f"{path.name}.aside-*[0-9]"), default=None)


def identity(path: Path) -> tuple[int, int] | None:
    """What tells the file at this path from every other one; None where there is none."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Hold the write lock; everything is on disk at the end, or nothing has changed."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _make_private(path: Path) -> None:
    """Make the file if it is not there, ours alone; anything else in its place, or beside it, is refused."""
    handle = private_files.opened(path, os.O_RDWR | os.O_CREAT)
    try:
        os.fchmod(handle, 0o600)
    finally:
        os.close(handle)
    for tail in _TAILS:
        private_files.refuse_other(path.with_name(path.name + tail))


def _bring_to_present_form(
    database: sqlite3.Connection, path: Path, before_migration: Callable[[sqlite3.Connection], None]
) -> None:
    form = _sound_form(database)
    # EXTRA also syncs the folder, so that a finished write survives the loss of power.
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA synchronous = EXTRA")
    if form == 0:
        order_tables.create(database)
    elif form < order_tables.FORM:
        private_files.replace(_backup(path, form), database.serialize())
        before_migration(database)
        order_tables.migrate(database)
    if not order_tables.is_intact(database):
        raise Damaged("its tables are damaged")
    for old in range(1, order_tables.FORM):
        # One is also left by a program that was ended just after the last step.
        _backup(path, old).unlink(missing_ok=True)


def _sound_form(database: sqlite3.Connection) -> int:
    """The form of a file whose structure was checked."""
    try:
        form = order_tables.form_of(database)
        if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise Damaged("it is damaged")
    except sqlite3.OperationalError as error:
        # No statement here can be wrong, so what SQLite cannot make sense of is the file.
        if _code(error) == sqlite3.SQLITE_ERROR:
            raise Damaged(str(error)) from error
        raise
    return form


def _code(error: Exception) -> int:
    # Errors of the module itself have no code.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _backup(path: Path, form: int) -> Path:
    """Where a file of an older form is kept until it was led to the present one."""
    return path.with_name(f"{path.name}.form-{form}")
