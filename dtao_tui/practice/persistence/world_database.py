"""The SQLite file of a saved world: one transaction for each block, a whole state every 64 blocks.

The journal is a write-ahead log with synchronous NORMAL: `kill -9` loses no committed block, a power cut at most those
since the last checkpoint. A thread makes the checkpoints, because they wait for the disk.
"""

import errno
import gc
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dtao_tui import private_files
from dtao_tui.practice.blocks.chain_state import BlockStep, ChainState
from dtao_tui.practice.persistence.world_rows import (
    DamagedRow,
    Row,
    WorldIdentity,
    block_of,
    identity_of,
    identity_row,
    state_of,
    state_row,
)

APPLICATION = 0x64546157
"""In the file's header: "dTaW", a world of dtao-tui."""

FORM = 1
"""To be raised with every change of tables or of what their rows hold."""

STATES = 2
"""The number of whole states in the file, with all blocks after the older one, so that a damaged one costs nothing."""

_COLUMNS = "(number INTEGER PRIMARY KEY, content BLOB NOT NULL, digest BLOB NOT NULL)"
_TABLES = "".join(f"CREATE TABLE {name} {_COLUMNS};" for name in ("identity", "states", "blocks"))
_WAITING_SECONDS = 5.0

Content = TypeVar("Content")


class DamagedWorld(Exception):
    """The file is not the whole database that was written, or has no state left."""


class OtherForm(Exception):
    """The file was written by another version of this program."""


@dataclass(frozen=True, slots=True)
class SavedWorld:
    """The content of a database that can be resumed."""

    identity: WorldIdentity
    state: ChainState
    steps: list[BlockStep]
    """The blocks after the state, each on top of the one before."""

    damaged_states: list[int]
    damaged_blocks: list[int]
    """The numbers of rows that do not hold what was written."""


def files_of(path: Path) -> list[Path]:
    """The database's file, and those that SQLite writes beside it."""
    return [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))]


def create(path: Path, identity: WorldIdentity, state: ChainState) -> None:
    """Replace the file by a new database with one state, on disk when this returns. Raises OSError."""
    for beside in files_of(path)[1:]:
        # SQLite would take the log of a file that was here before for one of the new file.
        beside.unlink(missing_ok=True)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORM};{_TABLES}")
        made.execute("INSERT INTO identity VALUES (?, ?, ?)", identity_row(identity))
        made.execute("INSERT INTO states VALUES (?, ?, ?)", state_row(state))
        private_files.replace(path, made.serialize())


class WorldDatabase:
    """The open file of a world."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises OSError, DamagedWorld and OtherForm."""
        self._path = path
        private_files.refuse_other(path)
        with _as_os_error():
            self._database = sqlite3.connect(path, isolation_level=None, timeout=_WAITING_SECONDS)
            try:
                self._check()
                self._database.execute("PRAGMA journal_mode = WAL")
                self._database.execute("PRAGMA synchronous = NORMAL")
            except BaseException:
                self._database.close()
                raise
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="world-database")
        self._checkpoint: Future[None] | None = None

    def close(self) -> None:
        """Write everything into the file itself, and close it."""
        self._disk.shutdown(wait=True)
        with suppress(sqlite3.Error):
            self._database.close()

    def read(self) -> SavedWorld:
        """The world of the valid rows that leads furthest. Raises DamagedWorld and OSError."""
        # The collector would scan the values again and again while they are unpacked.
        gc.disable()
        try:
            with _as_os_error():
                identities, _ = self._whole("identity", identity_of)
                states, bad_states = self._whole("states", state_of)
                blocks, bad_blocks = self._whole("blocks", block_of)
        finally:
            gc.enable()
        if not identities or not states:
            raise DamagedWorld
        by_number = {step.header.number: step for step in blocks}
        lines = [(state, _following(state, by_number)) for state in states]
        # The older state brings more of the past with it, as long as it leads as far.
        state, steps = max(lines, key=lambda line: (line[0].number + len(line[1]), len(line[1])))
        return SavedWorld(identities[0], state, steps, bad_states, bad_blocks)

    def remove_unused(self, found: SavedWorld) -> None:
        """Delete the damaged rows, and blocks that the world does not lead to. Raises OSError and DamagedWorld."""
        last = found.state.number + len(found.steps)
        with self._transaction() as database:
            # A block from after a damage would one day seem to follow this chain.
            database.execute("DELETE FROM blocks WHERE number > ?", (last,))
            database.executemany("DELETE FROM blocks WHERE number = ?", [(each,) for each in found.damaged_blocks])
            database.executemany("DELETE FROM states WHERE number = ?", [(each,) for each in found.damaged_states])

    @property
    def newest_state(self) -> int:
        """The block of the newest state."""
        return int(self._database.execute("SELECT max(number) FROM states").fetchone()[0])

    def save(self, blocks: Iterable[Row], state: ChainState | None = None) -> None:
        """Commit blocks and, if given, a whole state. Raises OSError and DamagedWorld."""
        with self._transaction() as database:
            database.executemany("INSERT OR REPLACE INTO blocks VALUES (?, ?, ?)", blocks)
            if state is not None:
                database.execute("INSERT OR REPLACE INTO states VALUES (?, ?, ?)", state_row(state))
                newest = "(SELECT number FROM states ORDER BY number DESC LIMIT ?)"
                database.execute(f"DELETE FROM states WHERE number NOT IN {newest}", (STATES,))
                database.execute("DELETE FROM blocks WHERE number <= (SELECT min(number) FROM states)")

    def flush(self) -> None:
        """Have the thread bring committed transactions to the disk."""
        if self._checkpoint is None or self._checkpoint.done():
            self._checkpoint = self._disk.submit(self._make_checkpoint)

    def _make_checkpoint(self) -> None:
        # A disk that is full or gone is told by the next block's transaction.
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._path)) as database:
            database.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _check(self) -> None:
        if self._pragma("application_id") != APPLICATION or self._pragma("quick_check(1)") != "ok":
            raise DamagedWorld
        if self._pragma("user_version") != FORM:
            raise OtherForm

    def _pragma(self, name: str) -> object:
        return self._database.execute(f"PRAGMA {name}").fetchone()[0]

    def _whole(self, table: str, unpack: Callable[[bytes, bytes], Content]) -> tuple[list[Content], list[int]]:
        """The content of the valid rows, and the numbers of the damaged ones."""
        found: list[Content] = []
        damaged: list[int] = []
        for number, content, digest in self._database.execute(f"SELECT * FROM {table} ORDER BY number"):
            try:
                found.append(unpack(content, digest))
            except DamagedRow:
                damaged.append(number)
        return found, damaged

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with _as_os_error(), self._database:
            self._database.execute("BEGIN IMMEDIATE")
            yield self._database


def _following(state: ChainState, steps: Mapping[int, BlockStep]) -> list[BlockStep]:
    """The unbroken line of blocks on top of the state."""
    found: list[BlockStep] = []
    tip = dict(state.hashes).get(state.number)
    number = state.number + 1
    while (step := steps.get(number)) is not None and tip in (None, step.header.parent):
        found.append(step)
        tip = step.header.hash
        number += 1
    return found


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Raise SQLite's errors of operation as OSError with SQLite's message, all others as DamagedWorld."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(errno.EIO, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise DamagedWorld from error
