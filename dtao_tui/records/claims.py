"""Claims: one program at a time trades with an account; the others only look."""

import errno
import fcntl
import os
from pathlib import Path


class Claims:
    """Lock files in one folder, one per account and chain; they end with this process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}

    def claim(self, address: str, genesis: str) -> bool:
        """Whether the account is ours to trade with; claims it if nobody has.

        Raises OSError where no lock file can be made.
        """
        name = _name(address, genesis)
        if name in self._held:
            return True
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return False
            raise
        self._held[name] = handle
        return True

    def holds(self, address: str, genesis: str) -> bool:
        """Whether the account was claimed here before."""
        return _name(address, genesis) in self._held

    def release(self) -> None:
        """Give up all claims."""
        for handle in self._held.values():
            os.close(handle)
        self._held.clear()


def _name(address: str, genesis: str) -> str:
    return f"{address}-{genesis.removeprefix('0x')[:16]}.lock"
