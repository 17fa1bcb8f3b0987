"""Large pieces of bytes in a file without a name, so that they take no memory; the file ends with the process.

Room that is given back is used again: the file grows to what is held at the same time.
"""

import logging
import os
import tempfile
from pathlib import Path
from typing import IO, NamedTuple

ROOM = 64 * 1024
"""Pieces begin at multiples of this, so that one often fits where another was."""

log = logging.getLogger(__name__)


class Slot(NamedTuple):
    """Where a piece is."""

    offset: int
    room: int
    length: int


class SpilledBytes:
    """One such file; it is made with the first piece."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        """Where the file is made; None for the system's place for temporary files."""

        self._file: IO[bytes] | None = None
        self._end = 0
        self._free: list[Slot] = []
        self._is_usable = True

    def put(self, piece: bytes) -> Slot | None:
        """Keep a piece; None where the disk does not take it, and then no later one either."""
        if not self._is_usable:
            return None
        slot = self._slot_for(len(piece))
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self.folder, buffering=0)  # noqa: SIM115 - ends with the process
            os.pwrite(self._file.fileno(), piece, slot.offset)
        except OSError as error:
            log.warning("states of past blocks stay in memory: %s", error.strerror)
            self._is_usable = False
            return None
        self._end = max(self._end, slot.offset + slot.room)
        return slot

    def read(self, slot: Slot) -> bytes:
        """The piece that was put there. Raises OSError."""
        assert self._file is not None
        return os.pread(self._file.fileno(), slot.length, slot.offset)

    def give_back(self, slot: Slot) -> None:
        """Let its room be used for another piece."""
        self._free.append(slot)

    def _slot_for(self, length: int) -> Slot:
        for place, slot in enumerate(self._free):
            if slot.room >= length:
                del self._free[place]
                return slot._replace(length=length)
        return Slot(self._end, -(-length // ROOM) * ROOM, length)
