"""Files in one private folder, one per chain: found by the chain's genesis hash, few enough, replaced as a whole."""

import re
from contextlib import suppress
from pathlib import Path

from dtao_tui import private_files

MOST_CHAINS = 16
LARGEST_FILE = 1024 * 1024
"""Bytes."""

_GENESIS = re.compile(r"0x[0-9a-f]{64}")


class ChainFiles:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, genesis: str) -> bytes:
        """The file of this chain. Raises OSError, and ValueError where this is no genesis hash."""
        return private_files.read(self._path(genesis), LARGEST_FILE)

    def replace(self, genesis: str, content: bytes) -> None:
        """Write the file of this chain anew; those of the chains that were not seen for longest go.

        Raises OSError, and ValueError where this is no genesis hash.
        """
        path = self._path(genesis)
        private_files.make_folder(self._folder, closed=True)
        private_files.replace(path, content)
        files = sorted(self._folder.glob("*.json"), key=lambda each: each.lstat().st_mtime)
        for old in files[:-MOST_CHAINS]:
            with suppress(OSError):
                old.unlink()

    def _path(self, genesis: str) -> Path:
        if not _GENESIS.fullmatch(genesis):
            raise ValueError("not a genesis hash")
        return self._folder / f"{genesis.removeprefix('0x')[:32]}.json"
