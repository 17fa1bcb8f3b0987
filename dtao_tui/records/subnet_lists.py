"""`ports.market_record.SubnetLists` in one private JSON file: the subnets that a person watches, on each chain."""

import re
from pathlib import Path
from typing import Annotated

import msgspec

from dtao_tui import private_files
from dtao_tui.domain.subnet_id import SubnetId

MOST_CHAINS = 16
MOST_SUBNETS = 4096
LARGEST_FILE = 1024 * 1024
"""Bytes."""

_SCHEMA = 1
_GENESIS = re.compile(r"0x[0-9a-f]{64}")
_Whole = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class _ListFile(msgspec.Struct, frozen=True):
    schema: int
    watched: dict[str, tuple[tuple[_Whole, _Whole], ...]]
    """By genesis: netuid and block of registration."""


class WatchedSubnets:
    """The watch list of each chain. A file that cannot be read counts as empty lists, and is replaced."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def watched(self, genesis: str) -> frozenset[SubnetId]:
        """The subnets that are watched on this chain."""
        rows = self._load().get(genesis, ())
        return frozenset(SubnetId(netuid, registered_at) for netuid, registered_at in rows)

    def watch(self, genesis: str, subnets: frozenset[SubnetId]) -> None:
        """Replace the list of this chain; the chain that was not changed for longest gives way. Raises OSError."""
        if not _GENESIS.fullmatch(genesis):
            raise ValueError("not a genesis hash")
        kept = self._load()
        kept.pop(genesis, None)
        rows = tuple(sorted((each.netuid, each.registered_at or 0) for each in subnets))[:MOST_SUBNETS]
        newest = dict([*kept.items(), (genesis, rows)][-MOST_CHAINS:])
        private_files.replace(self._path, msgspec.json.encode(_ListFile(_SCHEMA, newest)))

    def _load(self) -> dict[str, tuple[tuple[int, int], ...]]:
        try:
            data = private_files.read(self._path, LARGEST_FILE)
            file = msgspec.json.decode(data, type=_ListFile)
        except (OSError, ValueError, RecursionError):
            return {}
        return {genesis: rows for genesis, rows in file.watched.items() if file.schema == _SCHEMA}
