"""The private caches of metadata, one folder for each genesis and endpoint, so that no endpoint can feed another's.

The SDK keys its cache by what a node claims; a folder of its own makes the claim harmless to all others.
"""

import contextlib
import hashlib
import os
import re
import shutil
from pathlib import Path

from dtao_tui.ports.errors import NotConnected
from dtao_tui.ports.networks import host_of

VARIABLE = "BITTENSOR_RUNTIME_CACHE_DIR"
"""Where the SDK looks for cached metadata; it is read anew at each look."""

MOST_FOLDERS = 16

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def choose(parent: Path, genesis: str, url: str) -> Path:
    """Make this chain and endpoint's own folder (0700) and have the SDK use it; the oldest others are dropped.

    Raises NotConnected where it cannot be made or closed to others: nobody else may write what orders are composed by.
    """
    folder = parent / _name_for(genesis, url)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        os.utime(folder)
        _prune(parent, folder)
    except OSError as error:
        raise NotConnected(f"The folder {folder} cannot be made or closed to others: {error.strerror}.") from error
    use(folder)
    return folder


def use(folder: Path) -> None:
    """Have the SDK look for metadata in this folder from now on."""
    os.environ[VARIABLE] = str(folder)


def forget(folder: Path) -> None:
    """Drop what an endpoint told of its chain, so that it is asked anew."""
    shutil.rmtree(folder, ignore_errors=True)


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
