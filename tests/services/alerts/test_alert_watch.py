"""Alerts while the program runs: what fires, where, and what is told."""

import json
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.domain.alerts.alert_states import OLDEST, PAUSE, Phase
from dtao_tui.domain.history.block_samples import sample_of
from dtao_tui.domain.market import Snapshot
from dtao_tui.records.alerts.alert_book import AlertBook
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.records.subnet_lists import WatchedSubnets
from dtao_tui.services.alerts.alert_command import CommandRunner
from dtao_tui.services.alerts.alert_register import AlertRegister
from dtao_tui.services.alerts.alert_teller import AlertFired, AlertTeller
from dtao_tui.services.alerts.alert_watch import AlertWatch
from dtao_tui.services.history.filter_facts import BlockFacts
from dtao_tui.services.history.market_memory import MarketMemory
from dtao_tui.services.history.watch_list import WatchList
from tests.fakes.values import GENESIS, a_hash, a_holding, a_snapshot, a_stake, a_subnet
from tests.fakes.waiting import ManualClock, until

CEILING = Alert("a1", "Ceiling", "price>0.04", Scope.ONE, a_subnet(7).id)
STEP = 12_000


@dataclass
class Site:
    """An alert watch over a book on the disk, in a program that fires or only reads."""

    folder: Path
    clock: ManualClock = field(default_factory=ManualClock)
    is_firing: bool = True
    block: int = 100

    def __post_init__(self) -> None:
        self.told: list[AlertFired] = []
        self.begin()

    def begin(self) -> None:
        """Start the program, once more."""
        self.book = AlertBook(self.folder / "alerts.sqlite3")
        memory = MarketMemory(HistoryStore(self.folder / "history.sqlite3"), self.clock)
        self.lists = WatchList(WatchedSubnets(self.folder / "lists.json", self.folder / "watched.json"))
        self.commands = CommandRunner()
        self.register = AlertRegister(self.book)
        teller = AlertTeller(self.register, self.commands)
        facts = BlockFacts(memory, self.lists.lists)
        self.watch = AlertWatch(self.register, facts, self.clock, lambda: self.is_firing, teller)
        teller.on_fired = self.told.append

    @property
    def time(self) -> int:
        return round(self.clock.wall() * 1000)

    def a_block(self, price: str, **changes: object) -> Snapshot:
        subnets = [a_subnet(7, price, name="apex"), a_subnet(3, "0.022", name="templar")]
        given = {"time_ms": self.time, "block_hash": a_hash(self.block)} | changes
        return a_snapshot(self.block, subnets, given.pop("holdings", None), **given)  # type: ignore[arg-type]

    async def see(self, *prices: str, is_final: bool = True, **changes: object) -> None:
        """Blocks of these prices of subnet 7, 12 seconds apart."""
        for price in prices:
            self.block += 1
            self.clock.turn(STEP / 1000)
            snapshot = self.a_block(price, **changes)
            await self.watch.observe(snapshot)
            sample = sample_of(snapshot)
            if is_final and sample is not None and self.is_firing:
                await self.watch.confirm([sample])

    @property
    def fired(self) -> list[str]:
        return [each.alert.name for each in self.told]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


async def test_it_fires_at_the_second_final_block_and_tells_what_and_where(site: Site) -> None:
    site.book.save(GENESIS, CEILING)
    await site.see("0.03", "0.05")
    assert site.told == []
    assert site.register.state(CEILING).phases[0].phase is Phase.TRUE_ONCE
    await site.see("0.05")
    (fired,) = site.told
    firing = fired.kept.firing
    assert (fired.alert, firing.block, firing.at) == (CEILING, 103, site.time)
    assert (firing.label, firing.unit, firing.is_away) == ("7 γ apex", "τ per α", False)
    assert firing.value == "0.049999999"
    assert (site.register.fired, site.book.firings(GENESIS)) == (1, (fired.kept,))
    await site.register.mark_read()
    assert (site.register.fired, site.book.read_until(GENESIS)) == (0, 1)


async def test_blocks_that_are_not_final_or_were_replaced_do_not_count(site: Site) -> None:
    site.book.save(GENESIS, CEILING)
    await site.see("0.05", "0.05", "0.05", is_final=False)
    assert site.told == []
    await site.see("0.03", "0.05")
    other = sample_of(replace(site.a_block("0.05"), block_hash="0xother", block=site.block + 1))
    site.block += 1
    await site.watch.observe(site.a_block("0.05"))
    assert other is not None
    await site.watch.confirm([other])
    assert site.told == []


async def test_a_block_confirmed_before_it_was_looked_at_counts_too(site: Site) -> None:
    site.book.save(GENESIS, CEILING)
    await site.see("0.05")
    site.block += 1
    site.clock.turn(12)
    snapshot = site.a_block("0.05")
    sample = sample_of(snapshot)
    assert sample is not None
    await site.watch.confirm([sample])
    await site.watch.observe(snapshot)
    assert site.fired == ["Ceiling"]


