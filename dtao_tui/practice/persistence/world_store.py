"""Keeps a practice world in a folder, so that it goes on at the next start, whatever ended it.

Every block is appended to a log as it is made; now and then the whole state is written beside it as a new base, in a
thread, and a new log begins. Two bases stay, so that a damaged one costs nothing. `kill -9` loses no block that a
client has heard of; a power cut loses at most the last few.
"""

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from dtao_tui import private_files
from dtao_tui.practice.blocks.blockchain import Chain
from dtao_tui.practice.blocks.chain_state import BlockStep, ChainState
from dtao_tui.practice.persistence.world_files import (
    FORM,
    DamagedWorld,
    Identity,
    OtherForm,
    base_file,
    read_base,
    read_steps,
    step_chunk,
)
from dtao_tui.settings import NotASetting

BASE, LOG, DAMAGED = ".base", ".log", ".damaged"
BLOCKS_IN_A_LOG = 64
BYTES_IN_A_LOG = 32 * 2**20
BLOCKS_UNSYNCED = 16
PATIENCE_SECONDS = 5.0
"""How long another node may take to leave the folder."""

_PAUSE_SECONDS = 0.05
_LARGEST = 1 << 30
"""Bytes of a file of the world."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A world that was found."""

    identity: Identity
    state: ChainState
    steps: list[BlockStep]
    """The blocks after the state, each on top of the one before."""


def complain(sentence: str) -> None:
    """Say it where whoever started the node reads it."""
    print(f"dtao-tui practice: {sentence}", file=sys.stderr, flush=True)  # noqa: T201


