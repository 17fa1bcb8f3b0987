"""`ports.market_record.SubnetLists` in one private JSON file: the watch lists of each chain."""

import errno
import re
from pathlib import Path
from typing import Annotated

import msgspec

from dtao_tui import private_files
from dtao_tui.domain.filters.watch_lists import FIRST_LIST, MOST_LISTS, MOST_SUBNETS, WatchLists, list_name
from dtao_tui.domain.subnet_id import SubnetId

MOST_CHAINS = 16
LARGEST_FILE = 1024 * 1024
"""Bytes."""

_SCHEMA, _SCHEMA_OF_ONE = 2, 1
_GENESIS = re.compile(r"0x[0-9a-f]{64}")
_Whole = Annotated[int, msgspec.Meta(ge=0)]
"""Of any size, as msgspec bounds none above 63 bits: a chain may claim any block of registration."""

_Subnets = Annotated[tuple[tuple[_Whole, _Whole], ...], msgspec.Meta(max_length=MOST_SUBNETS)]
"""Netuid and block of registration of each subnet."""


class _List(msgspec.Struct, frozen=True):
    name: str
    subnets: _Subnets


class _Chain(msgspec.Struct, frozen=True):
    current: str
    lists: Annotated[tuple[_List, ...], msgspec.Meta(min_length=1, max_length=MOST_LISTS)]


class _ListFile(msgspec.Struct, frozen=True):
    schema: int
    chains: dict[str, _Chain]


class _OneListFile(msgspec.Struct, frozen=True):
    """What was written while each chain had one list, by genesis."""

    schema: int
    watched: dict[str, tuple[tuple[_Whole, _Whole], ...]]


class WatchedSubnets:
    """The watch lists of each chain. A file that cannot be read counts as empty lists, and is moved aside."""

    def __init__(self, path: Path, one_list: Path | None = None) -> None:
        """`one_list` is the file of a time when each chain had one list; it is read until there is a newer one."""
        self._path = path
        self._one_list = one_list

    def watched(self, genesis: str) -> WatchLists:
        """The lists of this chain."""
        try:
            chains = self._read()
        except (OSError, ValueError, RecursionError):
            chains = {}
        return _lists_of(chains[genesis]) if genesis in chains else WatchLists()

    def watch(self, genesis: str, lists: WatchLists) -> None:
        """Replace the lists of this chain; the chain that was not changed for longest gives way. Raises OSError."""
        if not _GENESIS.fullmatch(genesis):
            raise ValueError("not a genesis hash")
        kept = self._kept()
        kept.pop(genesis, None)
        newest = [*kept.items(), (genesis, _chain_of(lists))][-MOST_CHAINS:]
        while len(data := msgspec.json.encode(_ListFile(_SCHEMA, dict(newest)))) > LARGEST_FILE:
            if len(newest) == 1:
                raise OSError(errno.EFBIG, "the lists are too long")
            newest = newest[1:]
        private_files.replace(self._path, data)

    def _kept(self) -> dict[str, _Chain]:
        """What is there, so that it can be replaced; nothing that a person may want to look at is lost by that."""
        try:
            return self._read()
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            if self._path.exists():
                self._path.replace(self._path.with_name(f"{self._path.name}.unreadable"))
            return {}

    def _read(self) -> dict[str, _Chain]:
        try:
            data = private_files.read(self._path, LARGEST_FILE)
        except FileNotFoundError:
            return self._read_one_list()
        file = msgspec.json.decode(data, type=_ListFile)
        if file.schema != _SCHEMA:
            raise ValueError("written by another version")
        for chain in file.chains.values():
            _lists_of(chain)
        return file.chains

    def _read_one_list(self) -> dict[str, _Chain]:
        if self._one_list is None:
            return {}
        file = msgspec.json.decode(private_files.read(self._one_list, LARGEST_FILE), type=_OneListFile)
        if file.schema != _SCHEMA_OF_ONE:
            raise ValueError("written by another version")
        return {
            genesis: _Chain(FIRST_LIST, (_List(FIRST_LIST, rows[:MOST_SUBNETS]),))
            for genesis, rows in file.watched.items()
        }


def _lists_of(chain: _Chain) -> WatchLists:
    """The lists as they are used. Raises ValueError where a name is none, or stands there twice."""
    found: dict[str, frozenset[SubnetId]] = {}
    for each in chain.lists:
        found[list_name(each.name, found)] = frozenset(SubnetId(netuid, block) for netuid, block in each.subnets)
    return WatchLists(found, chain.current if chain.current in found else next(iter(found)))


def _chain_of(lists: WatchLists) -> _Chain:
    rows = (
        _List(name, tuple(sorted((each.netuid, each.registered_at or 0) for each in subnets)))
        for name, subnets in lists.lists.items()
    )
    return _Chain(lists.current, tuple(rows))
