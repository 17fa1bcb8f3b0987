"""The backfill of this program: one at a time, begun, paused and cancelled by a person, with its cost told before."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dtao_tui.domain.history.backfills import (
    BackfillCost,
    BackfillProgress,
    BackfillRecord,
    BackfillState,
    BackfillWish,
    cost_of,
)
from dtao_tui.domain.history.block_samples import BlockSample
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.archives import Archives, BackfilledRecord, PoolsInUse
from dtao_tui.ports.chain import Clock, Head, Market
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.services.backfill.archive_reading import ArchiveReading, ChainPace
from dtao_tui.services.backfill.backfill_run import BackfillRun, Whole
from dtao_tui.services.backfill.pacing import Pace, Sleep
from dtao_tui.services.history.recorder import Finality


class UnderWay(ChainTrouble):
    """A backfill is under way; there is one at a time."""


@dataclass(frozen=True, slots=True)
class EndpointInUse:
    """`ports.archives.ChainInUse`: the chain as this program sees it."""

    market: Market
    finality: Finality
    pools: PoolsInUse

    async def finalized(self) -> Head:
        """As the port."""
        return await self.finality.finalized()

    async def hash_of(self, number: int) -> str | None:
        """As the port."""
        return await self.finality.hash_of(number)

    async def sample(self, head: Head, netuids: Sequence[int]) -> BlockSample:
        """As the port."""
        return await self.pools.sample(head, netuids)

    async def snapshot(self, head: Head) -> Snapshot:
        """As the port."""
        return await self.market.snapshot(head, ())


class BackfillDesk:
    """Begins a backfill, and knows where it is."""

    def __init__(
        self,
        archives: Archives,
        chain: EndpointInUse,
        record: BackfilledRecord,
        clock: Clock,
        *,
        whole: Whole = lambda _: None,
        paced: Callable[[float], Pace] = Pace,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`paced` makes the pace of a rate, and `sleep` waits after a loss."""
        self._paced = paced
        self._sleep = sleep
        self._archives = archives
        self._chain = chain
        self._record = record
        self._clock = clock
        self._whole = whole
        self._pace: Pace | None = None
        self._task: asyncio.Task[BackfillProgress] | None = None
        self._progress: BackfillProgress | None = None
        self.on_change: Callable[[BackfillProgress], None] = lambda _: None
        """Called with each new progress."""

    @property
    def usual(self) -> str:
        """The address of the network's own archive; empty where it has none."""
        return self._archives.usual

    @property
    def progress(self) -> BackfillProgress | None:
        """Where the backfill is, or how the last one of this session ended."""
        is_paused = self._pace is not None and self._pace.is_paused
        if self._progress is not None and is_paused and not self._progress.state.is_over:
            return replace(self._progress, state=BackfillState.PAUSED)
        return self._progress

    @property
    def is_under_way(self) -> bool:
        """Whether a backfill has begun and has not ended."""
        return self._task is not None and not self._task.done()

    def host_of(self, url: str) -> str:
        """Host and port of an address. Raises NotASetting for one that must not be used."""
        return self._archives.host_of(url)

    async def cost(self, snapshot: Snapshot, wish: BackfillWish) -> BackfillCost | None:
        """What this would cost now, by what is missing; None where the chain tells no time. Raises RecordTrouble."""
        if snapshot.time_ms is None:
            return None
        span = wish.span(snapshot.time_ms)
        missing = await asyncio.to_thread(self._record.missing_bars, snapshot.genesis, wish.step, *span)
        return cost_of(missing, sum(each.has_pool for each in snapshot.subnets.values()), wish.rate)

    async def before(self, genesis: str) -> list[BackfillRecord]:
        """The last backfill of this chain from each archive. Raises RecordTrouble."""
        return await asyncio.to_thread(self._record.backfills, genesis)

    def begin(self, url: str, wish: BackfillWish) -> "asyncio.Task[BackfillProgress]":
        """Begin in the background. Raises UnderWay, NotConnected, and NotASetting for an address."""
        if self.is_under_way:
            raise UnderWay("A backfill is under way. Wait for its end, or cancel it.")
        self._pace = self._paced(wish.rate)
        archive = self._archives.at(url, self._pace.turn)
        is_other = archive.host != self._archives.in_use
        pace = ChainPace(round(self._chain.market.facts.block_seconds * 1000), wish.step)
        reading = ArchiveReading(archive, self._chain, pace, is_other=is_other)
        run = BackfillRun(
            wish, archive, reading, self._record, self._pace, self._clock, whole=self._whole, sleep=self._sleep
        )
        self._progress, run.on_change = run.progress, self._take
        self._task = asyncio.create_task(run.run(), name="backfill")
        return self._task

    async def ended(self) -> BackfillProgress | None:
        """How it ended, once it has."""
        if self._task is not None:
            await asyncio.wait([self._task])
        return self._progress

    def pause(self) -> None:
        """Ask nothing until `resume`."""
        if self._pace is not None:
            self._pace.pause()

    def resume(self) -> None:
        """Go on."""
        if self._pace is not None:
            self._pace.resume()

    async def cancel(self) -> None:
        """End it; what was read stays. Never raises."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _take(self, progress: BackfillProgress) -> None:
        self._progress = progress
        self.on_change(progress)
