"""Archives, and the record that is filled from them, as the rest of the program knows them."""

from collections.abc import Awaitable, Callable, Sequence, Set
from typing import Protocol

from dtao_tui.domain.history.backfills import BackfillRecord
from dtao_tui.domain.history.bar_frames import BarFrame
from dtao_tui.domain.history.block_samples import BlockSample
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.chain import Head

Turn = Callable[[], Awaitable[None]]
"""Awaited before each request, which it delays as the rate demands."""


class Archive(Protocol):
    """An endpoint that keeps the state of old blocks; a stranger. Every method but `close` raises ChainTrouble."""

    @property
    def host(self) -> str:
        """Host and port, which are shown and kept."""
        ...

    @property
    def requests(self) -> int:
        """Requests so far."""
        ...

    @property
    def size(self) -> int:
        """Bytes so far, in both directions."""
        ...

    async def open(self) -> None:
        """Dial, and check that it serves the chain, unless it is open. Raises NotConnected, WrongNetwork."""
        ...

    async def hash_of(self, number: int) -> str | None:
        """The hash of the canonical block of that number, or None where it has none."""
        ...

    async def time_of(self, block_hash: str) -> int | None:
        """The chain's time in that block, in milliseconds since 1970. Raises StateGone."""
        ...

    async def sample(self, head: Head, netuids: Sequence[int]) -> BlockSample:
        """The pools of these subnets at that block, without those whose price it does not tell. Raises StateGone."""
        ...

    async def close(self) -> None:
        """Hang up; never raises."""
        ...


class Archives(Protocol):
    """The archives that can be asked about the connected chain."""

    @property
    def usual(self) -> str:
        """The address of the network's own archive; empty where it has none."""
        ...

    @property
    def in_use(self) -> str:
        """Host and port of the endpoint in use. Raises NotConnected."""
        ...

    def host_of(self, url: str) -> str:
        """Host and port of an address. Raises NotASetting for one that must not be used."""
        ...

    def at(self, url: str, turn: Turn) -> Archive:
        """The archive at this address, not yet dialled. Raises NotASetting for one that must not be used."""
        ...


class PoolsInUse(Protocol):
    """The pools by the endpoint in use, asked for as an archive is. Raises ChainTrouble."""

    async def sample(self, head: Head, netuids: Sequence[int]) -> BlockSample:
        """The pools of these subnets at that block, which is of the newest runtime."""
        ...


class ChainInUse(PoolsInUse, Protocol):
    """What an archive is compared with: the chain by the endpoint in use. Every method raises ChainTrouble."""

    async def finalized(self) -> Head:
        """The newest finalized block."""
        ...

    async def hash_of(self, number: int) -> str | None:
        """The hash of the canonical block of that number, or None where it does not know it."""
        ...

    async def snapshot(self, head: Head) -> Snapshot:
        """That block."""
        ...


class BackfilledRecord(Protocol):
    """The record of the market, as an archive's bars are put into it. All but `claim` raise RecordTrouble."""

    def claim(self) -> bool:
        """Whether this program writes the record; it begins to where no other does."""
        ...

    def missing_bars(self, genesis: str, step: int, since: int, until: int) -> int:
        """How many bars of a tier no subnet has in this stretch."""
        ...

    def frames(self, genesis: str, part: int, step: int, since: int, until: int) -> list[BarFrame]:
        """The frames of one tier that begin in this stretch of time, oldest first."""
        ...

    def begin_backfill(self, genesis: str, record: BackfillRecord) -> list[int]:
        """Note a backfill; the starts of the bars that it is to find, the newest first."""
        ...

    def backfill(
        self, genesis: str, record: BackfillRecord, frames: Sequence[BarFrame], whole: Set[SubnetId] | None = None
    ) -> bool:
        """Write bars where there are none, and how far it came; False where the record has no room."""
        ...

    def end_backfill(self, genesis: str, record: BackfillRecord) -> None:
        """Make the longer bars of what was written."""
        ...

    def backfills(self, genesis: str) -> list[BackfillRecord]:
        """The last backfill from each archive."""
        ...
