"""The recorder: follows the hub's blocks and writes the final ones into the record of the market.

Blocks wait until they are final; one that another replaced is dropped. Where another program writes, nothing is
written here until it ends. Trading never waits for the record and never depends on it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from dtao_tui.domain.history.bar_frames import BarFrame
from dtao_tui.domain.history.bar_tiers import DAY, DEEPEST, HOUR, MINUTE
from dtao_tui.domain.history.block_samples import (
    BlockSample,
    PoolsBefore,
    before_next,
    deepest_subnets,
    frame_of,
    sample_of,
)
from dtao_tui.domain.history.told_stories import ToldStory
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.chain import Clock, Head
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.market_record import MarketRecord, RecordTrouble
from dtao_tui.services.history.last_writing import write_at_end

WRITE_SECONDS = 20.0
"""How long blocks are gathered before they are written."""

HURRIED_SECONDS = 6.0
"""The same while someone waits for final blocks."""

CLAIM_SECONDS = 5.0
"""How often another program's record is asked for."""

MOST_WAITING, MOST_ROWS_WAITING = 600, 150_000
"""Blocks that wait to be final or for a disk with room, and their subnets together; of more the oldest go."""

MOST_AT_ONCE = 64
"""Blocks that are asked for and written at once."""

MOST_ATTEMPTS = 3
"""How often a world is asked for its past."""

FARTHEST_AHEAD = 5 * MINUTE
"""How far the chain's clock may be ahead of this machine's, in milliseconds: one that is farther is not believed."""

LEAST_APART = 100
"""Milliseconds of the chain's time between two blocks that are recorded: no chain makes them faster."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecorderNotice:
    """Why the market is not recorded, or not as finely as before; published on the hub when it changes."""

    sentence: str


@dataclass(frozen=True, slots=True)
class StoryTold:
    """A practice world's story of its past was written into the record."""


class Finality(Protocol):
    """What the recorder asks the chain."""

    async def finalized(self) -> Head:
        """The newest finalized block."""
        ...

    async def hash_of(self, number: int) -> str | None:
        """The hash of the canonical block of that number."""
        ...


class StorySource(Protocol):
    """The past that a practice world tells of itself."""

    async def stories(self, since: int | None) -> tuple[ToldStory, ...]:
        """What it tells of the time after `since`, of all its past where that is None. Raises ChainTrouble."""
        ...


