"""Private disk cache of runtime metadata: one folder per genesis and endpoint, so that none can feed another's.

A file is the metadata as it was fetched; the spec and transaction version that an endpoint claims for it are its name.
"""

import contextlib
import hashlib
import os
import re
import shutil
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.ports.errors import NotConnected
from dtao_tui.ports.networks import host_of

MOST_FOLDERS = 16
MOST_FILES = 4
"""Runtimes kept for each endpoint."""

LARGEST_METADATA = 4 * 2**20
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def choose(parent: Path, genesis: str, url: str) -> Path:
    """Make this chain and endpoint's own folder (0700); the oldest others are dropped.

    Raises NotConnected where it cannot be made or closed to others: nobody else may write what orders are composed by.
    """
    folder = parent / _name_for(genesis, url)
    try:
        private_files.make_folder(folder, closed=True)
        os.utime(folder)
        _prune(parent, folder)
    except OSError as error:
        raise NotConnected(f"The folder {folder} cannot be made or closed to others: {error.strerror}.") from error
    return folder


def load(folder: Path, spec_version: int, transaction_version: int) -> bytes | None:
    """The metadata of these versions as it was stored, or None where it was not or cannot be read."""
    try:
        return private_files.read(_file(folder, spec_version, transaction_version), LARGEST_METADATA)
    except OSError:
        return None


def store(folder: Path, spec_version: int, transaction_version: int, metadata: bytes) -> None:
    """Store the metadata of these versions; the oldest others of this folder are dropped. A failure is no error."""
    file = _file(folder, spec_version, transaction_version)
    # Without it the next connection fetches the metadata again.
    with contextlib.suppress(OSError):
        private_files.replace(file, metadata)
        others = sorted((entry for entry in folder.iterdir() if entry != file), key=lambda entry: entry.stat().st_mtime)
        for old in others[: max(0, len(others) + 1 - MOST_FILES)]:
            old.unlink()


def drop(folder: Path, spec_version: int, transaction_version: int) -> None:
    """Delete the metadata of these versions."""
    with contextlib.suppress(OSError):
        _file(folder, spec_version, transaction_version).unlink()


def forget(folder: Path) -> None:
    """Delete all metadata of this chain and endpoint, so that the endpoint is asked again."""
    shutil.rmtree(folder, ignore_errors=True)


def _file(folder: Path, spec_version: int, transaction_version: int) -> Path:
    return folder / f"spec-{spec_version}-{transaction_version}.scale"


def _name_for(genesis: str, url: str) -> str:
    # The path of a URL may hold a key of a node's provider: it enters only as part of a hash.
    digest = hashlib.blake2b(url.encode(), digest_size=6).hexdigest()
    host = _UNSAFE.sub("-", host_of(url))[:60]
    return f"{genesis.removeprefix('0x')[:16]}-{host}-{digest}"


def _prune(parent: Path, used: Path) -> None:
    ages = []
    for entry in parent.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if entry != used and entry.is_dir() and not entry.is_symlink():
                ages.append((entry.stat().st_mtime, entry))
    for _, old in sorted(ages)[: max(0, len(ages) + 1 - MOST_FOLDERS)]:
        shutil.rmtree(old, ignore_errors=True)
