"""What the app knows of a past that an archive told, and what alerts are asked about."""

from itertools import pairwise
from pathlib import Path

import pytest

from dtao_tui.domain.history.backfills import BackfillRecord, backfilled_frame
from dtao_tui.domain.history.bar_tiers import DAY, HOUR
from dtao_tui.domain.history.past_prices import Span
from dtao_tui.records.subnet_lists import WatchedSubnets
from dtao_tui.services.history.filter_facts import BlockFacts
from dtao_tui.services.history.market_memory import MarketMemory
from dtao_tui.services.history.watch_list import WatchList
from tests.fakes.values import GENESIS, a_snapshot, a_subnet
from tests.fakes.waiting import ManualClock
from tests.histories import BEGIN, SEVEN, a_sample, a_store

ROW = BackfillRecord("archive.example:443", HOUR, BEGIN - 8 * DAY, BEGIN, BEGIN)


async def test_an_archives_past_is_shown_and_sets_off_no_alert(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    samples = [
        a_sample(start + HOUR - 5000, {SEVEN: 40_000_000}, traded=start - ROW.since)
        for start in range(ROW.since, BEGIN, HOUR)
    ]
    store.begin_backfill(GENESIS, ROW)
    frames = [backfilled_frame(later, older) for older, later in pairwise([samples[0], *samples])]
    assert store.backfill(GENESIS, ROW, frames)
    memory = MarketMemory(store, ManualClock())
    now = a_snapshot(5000, [a_subnet(7, "0.05")], time_ms=BEGIN + 60_000)
    await memory.observe(now)
    price, past = now.subnets[7].price, memory.past(SEVEN)
    assert [past.change(span, price) for span in (Span.DAY, Span.WEEK)] == [pytest.approx(25, rel=1e-6)] * 2
    assert past.change(Span.HOUR, price) == pytest.approx(25, rel=1e-6)
    assert (past.high, past.low, past.flow, past.volatility) == (None, None, None, 0)
    # The bar that the day begins in is over an hour later.
    assert past.volume == 23 * HOUR
    assert memory.backfilled_from == "archive.example:443"
    lists = WatchList(WatchedSubnets(tmp_path / "lists.json", tmp_path / "watched.json"))
    [row] = [row for row in BlockFacts(memory, lists.lists)(now) if row.subnet.netuid == 7]
    assert [row.past.change(span, price) for span in Span] == [None] * 3
    assert (row.past.volume, row.past.volatility) == (None, None)


async def test_a_record_without_archives_is_what_alerts_are_asked_about(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    memory = MarketMemory(store, ManualClock())
    now = a_snapshot(5000, [a_subnet(7, "0.05")], time_ms=BEGIN)
    await memory.observe(now)
    assert memory.backfilled_from == ""
    assert memory.past_as_recorded(SEVEN) is memory.past(SEVEN)
