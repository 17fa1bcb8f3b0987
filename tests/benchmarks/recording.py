"""The record of the market: CPU for each block, and a practice world's story."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import mean

from dtao_tui.ports.chain import Head
from dtao_tui.practice.market.price_story import ages_of, story_of
from dtao_tui.practice.world.seeded_world import seeded_world
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.services.history.recorder import Recorder
from tests.benchmarks.report import Measured
from tests.fakes.values import a_hash, a_snapshot, a_subnet
from tests.fakes.waiting import ManualClock
from tests.histories import BEGIN

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
    """What recording a block costs, on the average over some minutes."""
    yield Measured(
        f"recording a block of {subnets:,} subnets, CPU", asyncio.run(_recorded(subnets, blocks)), "ms", budget
    )


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
