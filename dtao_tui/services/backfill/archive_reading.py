"""Reading an archive bar by bar: finds the last block of each, reads its pools, and believes what can be true."""

import asyncio
from dataclasses import dataclass

from dtao_tui.domain.formatting import count
from dtao_tui.domain.history.archive_lies import by_netuid, difference, difference_from_record, lie_in
from dtao_tui.domain.history.bar_frames import BarFrame
from dtao_tui.domain.history.block_samples import BlockSample, sample_of
from dtao_tui.domain.history.block_times import BlockTimes, TimesContradict
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.archives import Archive, ChainInUse
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import ChainTrouble, NotConnected

MOST_LOOKS = 48
"""Blocks that are looked at for one bar; halving a chain of all possible numbers takes 32."""

NEAR_PARTS = 100
"""A block within this part of a bar before its end stands for the last one."""

BLOCKS_BEHIND = 300
"""An archive may be so far behind the endpoint in use."""


@dataclass(frozen=True, slots=True)
class ChainPace:
    """How far blocks and bars are apart, in milliseconds."""

    slot: int
    step: int


class NotAnArchive(ChainTrouble):
    """The archive cannot be used for this: it says what cannot be, or keeps no such state."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Where reading begins: a block of which archive and endpoint in use say the same."""

    head: Head
    subnets: tuple[SubnetId, ...]
    """Those of now."""

    sample: BlockSample


class ArchiveReading:
    """One archive, compared with the endpoint in use."""

    def __init__(self, archive: Archive, chain: ChainInUse, pace: ChainPace, *, is_other: bool) -> None:
        """`is_other` is whether the archive is another endpoint than the one in use."""
        self._archive = archive
        self._chain = chain
        self._is_other = is_other
        self._times = BlockTimes(pace.slot, max(pace.slot, pace.step // NEAR_PARTS))
        self._subnets: dict[int, SubnetId] = {}
        self._netuids: tuple[int, ...] = ()
        self._records_storage = False
        self._last_hash: tuple[int, str] | None = None

    async def compare(self) -> Compared:
        """Ask both about a final block. Raises NotAnArchive where they differ, and ChainTrouble."""
        head = await self._common_block()
        snapshot = await self._chain.snapshot(head)
        recorded = sample_of(snapshot)
        if recorded is None or not recorded.subnets:
            raise NotAnArchive("This chain tells no time, or has no pools: there is no past to read.")
        self._subnets = by_netuid(recorded.subnets)
        self._netuids = tuple(self._subnets)
        known = await self._chain.sample(head, self._netuids)
        self._records_storage = not difference(known, recorded)
        told = await self._archive.sample(head, self._netuids)
        self._refuse(lie_in(told, self._subnets))
        if self._is_other and (clause := difference(told, known)):
            raise NotAnArchive(
                f"{self._archive.host} says of block {count(head.number)} {clause} than the endpoint in use. "
                "One of the two is wrong; nothing is read from it."
            )
        self._times.add(head.number, told.time)
        return Compared(head, recorded.subnets, told)

    async def compare_recorded(self, frame: BarFrame) -> None:
        """Ask about the last block of a recorded bar. Raises NotAnArchive where it says something else."""
        if not self._records_storage:
            # What this runtime tells of its pools, which is recorded, is not what it stores.
            return
        block_hash = await self._hash_of(frame.block)
        told = await self._archive.sample(Head(frame.block, block_hash), self._netuids)
        self._add(frame.block, told.time)
        self._refuse(difference_from_record(told, frame))

    async def last_before(self, end: int, since: int) -> BlockSample | None:
        """The pools at the last block before `end`; None where there is none from `since` on.

        Raises NotAnArchive for what cannot be true, and ChainTrouble.
        """
        number = await self._number_before(end)
        if number is None:
            return None
        block_hash = await self._hash_of(number)
        sample, known = await asyncio.gather(
            self._archive.sample(Head(number, block_hash), self._netuids), self._known_hash(number)
        )
        self._add(number, sample.time)
        if not since <= sample.time < end:
            # The chain stood still in this time, or the block is not the one that was looked for.
            return None
        self._refuse(lie_in(sample, self._subnets))
        if known is not None and known != block_hash:
            raise NotAnArchive(
                f"{self._archive.host} serves another chain: its block {count(number)} is not the one that the "
                "endpoint in use knows."
            )
        return sample

    def begins_after(self, end: int) -> bool:
        """Whether the chain had no block before this time."""
        return self._times.is_before_all(end)

    async def _number_before(self, end: int) -> int | None:
        """The number of the last block before a time; None where the chain began later."""
        for looks in range(MOST_LOOKS):
            found = self._times.last_before(end)
            if found is not None:
                return found.number
            if self._times.is_before_all(end):
                return None
            number = self._next_look(end, looks)
            time = await self._archive.time_of(await self._hash_of(number))
            if time is None:
                raise NotAnArchive(f"{self._archive.host} cannot be believed: its block {count(number)} has no time.")
            self._add(number, time)
        raise NotAnArchive(f"{self._archive.host} names no block near {count(end)} ms; its times do not lead there.")

    def _next_look(self, end: int, looks: int) -> int:
        try:
            return self._times.next_look(end, looks)
        except TimesContradict as error:
            raise NotAnArchive(f"{self._archive.host} cannot be believed: {error}.") from error

    async def _common_block(self) -> Head:
        final = await self._chain.finalized()
        told = await self._archive.hash_of(final.number)
        if told is None:
            older = max(final.number - BLOCKS_BEHIND, 1)
            known, told = await self._chain.hash_of(older), await self._archive.hash_of(older)
            if known is None or told is None:
                raise NotConnected(f"{self._archive.host} is far behind the chain; it does not know its newest blocks.")
            final = Head(older, known)
        if told != final.hash:
            raise NotAnArchive(
                f"{self._archive.host} serves another chain: its block {count(final.number)} is not the one that the "
                "endpoint in use calls final."
            )
        return final

    async def _hash_of(self, number: int) -> str:
        if self._last_hash is None or self._last_hash[0] != number:
            found = await self._archive.hash_of(number)
            if found is None:
                raise NotAnArchive(f"{self._archive.host} does not know block {count(number)} of this chain.")
            self._last_hash = (number, found)
        return self._last_hash[1]

    async def _known_hash(self, number: int) -> str | None:
        """The hash of this block by the endpoint in use, where that is another one and knows it."""
        try:
            return await self._chain.hash_of(number) if self._is_other else None
        except ChainTrouble:
            # Not connected now: the app says that, and what is read here has the comparison of the beginning.
            return None

    def _add(self, number: int, time: int) -> None:
        try:
            self._times.add(number, time)
        except TimesContradict as error:
            raise NotAnArchive(f"{self._archive.host} cannot be believed: {error}.") from error

    def _refuse(self, clause: str) -> None:
        if clause:
            raise NotAnArchive(f"{self._archive.host} cannot be believed: it says {clause}.")
