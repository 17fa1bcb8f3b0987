"""One backfill from its beginning to its end: the missing bars, newest first, each written as soon as it is read.

What was written stays, whatever happens to the rest: the next run asks for what is still missing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Set
from dataclasses import replace
from functools import partial
from typing import TypeVar

from dtao_tui.domain.formatting import count
from dtao_tui.domain.history.archive_lies import checked_frames
from dtao_tui.domain.history.backfills import (
    BackfillProgress,
    BackfillRecord,
    BackfillState,
    BackfillWish,
    backfilled_frame,
    cost_of,
)
from dtao_tui.domain.history.block_samples import BlockSample
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.archives import Archive, BackfilledRecord
from dtao_tui.ports.chain import Clock
from dtao_tui.ports.errors import ChainTrouble, NotConnected, StateGone, TimedOut, WrongNetwork
from dtao_tui.ports.market_record import PARTS, RecordTrouble
from dtao_tui.services.backfill.archive_reading import ArchiveReading, NotAnArchive
from dtao_tui.services.backfill.pacing import Pace, Sleep
from dtao_tui.services.history.recorder import FARTHEST_AHEAD

MOST_FAILURES = 12
"""Attempts in a row without an answer, with growing pauses of some minutes together, before the run ends."""

LONGEST_PAUSE_SECONDS = 60.0

TIMES_USUAL, LEAST_TOO_MUCH = 8, 64 * 2**20
"""How many times the usual number of bytes, and how many more, an archive may send before it is left."""

ANOTHER_WRITES = "Another dtao-tui writes the record of the market. Backfill there, or end that one and begin again."
CLOCK_AHEAD = "The chain's clock is ahead of this machine's. One of the two is wrong, so no bar would be in its place."
NO_ROOM = "The record of the market has reached its limit; history_max_size in the settings gives it more room."

_LOG = logging.getLogger(__name__)

Whole = Callable[[BlockSample], Set[SubnetId] | None]
"""The subnets of a sample that have the whole ladder of bars; None for all."""

Answer = TypeVar("Answer")


class BackfillRun:
    """Reads one archive into the record. `progress` is where it is, `on_change` is called with each new one."""

    def __init__(
        self,
        wish: BackfillWish,
        archive: Archive,
        reading: ArchiveReading,
        record: BackfilledRecord,
        pace: Pace,
        clock: Clock,
        *,
        whole: Whole = lambda _: None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._wish = wish
        self._archive = archive
        self._reading = reading
        self._record = record
        self._pace = pace
        self._whole_of = whole
        self._sleep = sleep
        self._clock = clock
        self._begun_at = clock.now()
        self._genesis = ""
        self._subnets = 0
        self._whole: Set[SubnetId] | None = None
        self._later: BlockSample | None = None
        """The sample of the bar after the next one, which is written once its volume is known."""

        self.progress = BackfillProgress(BackfillState.READING, archive.host, 0)
        self.on_change: Callable[[BackfillProgress], None] = lambda _: None

    async def run(self) -> BackfillProgress:
        """Read what is missing; how it ended. Cancelled, it raises CancelledError after what is read is in order."""
        try:
            await self._read_all()
            self._tell(BackfillState.DONE, self._done_words())
        except (ChainTrouble, RecordTrouble) as trouble:
            self._tell(BackfillState.FAILED, str(trouble))
        except asyncio.CancelledError:
            self._tell(BackfillState.CANCELLED, "It was cancelled; what was read stays, and the rest can follow.")
            raise
        finally:
            await self._archive.close()
        return self.progress

    async def _read_all(self) -> None:
        if not await asyncio.to_thread(self._record.claim):
            raise RecordTrouble(ANOTHER_WRITES)
        compared = await self._tried(self._reading.compare)
        self._genesis, self._whole = compared.sample.genesis, self._whole_of(compared.sample)
        if compared.sample.time > round(self._clock.wall() * 1000) + FARTHEST_AHEAD:
            raise NotAnArchive(CLOCK_AHEAD)
        self._subnets = len(compared.subnets)
        since, until = self._wish.span(compared.sample.time)
        job = BackfillRecord(self._archive.host, self._wish.step, since, until, until)
        missing = await asyncio.to_thread(self._record.begin_backfill, self._genesis, job)
        if missing:
            await self._compare_recorded(since, until)
        self.progress = replace(self.progress, total=len(missing))
        self._tell(BackfillState.READING)
        try:
            job = await self._read_bars(missing, job)
        finally:
            await asyncio.shield(asyncio.to_thread(self._record.end_backfill, self._genesis, job))

    async def _compare_recorded(self, since: int, until: int) -> None:
        """Ask about blocks that were recorded here in that time, as far as there are any. Raises ChainTrouble."""
        frames = await asyncio.to_thread(self._record.frames, self._genesis, PARTS[0], self._wish.step, since, until)
        for frame in checked_frames(frames):
            await self._tried(partial(self._reading.compare_recorded, frame))

    async def _read_bars(self, missing: list[int], job: BackfillRecord) -> BackfillRecord:
        """Read these bars; how far that came."""
        step = self._wish.step
        for start in missing:
            sample = await self._tried(partial(self._reading.last_before, start + step, start))
            job = replace(job, reached=start)
            await self._write(sample, job)
            self.progress = replace(self.progress, looked=self.progress.looked + 1)
            self._tell(BackfillState.READING)
            if self._archive.size > LEAST_TOO_MUCH + TIMES_USUAL * cost_of(self.progress.looked, self._subnets, 1).size:
                raise NotAnArchive(f"{self._archive.host} sends many times as much as such answers take.")
            if self._reading.begins_after(start):
                # Nothing was before.
                job = replace(job, reached=job.since)
                self.progress = replace(self.progress, looked=len(missing))
                break
        await self._write(None, job)
        return job

    async def _write(self, sample: BlockSample | None, job: BackfillRecord) -> None:
        """Write the bar that was read before this one, which tells its volume; this one waits for the next."""
        later, self._later = self._later, sample
        if later is None:
            return
        is_next = sample is not None and later.time // job.step - sample.time // job.step == 1
        frame = backfilled_frame(later, sample if is_next else None)
        if not await asyncio.to_thread(self._record.backfill, self._genesis, job, [frame], self._whole):
            raise RecordTrouble(NO_ROOM)
        self.progress = replace(self.progress, written=self.progress.written + 1)

    async def _tried(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """What this answers, asked again after a loss or when the archive wants a pause. Raises ChainTrouble."""
        failures = 0
        while True:
            try:
                await self._archive.open()
                return await ask()
            except (NotAnArchive, WrongNetwork):
                raise
            except StateGone as gone:
                raise NotAnArchive(
                    f"{self._archive.host} keeps no such old blocks: it is no archive. "
                    f"{count(self.progress.written)} bars were read."
                ) from gone
            except (NotConnected, TimedOut) as trouble:
                failures += 1
                if failures > MOST_FAILURES:
                    raise
                await self._wait(trouble, failures)

    async def _wait(self, trouble: ChainTrouble, failures: int) -> None:
        seconds = trouble.wait_seconds
        if seconds is None:
            seconds = min(2.0 ** (failures - 1), LONGEST_PAUSE_SECONDS)
        else:
            self._pace.slow_down()
        _LOG.warning("backfill waits %.0f s: %s", seconds, trouble)
        self._tell(BackfillState.WAITING, f"{trouble} Trying again in {seconds:.0f} s.")
        await self._archive.close()
        await self._sleep(seconds)

    def _tell(self, state: BackfillState, sentence: str = "") -> None:
        self.progress = replace(
            self.progress,
            state=state,
            requests=self._archive.requests,
            size=self._archive.size,
            seconds=self._clock.now() - self._begun_at - self._pace.paused_seconds,
            sentence=sentence,
        )
        self.on_change(self.progress)

    def _done_words(self) -> str:
        told = self.progress
        if not told.total:
            return "Nothing was missing in that time."
        lacking = told.total - told.written
        words = f"{count(told.written)} bars from {told.host} are in the record."
        return words if not lacking else f"{words} Of {count(lacking)} there was no block, or the chain had not begun."
