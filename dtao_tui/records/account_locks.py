"""Account locks: one program at a time trades with an account; the others only show it."""

import errno
import hashlib
import logging
import os
import socket
import sys
from pathlib import Path

from dtao_tui import private_files, private_locks

_SCOPE = "dtao-tui"
"""Part of the name of a machine-wide lock, beside user, chain and account."""

_LOG = logging.getLogger(__name__)


class AccountLocks:
    """Locks of one state folder, one per account and chain; the system frees them however this process ends.

    A lock file keeps out the programs that use this folder. On Linux an abstract socket name keeps out those of the
    same user that use another folder: it is bound, never listened to, and freed with its last owner.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, tuple[int, socket.socket | None]] = {}

    def claim(self, address: str, genesis: str, chain_host: str = "") -> bool:
        """Whether this program may trade with the account; claims it if it is free.

        `chain_host` tells chains of one genesis apart: an address of this machine, where each port may be another one.
        Raises OSError where no lock can be made.
        """
        name = _name(address, genesis)
        if name in self._held:
            return True
        private_files.make_folder(self._folder)
        file = private_locks.taken(self._folder / name)
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
        """Whether this object holds the account's lock."""
        return _name(address, genesis) in self._held

    def release(self) -> None:
        """Free all locks."""
        for file, name in self._held.values():
            if name is not None:
                name.close()
            os.close(file)
        self._held.clear()


def _bound_name(address: str, genesis: str, chain_host: str) -> socket.socket | None:
    """A socket bound to the abstract name of the account, ours while it is open; None where there are no such names.

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
