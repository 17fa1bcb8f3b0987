"""The book of spend limits: what was set, lost and accepted, only added to, in a file of its own beside the journal.

It is not in the journal's file, so that damage to one does not take both the limits and what was spent. Each row names
the one before it by its checksum, and a count beside the file (`order_count`) tells of one that was cut, removed or
exchanged. Whatever is lost is written down as lost, and so stays in force until a person types a password.
"""

import sqlite3
from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, get_args

import msgspec

from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.spending.limit_entries import LimitEntry, LimitsLost
from dtao_tui.domain.spending.spend_limits import SpendLimits
from dtao_tui.ports.record_stores import LimitsTrouble
from dtao_tui.records.database import Damaged, Database, Exchanged, MovedAside, open_checked, reason_of
from dtao_tui.records.database_schema import NotOurs, Schema
from dtao_tui.records.orders import order_count
from dtao_tui.records.orders.order_count import NotACount
from dtao_tui.records.row_checksums import Row, is_sound, with_checksum
from dtao_tui.records.tagged_structs import plain, struct_of, value_of

_NO_ENTRY = b""
"""What the first row names as the one before it."""

_ENTRIES = """CREATE TABLE limit_entries (
    n INTEGER NOT NULL,
    at REAL NOT NULL,
    document TEXT NOT NULL,
    before BLOB NOT NULL,
    checksum BLOB NOT NULL
) STRICT"""

SCHEMA = Schema("limit_entries", {"limit_entries": _ENTRIES})
_READ = "SELECT n, at, document, before, checksum FROM limit_entries ORDER BY rowid"
_LIMIT_ENTRY: Any = reduce(or_, map(struct_of, get_args(LimitEntry)))
_DECODER: Any = msgspec.json.Decoder(_LIMIT_ENTRY)
_UNREADABLE = (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError)


class LimitBook:
    """Limits of all accounts and chains in one SQLite file, closed to others. Several threads may use it."""

    def __init__(
        self, path: Path, moment: Callable[[], Moment], named: Mapping[str, SpendLimits] | None = None
    ) -> None:
        """Open or make the file; `named` are the limits in the settings, by network name or genesis.

        It raises nothing: where the file cannot be used, `entries` and `append` do.
        """
        self.path = path
        self.named: Mapping[str, SpendLimits] = named or {}
        self._count_path = path.with_name(f"{path.stem}.count")
        self._moment = moment
        self._refusal = ""
        self._database: Database | None = None
        try:
            self._database = open_checked(path, SCHEMA, self._check)
        except NotOurs as error:
            self._refusal = f"The record of limits {path} cannot be used: {error}. It was left as it is."
        except (sqlite3.Error, Damaged, OSError, NotACount) as error:
            self._refusal = f"The record of limits {path} cannot be opened: {reason_of(error)}."

    def entries(self) -> tuple[LimitEntry, ...]:
        """All entries, oldest first. Raises LimitsTrouble."""
        try:
            with self._file().reading() as connection:
                rows = connection.execute(_READ).fetchall()
            _refuse_damaged(rows)
            return tuple(value_of(_DECODER.decode(row[2])) for row in rows)
        except (sqlite3.Error, Damaged, Exchanged, *_UNREADABLE) as error:
            raise LimitsTrouble(f"The record of limits {self.path} cannot be read: {error}.") from error

    def append(self, *entries: LimitEntry) -> None:
        """Write entries down; they are on disk when this returns, all or none. Raises LimitsTrouble."""
        try:
            self._append(self._file(), entries)
        except (sqlite3.Error, OSError, Damaged, Exchanged) as error:
            raise LimitsTrouble(f"Limits cannot be written down in {self.path}: {reason_of(error)}.") from error

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()

    def _append(self, database: Database, entries: tuple[LimitEntry, ...]) -> None:
        with database.writing() as connection:
            rows = connection.execute(_READ).fetchall()
            _refuse_damaged(rows)
            for entry in entries:
                row = _row_of(entry, rows)
                connection.execute("INSERT INTO limit_entries VALUES (?, ?, ?, ?, ?)", row)
                rows.append(row)
        self._count(database)

    def _count(self, database: Database) -> None:
        """Count the rows that are on disk; a program that is ended before this counts them at its next start."""
        with database.writing() as connection:
            order_count.write(self._count_path, order_count.count_of(_ids(connection.execute(_READ).fetchall())))

    def _check(self, database: Database, replaced: MovedAside | None) -> None:
        """Check every row of the file that was opened; what is lost is written down as lost."""
        # The count first: another instance may add an entry in the meantime.
        counted = self._counted()
        with database.reading() as connection:
            rows = connection.execute(_READ).fetchall()
        _refuse_damaged(rows)
        is_short = isinstance(counted, NotACount) or not (counted is None or counted.is_beginning_of(_ids(rows)))
        if replaced is not None or is_short:
            self._append(database, (LimitsLost(at=self._moment()),))
        elif counted != order_count.count_of(_ids(rows)):
            self._count(database)

    def _counted(self) -> order_count.OrderCount | NotACount | None:
        try:
            return order_count.read(self._count_path)
        except NotACount as error:
            return error

    def _file(self) -> Database:
        if self._database is None:
            raise LimitsTrouble(self._refusal)
        return self._database


def _row_of(entry: LimitEntry, rows: list[Row]) -> Row:
    document = msgspec.json.encode(plain(entry)).decode()
    return with_checksum((len(rows), entry.at.wall, document, rows[-1][-1] if rows else _NO_ENTRY))


def _refuse_damaged(rows: list[Row]) -> None:
    """Raise Damaged where a row is not what was written, or is not behind the one that it names."""
    marks = (_NO_ENTRY, *(row[-1] for row in rows))
    for n, (row, before) in enumerate(zip(rows, marks, strict=False)):
        if not is_sound(row) or (row[0], row[3]) != (n, before):
            raise Damaged("its rows are damaged")


def _ids(rows: list[Row]) -> list[str]:
    return [row[-1].hex() if isinstance(row[-1], bytes) else "" for row in rows]
