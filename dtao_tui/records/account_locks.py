"""Claims: one program at a time trades with an account; the others only look."""

import errno
import fcntl
import hashlib
import logging
import os
import socket
import sys
from pathlib import Path

from dtao_tui import private_files

_SCOPE = "dtao-tui"
"""What the names of this program's machine-wide locks are made from, beside user, chain and account."""

_LOG = logging.getLogger(__name__)


class AccountLocks:
    """Locks of one home, one per account and chain; they end with this process, however it ends.

    A lock file keeps out the programs that use this folder. On Linux the name of a socket keeps out those of the same
    user that use another: it is bound and never listened to, lies in no folder, and is gone with its last owner.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, tuple[int, socket.socket | None]] = {}

    def claim(self, address: str, genesis: str, chain_host: str = "") -> bool:
        """Whether the account is ours to trade with; claims it if nobody has.

        `chain_host` tells chains of one genesis apart: an address of this machine, where each port may be another one.
        Raises OSError where no lock can be made.
        """
        name = _name(address, genesis)
        if name in self._held:
            return True
        file = self._locked_file(name)
        if file is None:
            return False
        try:
            self._held[name] = file, _bound_name(address, genesis, chain_host)
        except OSError as error:
            os.close(file)
            if error.errno == errno.EADDRINUSE:
                return False
            raise
        return True

    def holds(self, address: str, genesis: str) -> bool:
        """Whether the account was claimed here before."""
        return _name(address, genesis) in self._held

    def release(self) -> None:
        """Give up all claims."""
        for file, name in self._held.values():
            if name is not None:
                name.close()
            os.close(file)
        self._held.clear()

    def _locked_file(self, name: str) -> int | None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = private_files.opened(self._folder / name, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return None
            raise
        return file


def _bound_name(address: str, genesis: str, chain_host: str) -> socket.socket | None:
    """The account's name on this machine, held while the socket is open; None where the system has no such names.

    Raises OSError, EADDRINUSE where another program holds it.
    """
    if sys.platform != "linux":
        return None
    words = "\n".join((_SCOPE, str(os.getuid()), genesis, address, chain_host))
    name = f"\0dtao-tui-{hashlib.sha256(words.encode()).hexdigest()}"
    try:
        holder = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    except OSError as error:
        _LOG.warning("only the lock file keeps other programs from %s: %s", address, error.strerror)
        return None
    try:
        holder.bind(name)
    except OSError:
        holder.close()
        raise
    return holder


def _name(address: str, genesis: str) -> str:
    return f"{address}-{genesis.removeprefix('0x')[:16]}.lock"
