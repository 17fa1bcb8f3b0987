"""The prices this program saw last on each chain, in one private file per chain, kept over restarts."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec

from dtao_tui import private_files
from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.record_stores import SeenPrice, SeenPrices

MOST_CHAINS = 16
MOST_SUBNETS = 8192
LARGEST_FILE = 1024 * 1024
"""Bytes."""

_SCHEMA = 1
_GENESIS = re.compile(r"0x[0-9a-f]{64}")

_Whole = Annotated[int, msgspec.Meta(ge=0)]
_Row = tuple[_Whole, _Whole, _Whole, _Whole]
"""Netuid, block of its registration, price in rao, seconds since 1970."""


class _PriceFile(msgspec.Struct, frozen=True):
    schema: int
    genesis: str
    prices: tuple[_Row, ...]


class LastPrices:
    """The price files in one folder. A file that cannot be read counts as no prices seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, genesis: str) -> dict[SubnetId, SeenPrice]:
        """The prices of this chain; none where there is no file, or one that is not ours or damaged."""
        try:
            data = private_files.read(self._path(genesis), LARGEST_FILE)
            file = msgspec.json.decode(data, type=_PriceFile)
        except (OSError, ValueError, RecursionError):
            return {}
        rows = file.prices[:MOST_SUBNETS]
        if file.schema != _SCHEMA or file.genesis != genesis or any(max(row) > U64_MAX for row in rows):
            return {}
        return {SubnetId(netuid, block): SeenPrice(rao, at) for netuid, block, rao, at in rows}

    def save(self, genesis: str, prices: SeenPrices) -> None:
        """Replace the file of this chain. Raises OSError, and ValueError where this is no genesis hash."""
        path = self._path(genesis)
        # A number alone may be another subnet's at the next start.
        rows = [
            (subnet.netuid, subnet.registered_at, seen.rao, seen.at)
            for subnet, seen in prices.items()
            if subnet.registered_at is not None
        ]
        newest = tuple(sorted(rows, key=lambda row: -row[3])[:MOST_SUBNETS])
        private_files.make_folder(self._folder, closed=True)
        private_files.replace(path, msgspec.json.encode(_PriceFile(_SCHEMA, genesis, newest)))
        self._prune()

    def _path(self, genesis: str) -> Path:
        if not _GENESIS.fullmatch(genesis):
            raise ValueError("not a genesis hash")
        return self._folder / f"{genesis.removeprefix('0x')[:32]}.json"

    def _prune(self) -> None:
        """Remove the files of the chains that were not seen for longest."""
        files = sorted(self._folder.glob("*.json"), key=lambda path: path.lstat().st_mtime)
        for old in files[:-MOST_CHAINS]:
            with suppress(OSError):
                old.unlink()
