"""The last look at each chain, in one private file per chain: time, prices, and what the accounts were worth."""

from pathlib import Path
from typing import Annotated

import msgspec

from dtao_tui.domain.amounts import U64_MAX, Price
from dtao_tui.domain.last_look import LastLook, SeenSubnet
from dtao_tui.domain.market import TAKE_PARTS
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.text import cleaned
from dtao_tui.records.chain_files import ChainFiles

MOST_SUBNETS = 4096
MOST_ACCOUNTS = 64
MOST_TAKES = 512
LABEL_CELLS = 64
LONGEST_ADDRESS = 64

_SCHEMA = 1

_Whole = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Row = tuple[_Whole, _Whole, str, Annotated[int, msgspec.Meta(ge=0)]]
"""Netuid, block of its registration, label, price in rao."""


class _LookFile(msgspec.Struct, frozen=True):
    schema: int
    genesis: str
    block: _Whole
    time_ms: _Whole
    wall_ms: _Whole
    subnets: tuple[_Row, ...]
    worths: dict[str, Annotated[int, msgspec.Meta(ge=0)]]
    takes: dict[str, Annotated[int, msgspec.Meta(ge=0, le=TAKE_PARTS)]] = {}


class LastLooks:
    """The files in one folder. A file that cannot be read counts as no look."""

    def __init__(self, folder: Path) -> None:
        self._files = ChainFiles(folder)

    def load(self, genesis: str) -> LastLook | None:
        """The last look at this chain; None where there is no file, or one that is not ours or damaged."""
        try:
            file = msgspec.json.decode(self._files.read(genesis), type=_LookFile)
        except (OSError, ValueError, RecursionError):
            return None
        if file.schema != _SCHEMA or file.genesis != genesis:
            return None
        if any(row[3] > U64_MAX for row in file.subnets) or any(rao > U64_MAX for rao in file.worths.values()):
            return None
        subnets = tuple(
            SeenSubnet(SubnetId(netuid, registered), cleaned(label, LABEL_CELLS), Price(rao))
            for netuid, registered, label, rao in file.subnets[:MOST_SUBNETS]
        )
        worths = dict(list(file.worths.items())[:MOST_ACCOUNTS])
        takes = dict(list(file.takes.items())[:MOST_TAKES])
        return LastLook(file.block, file.time_ms, file.wall_ms, subnets, worths, takes)

    def save(self, genesis: str, look: LastLook) -> None:
        """Replace the file of this chain. Raises OSError, and ValueError where this is no genesis hash."""
        rows = tuple(
            (seen.id.netuid, seen.id.registered_at or 0, cleaned(seen.label, LABEL_CELLS), seen.price.rao)
            for seen in look.subnets[:MOST_SUBNETS]
        )
        worths = {address: rao for address, rao in look.worths.items() if len(address) <= LONGEST_ADDRESS}
        kept = dict(list(worths.items())[:MOST_ACCOUNTS])
        takes = {hotkey: take for hotkey, take in look.takes.items() if len(hotkey) <= LONGEST_ADDRESS}
        takes = dict(list(takes.items())[:MOST_TAKES])
        file = _LookFile(_SCHEMA, genesis, look.block, look.time_ms, look.wall_ms, rows, kept, takes)
        self._files.replace(genesis, msgspec.json.encode(file))
