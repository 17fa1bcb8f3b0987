"""The prices this program saw last on each chain, in one private file per chain, kept over restarts."""

from pathlib import Path
from typing import Annotated

import msgspec

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.record_stores import SeenPrice, SeenPrices
from dtao_tui.records.chain_files import ChainFiles

MOST_SUBNETS = 8192
_SCHEMA = 1

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
        self._files = ChainFiles(folder)

    def load(self, genesis: str) -> dict[SubnetId, SeenPrice]:
        """The prices of this chain; none where there is no file, or one that is not ours or damaged."""
        try:
            file = msgspec.json.decode(self._files.read(genesis), type=_PriceFile)
        except (OSError, ValueError, RecursionError):
            return {}
        rows = file.prices[:MOST_SUBNETS]
        if file.schema != _SCHEMA or file.genesis != genesis or any(max(row) > U64_MAX for row in rows):
            return {}
        return {SubnetId(netuid, block): SeenPrice(rao, at) for netuid, block, rao, at in rows}

    def save(self, genesis: str, prices: SeenPrices) -> None:
        """Replace the file of this chain. Raises OSError, and ValueError where this is no genesis hash."""
        # A number alone may be another subnet's at the next start.
        rows = [
            (subnet.netuid, subnet.registered_at, seen.rao, seen.at)
            for subnet, seen in prices.items()
            if subnet.registered_at is not None
        ]
        newest = tuple(sorted(rows, key=lambda row: -row[3])[:MOST_SUBNETS])
        self._files.replace(genesis, msgspec.json.encode(_PriceFile(_SCHEMA, genesis, newest)))
