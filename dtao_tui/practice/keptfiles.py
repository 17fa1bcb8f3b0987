"""The files of a kept world: their names, and how they get onto the disk whole."""

import os
from pathlib import Path

BASE, LOG, DAMAGED = ".base", ".log", ".damaged"
_FRESH = ".new"


def numbered(folder: Path, suffix: str) -> list[Path]:
    """The files of this kind, in the order of the blocks they begin at."""
    return sorted(path for path in folder.glob(f"*{suffix}") if path.stem.isdecimal())


def replace_file(path: Path, data: bytes) -> None:
    """Put the data there (0600), so that a reader finds all of it or what was there before. Raises OSError."""
    fresh = path.with_suffix(_FRESH)
    fresh.unlink(missing_ok=True)
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        write_all(file, data)
        os.fsync(file)
    finally:
        os.close(file)
    fresh.replace(path)
    sync_folder(path.parent)


def write_all(file: int, data: bytes) -> None:
    """Write all of it. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def sync_folder(folder: Path) -> None:
    """Have what was renamed and removed in it on the disk. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
