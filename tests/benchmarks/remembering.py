"""A market with weeks of record: its file, what is read of it, and keys that sort, filter and chart by it."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dtao_tui.app import DtaoApp
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.services.history.market_memory import MarketMemory
from tests.benchmarks.keys import LONGEST_TURN_MS, key_turns
from tests.benchmarks.report import Measured
from tests.fakes import a_world
from tests.fakes.values import GENESIS
from tests.fakes.waiting import ManualClock
from tests.recorded_markets import RecordedMarket
from tests.screen import seen

SIZE = (120, 36)
MEGABYTE = 10**6
LARGEST_MB = {130: 60.0, 4096: 550.0}


def measured(count: int, days: int) -> Iterator[Measured]:
    """All of it for a market of so many subnets that was recorded for so many days."""
    market = RecordedMarket(count, days * 86_400_000)
    what = f"{days} days of {count:,}"
    with tempfile.TemporaryDirectory() as folder:
        store = market.write(Path(folder))
        store.close()
        size = (Path(folder) / "history.sqlite3").stat().st_size / MEGABYTE
        yield Measured(f"{what}: file", [size], "MB", LARGEST_MB.get(count))
        yield from _reading(market, HistoryStore(Path(folder) / "history.sqlite3"), what)
        yield from asyncio.run(_in_the_market(market, Path(folder), what))


def _reading(market: RecordedMarket, store: HistoryStore, what: str) -> Iterator[Measured]:
    for shown in ChartRange:
        began = time.process_time()
        bars = store.bars(GENESIS, market.subnets[0], max(market.now - shown.span, 0), shown.step)
        spent = (time.process_time() - began) * 1000
        yield Measured(f"{what}: {len(bars):,} bars over {shown.value}, CPU", [spent], "ms")
    memory, snapshot = MarketMemory(store, ManualClock()), market.snapshot(market.now)
    began = time.process_time()
    asyncio.run(memory.observe(snapshot))
    yield Measured(f"{what}: told of the past, in a thread, CPU", [(time.process_time() - began) * 1000], "ms")
    store.close()


async def _in_the_market(market: RecordedMarket, folder: Path, what: str) -> list[Measured]:
    """Keys in the market and on a subnet, with what is recorded beside every row."""
    found: list[Measured] = []
    snapshot = market.snapshot(market.now)
    world = a_world(folder / "home", snapshot=snapshot)
    world.clock.date = market.now / 1000
    store = HistoryStore(folder / "history.sqlite3")
    memory = MarketMemory(store, world.clock)
    await memory.observe(snapshot)
    app = DtaoApp(replace(world.parts, memory=memory))
    async with app.run_test(size=SIZE) as pilot:
        app.take(snapshot)
        await pilot.pause(0.5)

        async def pressed(name: str, *keys: str) -> None:
            runs = [await key_turns(pilot, key) for key in keys]
            found.append(Measured(f"{what}: {name}, CPU", [sum(turns) for turns in runs], "ms"))
            longest = [max(turns) for turns in runs]
            found.append(Measured(f"{what}: {name}, longest turn", longest, "ms", LONGEST_TURN_MS))

        await pressed("columns of moves shown", "c")
        await pilot.press("o")
        await pressed("sorted by the next column", *["right"] * 5)
        await pilot.press("enter", "slash")
        await pressed("a filter's character", *["c", "h", "2", "4", "<", "5"])
        await pilot.press("enter")
        await pilot.pause(0.5)
        await pressed("a subnet opened", "enter")
        await pressed("another range of the chart", "]", "]", "[", "[")
        if "24 h ──" not in seen(app):
            raise RuntimeError("the keys did not lead to a subnet's chart")
    store.close()
    return found
