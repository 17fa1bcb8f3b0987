"""Alerts beside the headless recorder, block by block, and as a process of its own on a real node."""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.cli.alerts.recorded_alerts import RecordedAlerts
from dtao_tui.cli.record import sample_each_minute
from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world
from dtao_tui.records.alerts.alert_book import AlertBook
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.settings import Settings, places_of, prepare
from tests.cli.command_line import run
from tests.fakes import a_snapshot
from tests.fakes.market import FakeMarket
from tests.fakes.trading import FakeTrading
from tests.fakes.values import GENESIS, a_hash
from tests.fakes.waiting import ManualClock

CEILING = Alert("a1", "Ceiling", "price>0.04")


class Recording:
    """The minute's samples over fakes, with a clock that each pause turns."""

    def __init__(self, home: Path, *alerts: Alert, minutes: int = 4) -> None:
        places = places_of({"DTAO_TUI_HOME": str(home)})
        prepare(places)
        self.book = AlertBook(places.alerts)
        for alert in alerts:
            self.book.save(GENESIS, alert)
        self.clock, self.minutes = ManualClock(), minutes
        self.market = FakeMarket(self._block(100))
        self.trading = FakeTrading(self.market)
        self.store = HistoryStore(places.history)
        self.recorder = Recorder(self.store, self.trading, self.clock, gathers_seconds=0.0)
        self.alerts = RecordedAlerts(Settings(places=places), self.store, self.recorder, self.clock)

    def _block(self, number: int) -> object:
        time = round(self.clock.wall() * 1000)
        return a_snapshot(number, block_hash=a_hash(number), time_ms=time)

    async def sleep(self, seconds: float) -> None:
        self.minutes -= 1
        if not self.minutes:
            raise asyncio.CancelledError
        self.clock.turn(seconds)
        self.market.current = self._block(self.market.current.block + 5)  # type: ignore[assignment]  # it is a snapshot

    async def run(self) -> None:
        self.trading.finalized_at = 10**6
        try:
            await sample_each_minute(
                self.market,  # type: ignore[arg-type]  # as a market
                self.trading,  # type: ignore[arg-type]  # as what asks for finality
                self.recorder,
                self.alerts,
                self.sleep,
            )
        except asyncio.CancelledError:
            pass
        finally:
            await self.recorder.close()
            await self.alerts.watch.close()


async def test_an_alert_fires_at_the_second_minute_and_is_told_on_standard_error(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = Recording(own_home, CEILING)
    await recording.run()
    assert capsys.readouterr().err.count("! Ceiling: 7 γ subnet7: price 0.049 999 τ per α.") == 1
    (kept,) = recording.book.firings(GENESIS)
    assert kept.firing.block > 100


async def test_addresses_are_read_only_for_an_alert_on_what_is_held(own_home: Path) -> None:
    recording = Recording(own_home, CEILING)
    await recording.run()
    assert recording.alerts.addresses() == ()
    await recording.alerts.watch.register.save(replace(CEILING, scope=Scope.HELD))
    assert len(recording.alerts.addresses()) == 1
    await recording.alerts.watch.register.save(replace(CEILING, condition="price>1 not held"))
    assert len(recording.alerts.addresses()) == 1


async def test_an_alert_on_trades_ends_the_minutes_and_every_block_is_read(own_home: Path) -> None:
    recording = Recording(own_home, replace(CEILING, condition="trade>250"), minutes=9)
    await recording.run()
    assert recording.minutes == 9
    assert recording.alerts.ask_for_trades


@pytest.mark.journey
async def test_in_a_process_of_its_own_it_fires_and_its_command_gets_the_facts(tmp_path: Path) -> None:
    facts, shell = tmp_path / "facts.json", shutil.which("sh") or "/bin/sh"
    options = PracticeOptions(subnets=6, block_seconds=0.3)
    async with Node(genesis_world(options), options) as node:
        command = f"{shell} -c 'cat > {facts}'"
        added = await asyncio.to_thread(
            run, tmp_path, "alerts", "add", "Any price", "price>0.0001", "--command", command, "-n", node.url
        )
        assert "Added “Any price”" in added.stdout, added.stderr
        environment = {"DTAO_TUI_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
        recorder = [sys.executable, "-m", "dtao_tui", "record", "--every-block", "-n", node.url]
        process = await asyncio.create_subprocess_exec(*recorder, env=environment, stderr=subprocess.PIPE)
        assert process.stderr is not None
        async with asyncio.timeout(60):
            while b"! Any price: " not in (line := await process.stderr.readline()):
                assert line, "it ended before the alert fired"
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 0
        told = json.loads(facts.read_text())
        listed = await asyncio.to_thread(run, tmp_path, "alerts", "--json", "-n", node.url)
        document = json.loads(listed.stdout)
        assert (told["schema"], told["alert"], told["genesis"]) == (1, "Any price", document["genesis"])
        (alert,) = document["alerts"]
        assert (alert["state"], alert["firings"], alert["fired"][0]["block"]) == ("fired", 1, told["block"])


def test_accounts_are_asked_for_where_they_are_recorded_too(tmp_path: Path) -> None:
    recording = Recording(tmp_path)
    assert recording.alerts.addresses() == ()
    recording.alerts.records_accounts = True
    assert len(recording.alerts.addresses()) == 1
