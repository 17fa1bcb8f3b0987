"""What the record says of a condition, in words."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.history.bar_frames import IS_STORY, Bar
from dtao_tui.domain.history.bar_tiers import HOUR, MINUTE
from dtao_tui.domain.history.block_samples import before_next
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.market_record import RecordTrouble
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.services.alerts.alert_past import AlertPast
from tests.fakes.values import GENESIS, a_snapshot, a_subnet
from tests.histories import BEGIN, SEVEN, a_store, frames_of, prices_at, with_marks, written

NOW = BEGIN + 5 * HOUR
CEILING = Alert("a1", "Ceiling", "price>0.06", Scope.ONE, SEVEN)


def past_of(folder: Path, *, is_story: bool = False) -> AlertPast:
    """Five hours of 10 minutes; each second hour the price is high."""
    store = a_store(folder)
    times = range(BEGIN, NOW, 10 * MINUTE)
    samples = prices_at(times, lambda since: 70_000_000 if since // HOUR % 2 else 50_000_000)
    if is_story:
        frames = [with_marks(frame, IS_STORY) for frame in frames_of(samples)]
        store.append(GENESIS, frames, before_next(samples[-1]))
    else:
        written(store, samples)
    rows = (FilterRow(a_subnet(7), is_held=True), FilterRow(a_subnet(3), is_held=False))
    return AlertPast(store, lambda _: rows)


def now() -> Snapshot:
    return a_snapshot(time_ms=NOW)


@pytest.mark.parametrize(
    ("alert", "words"),
    [
        (CEILING, "recent: true 2 times in 5 h"),
        (replace(CEILING, scope=Scope.ANY, subnet=None), "recent: true 2 times in 5 h"),
        (replace(CEILING, condition="price>0.05 price<0.0699"), "recent: never true in 5 h"),
        (replace(CEILING, condition="price>0.01"), "recent: true once in 5 h"),
        (replace(CEILING, subnet=a_subnet(3).id), "recent: nothing is recorded"),
        (replace(CEILING, condition="rank<20 volat>3"), "recent: rank, volat is not in the record"),
        (replace(CEILING, condition="trade>250"), ""),
        (replace(CEILING, condition="price>"), ""),
    ],
)
async def test_it_tells_how_often_it_was_true(tmp_path: Path, alert: Alert, words: str) -> None:
    assert await past_of(tmp_path).recent_words(alert, now()) == words


async def test_a_story_is_told_to_be_one(tmp_path: Path) -> None:
    words = await past_of(tmp_path, is_story=True).recent_words(CEILING, now())
    assert words == "recent: true 2 times in 5 h, a part of it is story"


async def test_a_record_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bars(*_: object) -> list[Bar]:
        raise RecordTrouble("It cannot be read.")

    past = past_of(tmp_path)
    monkeypatch.setattr(HistoryStore, "bars", bars)
    assert await past.recent_words(CEILING, now()) == "recent: the record cannot be read"
