"""The recorder: which blocks it writes, and what it does where it cannot."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from dtao_tui.domain.history.bar_frames import IS_STORY, NO_RANGE
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE
from dtao_tui.domain.history.block_samples import before_next
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.history.past_prices import Span
from dtao_tui.domain.history.told_stories import ToldStory
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotConnected, NotUnderstood
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.services.history import recorder as recorders
from dtao_tui.services.history.market_memory import MarketMemory
from dtao_tui.services.history.recorder import Recorder, RecorderNotice
from tests.fakes.values import GENESIS, a_hash, a_snapshot, a_subnet
from tests.fakes.waiting import ManualClock, until
from tests.fakes.world import a_world
from tests.histories import BEGIN, SEVEN, a_sample, frames_of, prices_at, with_marks


@dataclass
class FakeFinality:
    """A chain whose blocks are final up to a number; some were replaced."""

    final: int = 10**9
    replaced: set[int] = field(default_factory=set)
    is_gone: bool = False

    async def finalized(self) -> Head:
        if self.is_gone:
            raise NotConnected("gone")
        return Head(self.final, a_hash(self.final))

    async def hash_of(self, number: int) -> str | None:
        return a_hash(number) + "b" if number in self.replaced else a_hash(number)


class FakeStory:
    def __init__(self, story: ToldStory | Exception | None) -> None:
        self._story = story
        self.asked = 0

    async def stories(self, since: int | None) -> tuple[ToldStory, ...]:
        self.asked += 1
        if isinstance(self._story, Exception):
            raise self._story
        return () if self._story is None or (since or 0) >= self._story.pools.time else (self._story,)


def a_block(number: int, price: str = "0.05", *, time: int | None = None, genesis: str = GENESIS) -> Snapshot:
    at = BEGIN + number * 12_000 if time is None else time
    return a_snapshot(number, [a_subnet(7, price, traded=0)], time_ms=at, block_hash=a_hash(number), genesis=genesis)


@dataclass
class Site:
    store: HistoryStore
    finality: FakeFinality
    clock: ManualClock
    recorder: Recorder

    @property
    def blocks(self) -> list[int]:
        return [bar.block for bar in self.store.bars(GENESIS, SEVEN, 0, 0)]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    store, finality, clock = HistoryStore(tmp_path / "history.sqlite3"), FakeFinality(), ManualClock()
    clock.date = BEGIN / 1000 + 86_400
    yield Site(store, finality, clock, Recorder(store, finality, clock, gathers_seconds=0))
    store.close()


async def test_only_final_blocks_are_written(site: Site) -> None:
    site.finality.final = 101
    for number in (100, 101, 102):
        await site.recorder.observe(a_block(number))
    assert site.blocks == [100, 101]
    site.finality.final = 103
    await site.recorder.observe(a_block(103))
    assert site.blocks == [100, 101, 102, 103]


async def test_a_block_that_another_replaced_is_not_written(site: Site) -> None:
    site.finality.final = 99
    await site.recorder.observe(a_block(100, "0.09"))
    await site.recorder.observe(a_block(101, "0.09"))
    site.finality.replaced = {100}
    await site.recorder.observe(a_block(101, "0.05"))
    site.finality.final = 101
    await site.recorder.observe(a_block(102))
    assert site.blocks == [101]
    assert site.store.bars(GENESIS, SEVEN, 0, 0)[0].close == a_subnet(7, "0.05").price.rao


async def test_a_block_without_the_chains_time_leaves_the_record_alone(site: Site) -> None:
    await site.recorder.observe(a_snapshot(time_ms=None))
    assert (site.recorder.is_writing, site.blocks) == (False, [])


async def test_a_clock_far_ahead_is_not_believed_and_that_is_said(site: Site) -> None:
    now = round(site.clock.wall() * 1000)
    for hours, words in ((1, "60 minutes"), (47, "47 hours"), (49, "2 days"), (24 * 4000, "4,000 days")):
        await site.recorder.observe(a_block(100, time=now + hours * HOUR))
        assert (site.blocks, f"{words} ahead of this machine's" in site.recorder.notice) == ([], True)
    await site.recorder.observe(a_block(101))
    assert (site.blocks, site.recorder.notice) == ([101], "")


async def test_a_clock_that_stands_still_or_goes_back_adds_nothing(site: Site) -> None:
    for number, time in ((100, BEGIN + MINUTE), (101, BEGIN + MINUTE), (102, BEGIN), (103, BEGIN + 2 * MINUTE)):
        await site.recorder.observe(a_block(number, time=time))
    assert site.blocks == [100, 103]


async def test_a_second_program_only_reads_and_takes_over_within_ten_seconds(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorders, "CLAIM_SECONDS", 0.01)
    other = HistoryStore(site.store._path)  # the same file, as another program has it
    assert other.claim()
    await site.recorder.observe(a_block(100))
    assert not site.recorder.is_writing
    assert site.blocks == []
    other.close()
    await until(lambda: site.recorder.is_writing)
    await site.recorder.observe(a_block(101))
    assert site.blocks == [100, 101]
    await site.recorder.close()


def test_the_lock_is_asked_for_often_enough() -> None:
    assert recorders.CLAIM_SECONDS < 10


async def test_trouble_of_the_disk_is_a_notice_and_the_blocks_are_written_later(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.recorder.observe(a_block(100))
    database = site.store._file.opened()
    with database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")
    await site.recorder.observe(a_block(101))
    assert "cannot be recorded" in site.recorder.notice
    await site.recorder.observe(a_block(102))
    assert (site.blocks, site.recorder.notice) == ([100, 101, 102], "")


async def test_a_lost_connection_costs_nothing_that_can_still_be_asked_for(site: Site) -> None:
    site.finality.is_gone = True
    await site.recorder.observe(a_block(100))
    site.finality.is_gone = False
    await site.recorder.observe(a_block(101))
    assert site.blocks == [100, 101]


async def test_waiting_blocks_are_bounded(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorders, "MOST_WAITING", 5)
    site.finality.final = 0
    for number in range(100, 120):
        await site.recorder.observe(a_block(number))
    site.finality.final = 10**9
    await site.recorder.observe(a_block(120))
    assert site.blocks == [116, 117, 118, 119, 120]


async def test_closing_writes_what_is_final_and_lets_another_write(site: Site) -> None:
    patient = Recorder(site.store, site.finality, site.clock, gathers_seconds=10**6)
    site.clock.turn(1)
    patient._written_at = site.clock.now()  # as after a write just now
    await patient.observe(a_block(100))
    assert site.blocks == []
    await patient.close()
    assert site.blocks == [100]
    assert HistoryStore(site.store._path).claim()


async def test_the_story_of_a_world_is_written_once_before_its_first_block(site: Site) -> None:
    samples = prices_at(range(BEGIN - DAY, BEGIN, HOUR), lambda at: 10**7 - at // HOUR, SubnetId(7, 1000))
    frames = [with_marks(frame, IS_STORY | NO_RANGE) for frame in frames_of(samples)]
    told = FakeStory(ToldStory(frames, before_next(a_sample(BEGIN, block=0, traded=0))))
    recorder, told_on = Recorder(site.store, site.finality, site.clock, story=told, gathers_seconds=0), list[int]()
    recorder.on_story = lambda: told_on.append(number)
    for number in (1, 2):
        await recorder.observe(a_block(number))
    assert told_on == [1]
    bars = site.store.bars(GENESIS, SEVEN, 0, HOUR)
    assert (len(bars), told.asked) == (25, 1)
    assert [bar.is_story for bar in bars] == [True] * 24 + [False]


async def test_hours_that_a_world_stood_still_are_a_story_between_its_blocks(site: Site) -> None:
    await site.recorder.observe(a_block(1))
    hours = [BEGIN + 12_000 + at * HOUR for at in range(1, 5)]
    frames = [
        replace(with_marks(frame, IS_STORY | NO_RANGE), volumes=[0], flows=[0])
        for frame in frames_of(prices_at(hours, lambda _: 5 * 10**7))
    ]
    later = BEGIN + 12_000 + 5 * HOUR
    told = FakeStory(ToldStory(frames, before_next(a_sample(later, block=2))))
    other = Recorder(site.store, site.finality, site.clock, story=told, gathers_seconds=0)
    await other.observe(a_block(2, time=later))
    bars = site.store.bars(GENESIS, SEVEN, 0, HOUR)
    assert [bar.is_story for bar in bars] == [False, True, True, True, True, False]
    assert [bar.block for bar in bars][-1] == 2


async def test_a_story_that_is_not_understood_is_given_up(site: Site) -> None:
    told = FakeStory(NotUnderstood("odd"))
    recorder = Recorder(site.store, site.finality, site.clock, story=told, gathers_seconds=0)
    site.finality.final = 0
    for number in range(1, 8):
        await recorder.observe(a_block(number))
    assert told.asked == recorders.MOST_ATTEMPTS


async def test_what_was_recorded_is_what_the_memory_tells(site: Site) -> None:
    site.clock.date += 10 * 86_400
    for hour in range(8 * 24 + 1):
        price = "0.04" if hour < 24 else "0.05"
        await site.recorder.observe(a_block(1 + hour * 300, price, time=BEGIN + hour * HOUR))
    now = a_block(1 + 8 * 24 * 300, "0.06", time=BEGIN + 8 * DAY)
    memory = MarketMemory(site.store, site.clock)
    await memory.observe(now)
    past, price = memory.past(SEVEN), now.subnets[7].price
    assert past.change(Span.DAY, price) == pytest.approx(20, rel=1e-6)
    assert past.change(Span.WEEK, price) == pytest.approx(20, rel=1e-6)
    assert past.volatility == 0
    bars = await memory.bars(SEVEN, ChartRange.ALL, BEGIN + 8 * DAY)
    # A short record is told in shorter bars than one of years.
    assert len(bars) == 8 * 24 + 1
    assert await memory.recorded_since(SEVEN) == BEGIN + 23 * HOUR


async def test_a_change_over_a_time_that_was_not_recorded_is_not_told(site: Site) -> None:
    for number in (100, 101):
        await site.recorder.observe(a_block(number))
    memory = MarketMemory(site.store, site.clock)
    block = a_block(102)
    await memory.observe(block)
    assert [memory.past(SEVEN).change(span, block.subnets[7].price) for span in Span] == [None] * 3
    assert (memory.past(SEVEN).volume, memory.past(SEVEN).volatility) == (None, None)


async def test_what_keeps_the_market_from_being_recorded_is_told_on_the_hub(tmp_path: Path) -> None:
    world, told = a_world(tmp_path), list[RecorderNotice]()
    hub = world.parts.hub
    hub.subscribe(RecorderNotice, "The test", told.append)
    ahead = round(world.clock.wall() * 1000) + HOUR
    for number in (1, 2):
        hub.publish(a_block(number, time=ahead))
        await until(lambda: bool(told))
    assert ["60 minutes ahead" in notice.sentence for notice in told] == [True]
    await hub.close()
    await world.parts.recorder.close()


async def test_blocks_faster_than_any_chain_makes_them_are_left_out(site: Site) -> None:
    for number in range(1, 40):
        await site.recorder.observe(a_block(number, time=BEGIN + 1000 + number))
    await site.recorder.write_final()
    assert site.blocks == [1]


async def test_a_record_that_says_to_end_in_the_future_does_not_stop_the_recording(site: Site, tmp_path: Path) -> None:
    await site.recorder.observe(a_block(1))
    await site.recorder.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection, connection:
        connection.execute("UPDATE chain SET time = ?", (2**61,))
    again = Recorder(site.store, site.finality, site.clock, gathers_seconds=0)
    await again.observe(a_block(2))
    await again.close()
    assert site.blocks == [1, 2]
