"""Writing files that only their owner may read, whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_new(path: Path, data: bytes) -> None:
    """A new file with these bytes, on disk when this returns (mode 0600). Raises FileExistsError, links included."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)


def replace(path: Path, data: bytes) -> None:
    """Put these bytes in the place of the file, so that a reader sees the old or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        write_new(fresh, data)
        fresh.replace(path)
    except OSError:
        with suppress(FileNotFoundError):
            fresh.unlink()
        raise
    _sync_folder(path.parent)


def place_folder(folder: Path, contents: dict[str, bytes]) -> None:
    """A new folder (0700) with these files in it, all or nothing.

    Raises FileExistsError where something of that name is there already, OSError where it cannot be written.
    """
    if os.path.lexists(folder):
        raise FileExistsError(folder)
    _make_closed(folder.parent)
    # A folder nobody knows the name of: no link can have been planted where the key is written.
    fresh = folder.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    fresh.mkdir(mode=0o700)
    try:
        for name, data in contents.items():
            write_new(fresh / name, data)
        _sync_folder(fresh)
        fresh.rename(folder)
    except OSError:
        _remove(fresh, contents)
        raise
    _sync_folder(folder.parent)


UNFINISHED = ".unfinished-"
"""How the folder of a wallet is called until it is complete."""


def _make_closed(folder: Path) -> None:
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700, exist_ok=True)


def _remove(folder: Path, contents: dict[str, bytes]) -> None:
    for name in contents:
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
