"""The dialog of the backfill: its cost before it begins, its progress, and how it ends, over a fake archive."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.app import DtaoApp
from dtao_tui.domain.history.backfills import BackfillState
from dtao_tui.domain.history.bar_tiers import HOUR
from dtao_tui.domain.history.block_samples import BlockSample, sample_of
from dtao_tui.ports.archives import Turn
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotConnected
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.screens.market.backfill_dialog import BackfillDialog
from dtao_tui.services.backfill.backfill_desk import BackfillDesk, EndpointInUse
from dtao_tui.services.backfill.pacing import Pace
from dtao_tui.settings import NotASetting
from tests.fakes import a_snapshot, a_subnet
from tests.fakes.values import a_hash
from tests.fakes.world import World, a_world
from tests.histories import BEGIN
from tests.screen import said, until, until_said, write

SLOT = 12_000
HEAD = 9_000_000


class FakeArchive:
    """An archive of a chain whose blocks are exactly a slot apart and whose pools never change."""

    host = "archive.example:443"
    answer_seconds = 0.0

    def __init__(self, newest: BlockSample, turn: Turn) -> None:
        self.newest, self.turn = newest, turn
        self.requests = self.size = 0
        self.is_gone = False

    async def open(self) -> None:
        if self.is_gone:
            raise NotConnected("archive.example does not answer.")

    async def _asked(self) -> None:
        await self.turn()
        await asyncio.sleep(self.answer_seconds)
        self.requests += 1
        self.size += 1000

    async def hash_of(self, number: int) -> str | None:
        await self._asked()
        return a_hash(number)

    async def time_of(self, block_hash: str) -> int | None:
        await self._asked()
        return self._time(int(block_hash, 16))

    async def sample(self, head: Head, netuids: Sequence[int]) -> BlockSample:
        await self._asked()
        return replace(self.newest, block=head.number, block_hash=head.hash, time=self._time(head.number))

    async def close(self) -> None:
        pass

    def _time(self, number: int) -> int:
        return self.newest.time - (self.newest.block - number) * SLOT


class FakeArchives:
    usual = "wss://archive.example:443"
    in_use = "node.example"

    def __init__(self, newest: BlockSample) -> None:
        self.newest = newest
        self.opened: list[FakeArchive] = []

    def host_of(self, url: str) -> str:
        return "archive.example:443"

    def at(self, url: str, turn: Turn) -> FakeArchive:
        if not url.startswith("wss://"):
            raise NotASetting(f"“{url}” is no address of a node; write it as wss://host:port.")
        self.opened.append(FakeArchive(self.newest, turn))
        return self.opened[-1]


class FakePools:
    """The endpoint in use, which says the same."""

    def __init__(self, newest: BlockSample) -> None:
        self.newest = newest

    async def sample(self, head: Head, netuids: Sequence[int]) -> BlockSample:
        return replace(self.newest, block=head.number, block_hash=head.hash)


@pytest.fixture
def world(tmp_path: Path) -> World:
    block = a_snapshot(HEAD, [a_subnet(7), a_subnet(3)], time_ms=BEGIN + HOUR // 2, block_hash=a_hash(HEAD))
    built = a_world(tmp_path, snapshot=block)
    newest = sample_of(block)
    assert newest is not None
    # The newest final block is two behind, and the fake chain tells one time of all its blocks.
    archives = FakeArchives(replace(newest, block=HEAD - 2))
    store = HistoryStore(tmp_path / "backfilled.sqlite3")

    async def wait(_: float) -> None:
        await asyncio.sleep(0)

    desk = BackfillDesk(
        archives,
        EndpointInUse(built.market, built.trading, FakePools(newest)),
        store,
        built.clock,
        paced=lambda rate: Pace(rate, wait),
        sleep=wait,
    )
    built.clock.date = (BEGIN + HOUR // 2) / 1000
    built.parts = replace(built.parts, backfills=desk)
    return built


async def test_its_cost_is_told_before_and_what_it_got_after(world: World) -> None:
    app = DtaoApp(world.parts)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.snapshot is not None)
        await app.run_action("backfill")
        told = await until_said(pilot, "Missing 720 bars", "Requests about 3,612", "Takes about 12 min")
        assert "wss://archive.example:443" in told
        assert "about 3.9 MiB before compression" in told
        assert isinstance(app.screen, BackfillDialog)
        await pilot.press("shift+tab", "shift+tab", "backspace", "backspace")
        await write(pilot, "2")
        await until_said(pilot, "Missing 48 bars", "Requests about 252")
        await pilot.press("enter")
        told = await until_said(pilot, "✓ done", "48 written", "100 %")
        assert "48 bars from archive.example:443 are in the record." in told
        await pilot.press("n")
        await until_said(pilot, "Days back", "Missing nothing", "Read before from archive.example:443.")


async def test_it_pauses_goes_on_in_the_background_and_can_be_cancelled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeArchive, "answer_seconds", 0.02)
    app, desk = DtaoApp(world.parts), world.parts.backfills
    assert desk is not None
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.snapshot is not None)
        await app.run_action("backfill")
        await until_said(pilot, "Missing 720 bars")
        await pilot.press("enter", "p")
        await until_said(pilot, "State paused", "p Go on")
        assert desk.progress is not None
        assert desk.progress.state is BackfillState.PAUSED
        await pilot.press("escape")
        await until_said(pilot, "The backfill goes on")
        await app.run_action("backfill")
        await until_said(pilot, "State paused")
        await pilot.press("c")
        await until_said(pilot, "· cancelled", "what was read stays")
        assert not desk.is_under_way


async def test_what_cannot_be_asked_for_is_said_in_the_dialog(world: World) -> None:
    app = DtaoApp(world.parts)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.snapshot is not None)
        await app.run_action("backfill")
        await until_said(pilot, "Missing 720 bars")
        await write(pilot, "x", "enter")
        await until_said(pilot, "the rate a number")
        assert "the rate a number" in said(app)
        await pilot.press("backspace", "tab", "home", "x", "enter")
        await until_said(pilot, "is no address of a node")


async def test_leaving_the_program_ends_it_and_what_was_read_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeArchive, "answer_seconds", 0.005)
    app, desk = DtaoApp(world.parts), world.parts.backfills
    assert desk is not None
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.snapshot is not None)
        await app.run_action("backfill")
        await until_said(pilot, "Missing 720 bars")
        await pilot.press("enter")
        await until(pilot, lambda: desk.progress is not None and desk.progress.written > 2)
    assert not desk.is_under_way
    assert desk.progress is not None
    assert desk.progress.state is BackfillState.CANCELLED
