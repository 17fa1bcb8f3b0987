"""Creates wallet folders atomically, readable only by their owner."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from dtao_tui import private_files


def place_folder(folder: Path, contents: dict[str, bytes]) -> None:
    """A new folder (0700) with these files in it, all or nothing.

    Raises FileExistsError if the name is taken, OSError if it cannot be written.
    """
    if os.path.lexists(folder):
        raise FileExistsError(folder)
    private_files.make_folder(folder.parent)
    # A folder nobody knows the name of: no link can have been planted where the key is written.
    fresh = folder.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    fresh.mkdir(mode=0o700)
    try:
        for name, data in contents.items():
            private_files.write_new(fresh / name, data)
        private_files.sync_folder(fresh)
        fresh.rename(folder)
    except OSError:
        _remove(fresh, contents)
        raise
    private_files.sync_folder(folder.parent)


UNFINISHED = ".unfinished-"
"""Prefix of a wallet folder's name until it is complete."""


def _remove(folder: Path, contents: dict[str, bytes]) -> None:
    for name in contents:
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