@pytest.mark.parametrize("off_by", [-OLDEST - 2 * STEP, OLDEST + 2 * STEP])
async def test_nothing_fires_by_blocks_that_are_stale_or_ahead(site: Site, off_by: int) -> None:
    site.book.save(GENESIS, CEILING)
    for _ in range(3):
        await site.see("0.05", time_ms=site.time + off_by)
    assert (site.told, site.watch.is_stale) == ([], True)
    await site.see("0.05", "0.05")
    assert (site.fired, site.watch.is_stale) == (["Ceiling"], False)


async def test_a_restart_goes_on_where_it_was_and_says_while_away(site: Site) -> None:
    site.book.save(GENESIS, CEILING)
    await site.see("0.03", "0.03")
    await site.watch.close()
    site.clock.turn(PAUSE / 1000 + 1)
    site.begin()
    await site.see("0.05", "0.05", "0.05")
    (fired,) = site.told
    assert fired.kept.firing.is_away
    await site.watch.close()
    site.begin()
    await site.see("0.05", "0.05", "0.05")
    assert len(site.told) == 1


async def test_the_program_that_only_reads_tells_what_the_other_fires(tmp_path: Path) -> None:
    writer, reader = Site(tmp_path), Site(tmp_path, is_firing=False)
    writer.book.save(GENESIS, CEILING)
    await reader.see("0.05")
    await writer.see("0.05", "0.05")
    await reader.see("0.05")
    assert (writer.fired, reader.fired) == (["Ceiling"], ["Ceiling"])
    assert reader.register.fired == 1
    # It takes over, and does not fire again what the other one has fired.
    reader.is_firing = True
    reader.block = writer.block
    await reader.see("0.05", "0.05", "0.05")
    assert reader.fired == ["Ceiling"]


async def test_what_another_program_changes_counts_from_the_next_block(tmp_path: Path) -> None:
    writer, other = Site(tmp_path), AlertBook(tmp_path / "alerts.sqlite3")
    other.save(GENESIS, CEILING)
    await writer.see("0.05")
    other.save(GENESIS, replace(CEILING, is_on=False))
    await writer.see("0.05", "0.05")
    other.save(GENESIS, replace(CEILING, name="Roof"))
    await writer.see("0.05")
    assert writer.told == []
    await writer.see("0.05")
    assert writer.fired == ["Roof"]
    other.remove(GENESIS, CEILING.id)
    await writer.see("0.03")
    assert (writer.register.alerts, writer.register.fired) == ((), 0)


async def test_an_alert_that_is_renamed_does_not_fire_again_for_that(site: Site) -> None:
    site.book.save(GENESIS, CEILING)
    await site.see("0.05", "0.05")
    site.clock.turn(3600)
    await site.register.save(replace(CEILING, name="Roof"))
    await site.see("0.05", "0.05", "0.05")
    assert len(site.told) == 1
    await site.register.save(replace(CEILING, condition="price>0.041"))
    await site.see("0.05", "0.05", "0.05")
    assert len(site.told) == 2


async def test_held_and_watched_subnets_are_those_of_the_accounts_and_the_list(site: Site) -> None:
    site.book.save(GENESIS, Alert("h", "Held", "price>0", Scope.HELD))
    site.book.save(GENESIS, Alert("w", "Watched", "price>0", Scope.WATCHED))
    site.lists.toggle(GENESIS, a_subnet(3).id)
    await site.see("0.05", "0.05", holdings=[a_holding(stakes=[a_stake(7)])])
    assert {each.alert.name: each.kept.firing.subnet.netuid for each in site.told} == {"Held": 7, "Watched": 3}


async def test_what_is_not_known_does_not_fire_and_shows_as_unknown(site: Site) -> None:
    site.book.save(GENESIS, Alert("a", "Half", "ch7<-50 or not ch7<-50"))
    await site.see("0.05", "0.05")
    (now,) = site.watch.now.values()
    assert (site.told, now.verdict.is_true, now.subnets) == ([], None, 2)


async def test_its_command_gets_the_facts_and_how_it_failed_is_noted(site: Site, tmp_path: Path) -> None:
    shell = shutil.which("sh") or "/bin/sh"
    good = (shell, "-c", f"cat > {tmp_path}/facts.json")
    site.book.save(GENESIS, replace(CEILING, command=good))
    site.book.save(GENESIS, replace(CEILING, id="a2", name="Bad", command=(shell, "-c", "exit 4")))
    await site.see("0.05", "0.05")
    await site.commands.finish()
    facts = json.loads((tmp_path / "facts.json").read_text())
    assert facts | {"schema": 1, "alert": "Ceiling", "netuid": 7, "others": 0, "trade": None} == facts
    assert (facts["genesis"], facts["network"], facts["block"]) == (GENESIS, "practice", site.block)
    await until(lambda: bool(site.register.firings[0].note))
    assert {each.note for each in site.register.firings} == {"", "the command ended with 4"}
    await site.watch.close()


async def test_a_record_that_cannot_be_used_is_said_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "alerts.sqlite3").mkdir()
    site = Site(tmp_path)
    await site.see("0.05", "0.05")
    assert "No alert fires" in site.register.notice
    assert site.register.alerts == ()