class Recorder:
    """Writes what the hub's blocks say into the record, as far as it is this program's to write."""

    def __init__(
        self,
        record: MarketRecord,
        finality: Finality,
        clock: Clock,
        favourites: Callable[[], frozenset[SubnetId]] = frozenset,
        *,
        story: StorySource | None = None,
        gathers_seconds: float = WRITE_SECONDS,
    ) -> None:
        """`favourites` are the subnets that have the whole ladder whatever their depth: the held and watched ones."""
        self._record = record
        self._finality = finality
        self._clock = clock
        self._favourites = favourites
        self._gathers_seconds = gathers_seconds
        self._story = story
        self._story_attempts = 0
        self._waiting: list[BlockSample] = []
        self._last: tuple[str, PoolsBefore | None] | None = None
        self._written_at = float("-inf")
        self._deepest: tuple[int, frozenset[SubnetId]] | None = None
        self._whole: tuple[tuple[frozenset[SubnetId], frozenset[SubnetId]], frozenset[SubnetId]] | None = None
        self._subnets: tuple[SubnetId, ...] = ()
        self._claiming: asyncio.Task[None] | None = None
        self.is_writing = False
        """Whether the record is this program's to write."""

        self.final_block: int | None = None
        """The newest block that was final when it was last asked."""

        self.notice = ""
        """Why nothing is recorded, as a sentence; empty in the normal case."""

        self.on_notice: Callable[[str], None] = lambda _: None
        """Called with each new notice."""

        self.on_story: Callable[[], None] = lambda: None
        """Called once a world's story is in the record."""

        self.is_waited_for: Callable[[], bool] = lambda: False
        """Whether someone waits for final blocks, such as an alert."""

        self.on_final: Callable[[Sequence[BlockSample]], Awaitable[None]] = _tell_nobody
        """Awaited with blocks that are final, oldest first, before they are written; perhaps again if that fails."""

    async def observe(self, snapshot: Snapshot) -> None:
        """Take a block; write those that are final, if it is time for that."""
        sample = sample_of(snapshot)
        if sample is None:
            return
        if self._claiming is None:
            await self._claim()
            self._claiming = asyncio.create_task(self._go_on_claiming(), name="claim of the record")
        if not self._is_believed(sample):
            return
        if self.is_writing:
            await self._take_story(sample)
        # A block of the same number, or a later one, was replaced.
        self._waiting = [each for each in self._waiting if each.block < sample.block and each.genesis == sample.genesis]
        if self._subnets == sample.subnets:
            # One object for all of them: they are compared with every block.
            sample = replace(sample, subnets=self._subnets)
        self._subnets = sample.subnets
        # Who only reads keeps the newest, for the blocks that the one who writes leaves behind when it ends.
        most = min(MOST_WAITING if self.is_writing else MOST_AT_ONCE, MOST_ROWS_WAITING // max(len(sample.subnets), 1))
        self._waiting = [*self._waiting, sample][-max(most, 1) :]
        gathers = min(self._gathers_seconds, HURRIED_SECONDS) if self.is_waited_for() else self._gathers_seconds
        if self.is_writing and self._clock.now() - self._written_at >= gathers:
            with suppress(ChainTrouble):
                await self.write_final()

    async def write_final(self) -> None:
        """Write the waiting blocks that are final by now. Raises ChainTrouble; trouble of the record is its notice."""
        if not self._waiting or not self.is_writing:
            return
        final = self.final_block = (await self._finality.finalized()).number
        passed = [each for each in self._waiting if each.block <= final][:MOST_AT_ONCE]
        if not passed:
            return
        self._written_at = self._clock.now()
        hashes = await asyncio.gather(*(self._finality.hash_of(each.block) for each in passed))
        samples = [each for each, found in zip(passed, hashes, strict=True) if each.block_hash == found]
        if not samples:
            self._waiting = [each for each in self._waiting if each.block > passed[-1].block]
            return
        await self.on_final(samples)
        try:
            await asyncio.to_thread(self._write, samples)
        except RecordTrouble as trouble:
            self._tell(str(trouble))
            return
        self._tell(self._record.notice)
        self._waiting = [each for each in self._waiting if each.block > passed[-1].block]

    async def close(self) -> None:
        """Write what is final, and let another program write; never raises."""
        if self._claiming is not None:
            self._claiming.cancel()
            await asyncio.gather(self._claiming, return_exceptions=True)
        await write_at_end(self.write_final, _LOG, "the last blocks were not recorded")
        await asyncio.to_thread(self._record.close)
        self.is_writing = False

    def _write(self, samples: Sequence[BlockSample]) -> None:
        genesis = samples[0].genesis
        if self._last is None or self._last[0] != genesis:
            last = self._record.last(genesis)
            self._last = (genesis, None if last is not None and self._ahead(last.time) > FARTHEST_AHEAD else last)
        before, frames = self._last[1], list[BarFrame]()
        for sample in samples:
            if before is None or sample.time >= before.time + LEAST_APART:
                frames.append(frame_of(sample, before))
                before = before_next(sample)
        if frames and before is not None:
            self._record.append(genesis, frames, before, self.with_whole_ladder(samples[-1]))
            self._last = (genesis, before)

    async def _take_story(self, sample: BlockSample) -> None:
        """Write what the world tells of the time before this block, once, before the block itself is recorded."""
        if self._story is None:
            return
        is_told = False
        try:
            last = await asyncio.to_thread(self._record.last, sample.genesis)
            told = await self._story.stories(None if last is None else last.time)
            if last is None and not told:
                # The world has not begun yet, or has no past; that shows once a block is recorded.
                return
            is_told = await asyncio.to_thread(self._write_stories, told, last, sample)
        except RecordTrouble as trouble:
            self._tell(str(trouble))
        except ChainTrouble as trouble:
            _LOG.warning("the story of this world was not told: %s", trouble)
            self._story_attempts += 1
            if self._story_attempts < MOST_ATTEMPTS:
                return
        self._story = None
        if is_told:
            self.on_story()

    def _write_stories(self, told: Sequence[ToldStory], last: PoolsBefore | None, sample: BlockSample) -> bool:
        """Whether there was anything to write. Raises RecordTrouble."""
        whole, is_any = self.with_whole_ladder(sample), False
        for each in told:
            frames = [frame for frame in each.frames if last is None or frame.time > last.time]
            if frames and each.pools.time <= sample.time:
                # A catch-up's own block tells what it moved; its story does not count that twice.
                last = each.pools if last is None else replace(last, time=frames[-1].time)
                self._record.append(sample.genesis, frames, last, whole)
                is_any = True
        return is_any

    def with_whole_ladder(self, sample: BlockSample) -> frozenset[SubnetId] | None:
        """The subnets that have the whole ladder; None for all. The deepest are chosen once a day."""
        if len(sample.subnets) <= DEEPEST:
            return None
        day = sample.time // DAY
        if self._deepest is None or self._deepest[0] != day:
            self._deepest = (day, deepest_subnets(sample))
        chosen = (self._deepest[1], self._favourites())
        if self._whole is None or self._whole[0] != chosen:
            self._whole = (chosen, chosen[0] | chosen[1])
        return self._whole[1]

    def _is_believed(self, sample: BlockSample) -> bool:
        """Whether the chain's clock can be right: what is recorded in the future would stand in the way there."""
        ahead = self._ahead(sample.time)
        if ahead <= FARTHEST_AHEAD:
            return True
        self._tell(
            f"Not recorded: the chain's clock is {_words(ahead)} ahead of this machine's. One of the two is wrong."
        )
        return False

    def _ahead(self, time: int) -> int:
        """Milliseconds by which a time is ahead of this machine's clock."""
        return time - round(self._clock.wall() * 1000)

    async def _claim(self) -> None:
        was_writing, self.is_writing = self.is_writing, await asyncio.to_thread(self._record.claim)
        if self.is_writing and not was_writing:
            self._last = None

    async def _go_on_claiming(self) -> None:
        while not self.is_writing:
            await asyncio.sleep(CLAIM_SECONDS)
            await self._claim()

    def _tell(self, sentence: str) -> None:
        is_new = sentence not in ("", self.notice)
        self.notice = sentence
        if is_new:
            _LOG.warning("%s", sentence)
            self.on_notice(sentence)


async def _tell_nobody(_: Sequence[BlockSample]) -> None:
    """Nobody waits for final blocks."""


def _words(milliseconds: int) -> str:
    """A stretch of time in its largest unit of which there are two."""
    for size, unit in ((DAY, "days"), (HOUR, "hours")):
        if milliseconds >= 2 * size:
            return f"{milliseconds // size:,} {unit}"
    return f"{milliseconds // MINUTE:,} minutes"
