"""Bars of an archive in the record: only where there are none, never in the place of what was recorded."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.history.backfills import BackfillRecord, backfilled_frame
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE
from dtao_tui.records.history.history_store import HistoryStore
from tests.fakes.values import GENESIS
from tests.histories import BEGIN, SEVEN, a_sample, a_store, prices_at, written

HOST = "archive.example:443"
ROW = BackfillRecord(HOST, HOUR, BEGIN - 2 * DAY, BEGIN + 10 * HOUR, BEGIN + 10 * HOUR)


def filled(store: HistoryStore, price: int = 40, row: BackfillRecord = ROW) -> int:
    """Fill what is missing with bars of this price; how many there were."""
    missing = store.begin_backfill(GENESIS, row)
    for start in missing:
        frame = backfilled_frame(a_sample(start + HOUR - 5000, {SEVEN: price}), None)
        assert store.backfill(GENESIS, row, [frame])
    store.end_backfill(GENESIS, replace(row, reached=row.since))
    return len(missing)


def test_only_what_is_missing_is_filled_and_what_was_recorded_stays(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at(range(BEGIN + 2 * HOUR, BEGIN + 3 * HOUR + 10 * MINUTE, 60_000), lambda _: 900))
    written(store, prices_at(range(BEGIN + 9 * HOUR, BEGIN + 11 * HOUR, 60_000), lambda _: 900))
    recorded = [bar for bar in store.bars(GENESIS, SEVEN, 0, HOUR) if bar.close == 900]
    assert filled(store) == 48 + 10 - 3
    bars = store.bars(GENESIS, SEVEN, BEGIN - 2 * DAY, HOUR)
    assert [bar.close for bar in bars if bar.time >= BEGIN] == [40, 40, 900, 900, *[40] * 5, 900, 900]
    assert [bar for bar in bars if not bar.is_backfilled] == recorded
    assert filled(store, 50) == 0


def test_a_bar_that_was_begun_and_is_over_is_not_filled(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at(range(BEGIN + 2 * HOUR, BEGIN + 2 * HOUR + 20 * MINUTE, 60_000), lambda _: 900))
    filled(store)
    written(store, prices_at(range(BEGIN + 10 * HOUR, BEGIN + 11 * HOUR + 60_000, 60_000), lambda _: 901))
    closes = [bar.close for bar in store.bars(GENESIS, SEVEN, BEGIN, HOUR)]
    assert closes == [40, 40, 900, *[40] * 7, 901, 901]


def test_longer_bars_are_made_of_them_without_a_high_and_a_low(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at(range(BEGIN + 8 * HOUR, BEGIN + 11 * HOUR, 60_000), lambda _: 900))
    filled(store)
    days = store.frames(GENESIS, 0, DAY, 0, BEGIN + DAY)
    assert [day.time for day in days] == [BEGIN - DAY - 5000, BEGIN - 5000]
    assert not any(bar.is_candle for bar in store.bars(GENESIS, SEVEN, 0, DAY)[:2])


def test_a_backfill_that_ended_early_leaves_the_longer_bar_to_the_rest(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    missing = store.begin_backfill(GENESIS, ROW)
    for start in missing[:40]:
        store.backfill(GENESIS, ROW, [backfilled_frame(a_sample(start + HOUR - 5000, {SEVEN: 40}), None)])
    store.end_backfill(GENESIS, replace(ROW, reached=missing[39]))
    assert [day.time for day in store.frames(GENESIS, 0, DAY, 0, BEGIN + DAY)] == [BEGIN - 5000]


def test_a_chart_of_shorter_bars_shows_them_where_it_has_none(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at(range(BEGIN, BEGIN + HOUR, 60_000), lambda _: 900))
    written(store, prices_at(range(BEGIN + 9 * HOUR, BEGIN + 10 * HOUR, 60_000), lambda _: 900))
    filled(store)
    bars = store.bars(GENESIS, SEVEN, BEGIN, MINUTE)
    assert [bar.close for bar in bars] == [*[900] * 60, *[40] * 8, *[900] * 60]
    assert sorted(bars, key=lambda bar: bar.time) == bars


def test_a_chain_that_was_only_backfilled_has_no_newest_block(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    filled(store)
    assert store.last(GENESIS) is None
    assert store.backfills(GENESIS) == [ROW]
    assert store.missing_bars(GENESIS, HOUR, ROW.since, ROW.until) == 0
    assert store.missing_bars("0xother", HOUR, ROW.since, ROW.until) == 58
    assert store.backfills("0xother") == []


def test_how_far_it_came_is_kept_for_each_archive(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    other = BackfillRecord("other.example", HOUR, BEGIN, BEGIN + HOUR, BEGIN + HOUR)
    store.begin_backfill(GENESIS, ROW)
    store.begin_backfill(GENESIS, other)
    store.close()
    reader = HistoryStore(tmp_path / "history.sqlite3")
    assert sorted(reader.backfills(GENESIS), key=lambda row: row.host) == [ROW, other]
    assert not ROW.is_finished


def test_a_full_record_takes_no_more(tmp_path: Path) -> None:
    store = a_store(tmp_path, largest=4 * 2**20)
    store.begin_backfill(GENESIS, ROW)
    frame = backfilled_frame(a_sample(BEGIN), None)
    written(store, prices_at(range(BEGIN, BEGIN + 2 * HOUR, 12_000), lambda _: 900))
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection:
        connection.execute("INSERT INTO layout (members) VALUES (?)", (bytes(5 * 2**20),))
        connection.commit()
    assert not store.backfill(GENESIS, ROW, [frame])


def test_a_record_of_the_form_before_is_led_to_this_one(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at([BEGIN], lambda _: 900))
    store.close()
    path = tmp_path / "history.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        later = "".join(f"DROP TABLE {table};" for table in ("backfill", "trade", "stretch", "epoch"))
        connection.executescript(f"{later} PRAGMA user_version = 1")
    again = a_store(tmp_path)
    assert [bar.close for bar in again.bars(GENESIS, SEVEN, 0, 0)] == [900]
    assert again.backfills(GENESIS) == []
    assert not list(tmp_path.glob("*.form-*"))
