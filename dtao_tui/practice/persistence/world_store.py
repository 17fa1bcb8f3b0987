"""The folder of a saved practice world: its lock, its database, and what happens when either cannot be used."""

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from dtao_tui import private_files, private_locks
from dtao_tui.practice.blocks.blockchain import Chain
from dtao_tui.practice.persistence import world_database
from dtao_tui.practice.persistence.world_database import DamagedWorld, OtherForm, SavedWorld, WorldDatabase
from dtao_tui.practice.persistence.world_rows import Row, WorldIdentity, block_row
from dtao_tui.settings import NotASetting

DATABASE = "world.sqlite"
BLOCKS_BETWEEN_STATES = 64
BLOCKS_UNSYNCED = 16
PATIENCE_SECONDS = 5.0
"""How long another node may take to leave the folder."""

_PAUSE_SECONDS = 0.05
_FORMER = ("*.base", "*.log", "*.damaged")
"""Files of worlds that earlier versions wrote."""


def complain(sentence: str) -> None:
    """Print it where the starter of the node reads it."""
    print(f"dtao-tui practice: {sentence}", file=sys.stderr, flush=True)  # noqa: T201


class WorldStore:
    """The one user of a folder; use it as `with WorldStore(folder) as store`."""

    def __init__(self, folder: Path, say: Callable[[str], None] = complain) -> None:
        """Make the folder if need be. Raises NotASetting when it cannot be used."""
        self._folder = folder
        self._path = folder / DATABASE
        self._say = say
        self._identity: WorldIdentity | None = None
        self._database: WorldDatabase | None = None
        self._lock: int | None = None
        self._next_state = 0
        self._unsaved: deque[Row] = deque(maxlen=BLOCKS_BETWEEN_STATES)
        """Blocks that could not be written. Before more are lost, a whole state is due."""

        with self._usable():
            private_files.make_folder(folder)

    def __enter__(self) -> "WorldStore":
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self._usable():
            while (lock := private_locks.taken(self._folder / "lock")) is None:
                if time.monotonic() > deadline:
                    raise NotASetting(f"Another practice node is using the world in {self._folder}.")
                time.sleep(_PAUSE_SECONDS)
        self._lock = lock
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def found(self) -> SavedWorld | None:
        """The world that is saved here; one that cannot be used is moved aside, with a sentence.

        Raises NotASetting where the folder cannot be used.
        """
        with self._usable():
            try:
                return self._found()
            except OtherForm:
                self.set_aside("was written by another version of dtao-tui")
            except DamagedWorld:
                self.set_aside("is damaged")
        return None

    def begin(self, chain: Chain, identity: WorldIdentity) -> None:
        """Save this chain from now on; its present state is on disk when this returns. Raises NotASetting."""
        self._identity = identity
        with self._usable():
            if self._database is None:
                world_database.create(self._path, identity, chain.state())
                self._database = WorldDatabase(self._path)
            self._next_state = self._database.newest_state + BLOCKS_BETWEEN_STATES

    def save(self, chain: Chain) -> None:
        """Write the newest block; a block that cannot be written is written with a later one."""
        if self._database is None:
            return
        self._unsaved.append(block_row(chain.last_step()))
        is_told = len(self._unsaved) > 1
        state = chain.state() if chain.height >= self._next_state else None
        try:
            self._database.save(self._unsaved, state)
        except DamagedWorld:
            self._write_again(chain)
            return
        except OSError as error:
            if not is_told:
                self._say(
                    f"The world cannot be kept in {self._folder} for now: {error.strerror}. It goes on all the same."
                )
            return
        self._unsaved.clear()
        if state is not None:
            self._next_state = chain.height + BLOCKS_BETWEEN_STATES
        if len(chain.head.extrinsics) > 1 or chain.height % BLOCKS_UNSYNCED == 0:
            self._database.flush()

    def close(self) -> None:
        """Wait until all is in the file, and leave the folder."""
        self._close_database()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def forget(self) -> None:
        """Remove the world that is saved here. Raises NotASetting."""
        self._close_database()
        with self._usable():
            for path in self._files():
                path.unlink()

    def set_aside(self, reason: str, then: str = "a new one begins") -> None:
        """Move the world into a folder beside it, and say why. Raises NotASetting."""
        self._close_database()
        aside = self._folder / f"older-{time.strftime('%Y%m%d-%H%M%S')}"
        with self._usable():
            aside.mkdir(mode=0o700, exist_ok=True)
            for path in self._files():
                path.replace(aside / path.name)
        self._say(f"The kept world {reason}; it is in {aside} now, and {then}.")

    def _found(self) -> SavedWorld | None:
        if not os.path.lexists(self._path):
            if self._files():
                raise OtherForm
            return None
        self._database = WorldDatabase(self._path)
        found = self._database.read()
        self._database.remove_unused(found)
        if found.damaged_states or found.damaged_blocks:
            self._say("A part of the kept world is damaged and was left out; what is whole goes on.")
        return found

    def _write_again(self, chain: Chain) -> None:
        """Replace a file that was damaged while it was in use by one with the chain's present state."""
        assert self._identity is not None
        self._unsaved.clear()
        try:
            self.set_aside("was damaged while it was in use", "its present state is saved again")
            self.begin(chain, self._identity)
        except NotASetting as error:
            self._say(str(error))

    def _close_database(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _files(self) -> list[Path]:
        former = (path for pattern in _FORMER for path in self._folder.glob(pattern))
        return [path for path in (*world_database.files_of(self._path), *former) if os.path.lexists(path)]

    @contextmanager
    def _usable(self) -> Iterator[None]:
        """Raise NotASetting with a sentence where the folder cannot be used."""
        try:
            yield
        except OSError as error:
            raise NotASetting(f"No practice world can be kept in {self._folder}: {error.strerror}.") from error
