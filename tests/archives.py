"""An archive for tests: a real practice node that keeps all states, whose clock a test turns, and what reads it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dtao_tui.chain.archive.archive_endpoint import ConnectedPools, NetworkArchives
from dtao_tui.domain.history.backfills import BackfillProgress, BackfillWish
from dtao_tui.domain.history.bar_frames import BarFrame
from dtao_tui.domain.history.bar_tiers import DAY, HOUR
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.services.backfill.backfill_desk import BackfillDesk, EndpointInUse
from dtao_tui.services.backfill.pacing import Pace
from tests.chain.conftest import Desk, a_desk
from tests.fakes.waiting import ManualClock
from tests.histories import BEGIN

SLOT = 3_000
WISH = BackfillWish(HOUR, 2, 50.0)


class TurnedClock:
    """A clock of the practice chain; each block is made when it says."""

    def __init__(self, time: int = BEGIN) -> None:
        self.time = time

    def __call__(self) -> int:
        return self.time


@asynccontextmanager
async def an_archive(
    hours: int, *, blocks_an_hour: int = 4, subnets: int = 3, began: int = BEGIN, **options: Any
) -> AsyncIterator[Node]:
    """A node with so many hours of blocks, unevenly apart, the last minutes after the last full hour."""
    clock = TurnedClock(began)
    given = {
        "block_seconds": 3600 / blocks_an_hour,
        "subnets": subnets,
        "is_archive": True,
        "has_faults": True,
        **options,
    }
    chosen = PracticeOptions(**given)
    async with Node(genesis_world(chosen), chosen, clock=clock) as node:
        make_hours(node, hours, blocks_an_hour)
        yield node


def make_hours(node: Node, hours: int, blocks_an_hour: int = 4) -> None:
    """Make blocks over so many more hours, and two final ones in the next."""
    clock = clock_of(node)
    for hour in range(hours):
        began = clock.time - clock.time % HOUR
        for at in range(blocks_an_hour):
            # Unevenly, and the last one some seconds before the hour ends.
            clock.time = began + (at + 1) * HOUR // blocks_an_hour - (1 + (hour * 7 + at) % 11) * 1000
            node.step()
        clock.time = began + HOUR
    clock.time += 20 * 60_000
    node.step(1)
    clock.time += SLOT
    node.step(1)
    clock.time += SLOT
    node.step(1)


def clock_of(node: Node) -> TurnedClock:
    """The clock of a node of `an_archive`."""
    assert isinstance(node.clock, TurnedClock)
    return node.clock


@dataclass
class Backfilling:
    """A connection, a record, and the desk that reads archives."""

    chain: Desk
    store: HistoryStore
    desk: BackfillDesk
    waits: list[float]
    """The pauses that were waited for, none of which takes time here."""

    @property
    def hours(self) -> list[BarFrame]:
        """The hourly bars that are in the record."""
        return self.store.frames(self.chain.facts.genesis, 0, HOUR, 0, BEGIN + 30 * DAY)

    async def run(self, url: str, wish: BackfillWish) -> BackfillProgress:
        """Read to the end."""
        return await self.desk.begin(url, wish)


@asynccontextmanager
async def backfilling(url: str, folder: Path) -> AsyncIterator[Backfilling]:
    """What reads archives, connected to the endpoint at this address."""
    async with a_desk(url, cache=folder / "metadata") as chain:
        store = HistoryStore(folder / "history.sqlite3")
        archives = NetworkArchives(chain.connection, folder / "metadata")
        chain_in_use, waits = (
            EndpointInUse(chain.market, chain.trading, ConnectedPools(chain.connection)),
            list[float](),
        )

        async def wait(seconds: float) -> None:
            waits.append(seconds)
            await asyncio.sleep(0)

        clock = ManualClock(wall=BEGIN / 1000 + 90 * 86_400)
        desk = BackfillDesk(archives, chain_in_use, store, clock, paced=lambda rate: Pace(rate, wait), sleep=wait)
        try:
            yield Backfilling(chain, store, desk, waits)
        finally:
            await desk.cancel()
            store.close()