class WorldStore:
    """The one user of a folder; use it as `with Keeper(folder) as keeper`."""

    def __init__(self, folder: Path, say: Callable[[str], None] = complain) -> None:
        """Take the folder. Raises NotASetting when it cannot be had."""
        self._folder = folder
        self._say = say
        self._identity: Identity | None = None
        self._log: int | None = None
        self._length = 0
        self._blocks = 0
        self._has_gap = False
        """Whether a block could not be written, so that only a new base makes the world whole again."""

        with self._usable():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = private_files.opened(folder / "lock", os.O_RDWR | os.O_CREAT)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeper")
        self._sync: Future[None] | None = None

    def __enter__(self) -> "WorldStore":
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._takes():
            if time.monotonic() > deadline:
                os.close(self._lock)
                raise NotASetting(f"Another practice node is using the world in {self._folder}.")
            time.sleep(_PAUSE_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def found(self) -> Kept | None:
        """The world that is kept here, as far as it is whole; damaged files are moved aside, with a sentence.

        Raises NotASetting where the folder cannot be used.
        """
        try:
            with self._usable():
                bases = [base for path in numbered(self._folder, BASE) if (base := self._base(path)) is not None]
                steps = self._steps()
        except OtherForm:
            self.set_aside("was written by another version of dtao-tui")
            return None
        if not bases:
            return None
        tried = [(identity, state, _following(state, steps)) for identity, state in bases]
        # The older base brings more of the past with it, as long as it leads as far.
        identity, state, path = max(tried, key=lambda each: (each[1].number + len(each[2]), len(each[2])))
        return Kept(identity, state, path)

    def begin(self, chain: Chain, identity: Identity) -> None:
        """Keep this chain from now on; what it is now is on disk when this returns. Raises NotASetting."""
        self._identity = identity
        with self._usable():
            for path in numbered(self._folder, LOG):
                # A log from after a damage would one day seem to go on from this chain.
                if int(path.stem) >= chain.height:
                    path.unlink()
            bases = numbered(self._folder, BASE)
            if not bases:
                self._write_base(chain.state())
            self._open_log(chain.height)
        self._blocks = chain.height - int(bases[-1].stem) if bases else 0

    def keep(self, chain: Chain) -> None:
        """Write down the newest block."""
        if self._identity is None:
            return
        self._blocks += 1
        if not self._has_gap:
            self._append(step_chunk(chain.last_step()), is_urgent=len(chain.head.extrinsics) > 1)
        if self._blocks >= BLOCKS_IN_A_LOG or self._length >= BYTES_IN_A_LOG or self._may_mend():
            self._turn(chain)

    def close(self) -> None:
        """Wait until all is on disk, and leave the folder."""
        self._writer.shutdown(wait=True)
        if self._log is not None:
            with suppress(OSError):
                os.fsync(self._log)
            os.close(self._log)
            self._log = None
        os.close(self._lock)

    def forget(self) -> None:
        """Remove the world that is kept here. Raises NotASetting."""
        with self._usable():
            for path in self._files():
                path.unlink()

    def set_aside(self, reason: str) -> None:
        """Move the world out of the way, into a folder beside it, and say why. Raises NotASetting."""
        aside = self._folder / f"older-{time.strftime('%Y%m%d-%H%M%S')}"
        with self._usable():
            aside.mkdir(mode=0o700, exist_ok=True)
            for path in self._files():
                path.replace(aside / path.name)
        self._say(f"The kept world {reason}; it is in {aside} now, and a new one begins.")

    @contextmanager
    def _usable(self) -> Iterator[None]:
        """Where the folder cannot be used, say so. Raises NotASetting."""
        try:
            yield
        except OSError as error:
            raise NotASetting(f"No practice world can be kept in {self._folder}: {error.strerror}.") from error

    def _files(self) -> list[Path]:
        return [*numbered(self._folder, BASE), *numbered(self._folder, LOG)]

    def _takes(self) -> bool:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _base(self, path: Path) -> tuple[Identity, ChainState] | None:
        try:
            return read_base(private_files.read(path, _LARGEST))
        except (DamagedWorld, OSError) as error:
            aside = path.with_suffix(DAMAGED)
            path.replace(aside)
            what = error.strerror if isinstance(error, OSError) else "damaged"
            self._say(f"A file of the kept world is {what} and was moved to {aside}; the one before it is used.")
            return None

    def _steps(self) -> dict[int, BlockStep]:
        found: dict[int, BlockStep] = {}
        for path in numbered(self._folder, LOG):
            # What was being written when the machine stopped is incomplete; what stands before it counts.
            with suppress(DamagedWorld):
                for step in read_steps(private_files.read(path, _LARGEST)):
                    found[step.header.number] = step
        return found

    def _append(self, chunk: bytes, *, is_urgent: bool) -> None:
        assert self._log is not None
        try:
            private_files.write_all(self._log, chunk)
        except OSError as error:
            self._miss(error)
            with suppress(OSError):
                os.ftruncate(self._log, self._length)
            return
        self._length += len(chunk)
        if (is_urgent or self._blocks % BLOCKS_UNSYNCED == 0) and (self._sync is None or self._sync.done()):
            self._sync = self._writer.submit(self._flush, self._log)

    def _flush(self, log: int) -> None:
        """In the thread: have the log on the disk."""
        try:
            os.fsync(log)
        except OSError as error:
            self._miss(error)

    def _may_mend(self) -> bool:
        return self._has_gap and self._blocks % BLOCKS_UNSYNCED == 0

    def _turn(self, chain: Chain) -> None:
        """Begin a new log, and have the state at its beginning written as a base."""
        old = self._log
        try:
            self._open_log(chain.height)
        except OSError as error:
            self._miss(error)
            return
        self._blocks, self._has_gap = 0, False
        self._writer.submit(self._finish, old, chain.state())

    def _finish(self, old: int | None, state: ChainState) -> None:
        """In the thread: the old log onto the disk, the new base beside it, and away with what is older than both."""
        try:
            if old is not None:
                os.fsync(old)
                os.close(old)
            self._write_base(state)
        except OSError as error:
            self._miss(error)

    def _write_base(self, state: ChainState) -> None:
        assert self._identity is not None
        private_files.replace(self._folder / f"{state.number:012}{BASE}", base_file(self._identity, state))
        bases = numbered(self._folder, BASE)
        for path in bases[:-2]:
            path.unlink()
        for path in numbered(self._folder, LOG):
            if int(path.stem) < int(bases[-2:][0].stem):
                path.unlink()
        private_files.sync_folder(self._folder)

    def _open_log(self, number: int) -> None:
        log = private_files.opened(self._folder / f"{number:012}{LOG}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        try:
            private_files.write_all(log, FORM)
        except OSError:
            os.close(log)
            raise
        self._log, self._length = log, len(FORM)

    def _miss(self, error: OSError) -> None:
        if not self._has_gap:
            self._say(f"The world cannot be kept in {self._folder} for now: {error.strerror}. It goes on all the same.")
        self._has_gap = True


def _following(state: ChainState, steps: dict[int, BlockStep]) -> list[BlockStep]:
    """The unbroken line of blocks on top of the state."""
    found: list[BlockStep] = []
    tip = dict(state.hashes).get(state.number)
    number = state.number + 1
    while (step := steps.get(number)) is not None and tip in (None, step.header.parent):
        found.append(step)
        tip = step.header.hash
        number += 1
    return found


def numbered(folder: Path, suffix: str) -> list[Path]:
    """The files of this kind, in the order of the blocks they begin at."""
    return sorted(path for path in folder.glob(f"*{suffix}") if path.stem.isdecimal())
