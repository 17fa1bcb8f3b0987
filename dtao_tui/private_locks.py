"""Locks on private files: held by one program at a time, and given back by the system however that program ends."""

import os
from pathlib import Path

from dtao_tui import private_files


def taken(path: Path) -> int | None:
    """A descriptor that holds the lock of this file, which is made if it is not there; None while another holds it.

    Whoever closes the descriptor gives the lock back. Raises NotOurFile, and OSError where no lock can be had at all.
    """
    # 10 ms of import for a lock that many commands never need.
    from filelock import lock_descriptor

    # Opened here and not by filelock, which takes a pipe or another user's file for a lock file.
    file = private_files.opened(path, os.O_RDWR | os.O_CREAT)
    try:
        is_ours = lock_descriptor(file, blocking=False)
    except BaseException:
        os.close(file)
        raise
    if not is_ours:
        os.close(file)
        return None
    return file
