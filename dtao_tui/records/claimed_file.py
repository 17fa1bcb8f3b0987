"""A SQLite file that any program reads and one writes: the one that holds the lock beside it."""

import os
from collections.abc import Callable
from pathlib import Path

from dtao_tui import private_locks
from dtao_tui.records.database import Database, open_checked
from dtao_tui.records.database_schema import Schema


class ClaimedFile:
    """The file, opened when it is first asked for. Whoever calls from several threads guards the calls."""

    def __init__(self, path: Path, schema: Schema, on_open: Callable[[], None] = lambda: None) -> None:
        """`on_open` is called after the file was opened, which may be once more after trouble."""
        self.path = path
        self._schema = schema
        self._on_open = on_open
        self._database: Database | None = None
        self._lock: int | None = None

    @property
    def is_claimed(self) -> bool:
        """Whether it is this program's to write."""
        return self._lock is not None

    def claim(self) -> bool:
        """Take the lock if it is free; whether this program has it. Raises OSError."""
        if self._lock is None:
            self._lock = private_locks.taken(self.path.with_suffix(".lock"))
        return self._lock is not None

    def opened(self) -> Database:
        """The file. Raises what `Database` and `open_checked` raise."""
        if self._database is None:
            if self._lock is not None:
                self._database = open_checked(self.path, self._schema, lambda _database, _aside: None)
            else:
                # Whoever writes mends it; a reader must not move another program's file aside.
                self._database = Database(self.path, self._schema)
            self._on_open()
        return self._database

    def shut(self) -> None:
        """Close it; it is opened again where it is asked for."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def release(self) -> None:
        """Close it, and let another program write."""
        self.shut()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
