"""The prices this program saw last, one private file for each chain, kept over restarts."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dtao_tui import private_files
from dtao_tui.domain.subnet_id import SubnetId

MOST_CHAINS = 16
MOST_SUBNETS = 8192
LARGEST_FILE = 1024 * 1024
"""Bytes."""

_SCHEMA = 1
_GENESIS = re.compile(r"0x[0-9a-f]{64}")
_NUMBERS = 2**64


@dataclass(frozen=True, slots=True)
class SeenPrice:
    """A price and when it was seen."""

    rao: int
    at: int
    """Wall clock, seconds since 1970."""


SeenPrices = Mapping[SubnetId, SeenPrice]


class LastPrices:
    """The files of all chains in one folder. What cannot be read counts as not seen; nothing here raises for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, genesis: str) -> dict[SubnetId, SeenPrice]:
        """The prices of this chain; none where there is no file, or one that is not ours or damaged."""
        try:
            kept = json.loads(private_files.read(self._path(genesis), LARGEST_FILE))
            if kept["schema"] != _SCHEMA or kept["genesis"] != genesis:
                return {}
            return {_id_of(row): SeenPrice(_whole(row[2]), _whole(row[3])) for row in kept["prices"][:MOST_SUBNETS]}
        except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
            return {}

    def save(self, genesis: str, prices: SeenPrices) -> None:
        """Put these in the place of what is kept of this chain. Raises OSError."""
        path = self._path(genesis)
        newest = sorted(prices.items(), key=lambda item: -item[1].at)[:MOST_SUBNETS]
        rows = [[subnet.netuid, subnet.registered_at, seen.rao, seen.at] for subnet, seen in newest]
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder.chmod(0o700)
        private_files.replace(path, json.dumps({"schema": _SCHEMA, "genesis": genesis, "prices": rows}).encode())
        self._prune()

    def _path(self, genesis: str) -> Path:
        if not _GENESIS.fullmatch(genesis):
            raise ValueError("not a genesis hash")
        return self._folder / f"{genesis.removeprefix('0x')[:32]}.json"

    def _prune(self) -> None:
        files = sorted(self._folder.glob("*.json"), key=lambda path: path.lstat().st_mtime)
        for old in files[:-MOST_CHAINS]:
            with suppress(OSError):
                old.unlink()


def _id_of(row: Any) -> SubnetId:
    return SubnetId(_whole(row[0]), _whole(row[1]))


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < _NUMBERS:
        raise ValueError("not a whole number")
    return value
