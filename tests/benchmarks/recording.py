"""The record of the market: CPU for each block, the size of a year, reading a year, and a practice world's story."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import mean

from dtao_tui.domain.history.bar_frames import IS_STORY, BarFrame
from dtao_tui.domain.history.bar_tiers import DAY, TIERS, YEAR, start_of
from dtao_tui.domain.history.block_samples import before_next, frame_of
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.chain import Head
from dtao_tui.practice.market.price_story import ages_of, story_of
from dtao_tui.practice.world.seeded_world import seeded_world
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.services.history.market_memory import MarketMemory
from dtao_tui.services.history.recorder import Recorder
from tests.benchmarks.report import Measured
from tests.fakes.values import GENESIS, a_hash, a_snapshot, a_subnet
from tests.fakes.waiting import ManualClock
from tests.histories import BEGIN, a_sample, a_store

BLOCK = 12_000
FRAMES_AT_ONCE = 200
MEGABYTE = 10**6


class AllFinal:
    """A chain on which every block is final."""

    async def finalized(self) -> Head:
        return Head(10**9, a_hash(10**9))

    async def hash_of(self, number: int) -> str | None:
        return a_hash(number)


def measured(subnets: int, blocks: int, budget: float) -> Iterator[Measured]:
    """What recording a block costs, on the average over some minutes; and the size after a year."""
    yield Measured(
        f"recording a block of {subnets:,} subnets, CPU", asyncio.run(_recorded(subnets, blocks)), "ms", budget
    )


def measured_year(subnets: int) -> Iterator[Measured]:
    """The size of a year of this many subnets that have the whole ladder, and what reading it takes."""
    with tempfile.TemporaryDirectory() as folder:
        store, ids = a_store(Path(folder)), [SubnetId(netuid, 1) for netuid in range(1, subnets + 1)]
        now = _write_a_year(store, ids)
        size = (Path(folder) / "history.sqlite3").stat().st_size / MEGABYTE
        yield Measured(f"a year of {subnets} subnets", [size], "MB", 60.0)
        for shown in ChartRange:
            began = time.process_time()
            bars = store.bars(GENESIS, ids[0], max(now - shown.span, 0), shown.step)
            spent = (time.process_time() - began) * 1000
            yield Measured(f"bars of a chart over {shown.value}, {len(bars):,} of them, CPU", [spent], "ms")
        memory = MarketMemory(store, ManualClock())
        began = time.process_time()
        asyncio.run(
            memory.observe(a_snapshot(subnets=[a_subnet(each.netuid, registered_at=1) for each in ids], time_ms=now))
        )
        yield Measured(f"what is told of {subnets} subnets' past, CPU", [(time.process_time() - began) * 1000], "ms")
        store.close()


def measured_story() -> Iterator[Measured]:
    """The story of the usual practice world."""
    pools = [each.pool for each in seeded_world(1, 128, moves=True).subnets if each.pool.mechanism == 1]
    ages = ages_of(len(pools))
    began = time.process_time()
    for pool in pools:
        story_of(pool, 1, ages, declines=False)
    spent = (time.process_time() - began) * 1000
    yield Measured(f"the story of {len(pools)} pools x {len(ages):,} points, CPU", [spent], "ms", 200.0)


async def _recorded(subnets: int, blocks: int) -> list[float]:
    """The average milliseconds a block, minute by minute: what is put together then counts for all its blocks."""
    found, clock = [a_subnet(netuid, traded=netuid) for netuid in range(1, subnets + 1)], ManualClock()
    clock.date = BEGIN / 1000 + 10**7
    with tempfile.TemporaryDirectory() as folder:
        recorder = Recorder(HistoryStore(Path(folder) / "history.sqlite3"), AllFinal(), clock)
        spent = []
        for block in range(blocks):
            shown = {each.netuid: replace(each, traded=each.netuid + block) for each in found}
            snapshot = a_snapshot(block + 1, found, block_hash=a_hash(block + 1), time_ms=BEGIN + block * BLOCK)
            snapshot = replace(snapshot, subnets=shown)
            clock.turn(BLOCK / 1000)
            began = time.process_time()
            await recorder.observe(snapshot)
            spent.append((time.process_time() - began) * 1000)
        await recorder.close()
    return [mean(spent[first : first + 5]) for first in range(0, blocks, 5)]


def _write_a_year(store: HistoryStore, subnets: list[SubnetId]) -> int:
    """Write the newest hours by block and the rest at each tier's step, as they are after a year; the time of now."""
    sample = a_sample(BEGIN, dict.fromkeys(subnets, 50_000_000), block=1)
    usual, now = frame_of(sample, None), BEGIN + 400 * DAY
    frames: list[BarFrame] = []

    def write() -> None:
        store.append(GENESIS, frames, replace(before_next(sample), time=frames[-1].time + 1))
        frames.clear()

    for at, tier in reversed(list(enumerate(TIERS))):
        step, until = tier.step or BLOCK, now - TIERS[at - 1].whole if at else now
        for moment in range(start_of(now - min(tier.whole, YEAR), step), until, step):
            frames.append(replace(usual, time=moment, marks=bytes([IS_STORY if tier.step else 0]) * len(subnets)))
            if len(frames) == FRAMES_AT_ONCE:
                write()
        if frames:
            write()
    return now
