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
_Whole = Annotated[int, msgspec.Meta(ge=0)]
"""Of any size, as msgspec bounds none above 63 bits: a chain may claim any block of registration."""

_Rows = dict[str, tuple[tuple[int, int], ...]]
"""Netuid and block of registration of each subnet, by genesis."""


class _ListFile(msgspec.Struct, frozen=True):
    schema: int
    watched: dict[str, tuple[tuple[_Whole, _Whole], ...]]


class WatchedSubnets:
    """The watch list of each chain. A file that cannot be read counts as empty lists, and is moved aside."""

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
        kept = self._kept()
        kept.pop(genesis, None)
        rows = tuple(sorted((each.netuid, each.registered_at or 0) for each in subnets))[:MOST_SUBNETS]
        newest = dict([*kept.items(), (genesis, rows)][-MOST_CHAINS:])
        private_files.replace(self._path, msgspec.json.encode(_ListFile(_SCHEMA, newest)))

    def _load(self) -> _Rows:
        try:
            return self._read()
        except (OSError, ValueError, RecursionError):
            return {}

    def _kept(self) -> _Rows:
        """What is there, so that it can be replaced; nothing that a person may want to look at is lost by that."""
        try:
            return self._read()
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            self._path.replace(self._path.with_name(f"{self._path.name}.unreadable"))
            return {}

    def _read(self) -> _Rows:
        file = msgspec.json.decode(private_files.read(self._path, LARGEST_FILE), type=_ListFile)
        if file.schema != _SCHEMA:
            raise ValueError("written by another version")
        return file.watched
