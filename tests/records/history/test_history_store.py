"""The record of the market on disk."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from dtao_tui.domain.history.bar_frames import IS_STORY, NO_RANGE, Bar, bars_of, grouped, joined_frames
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE, TIERS, start_of
from dtao_tui.domain.history.block_samples import before_next
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.market_record import RecordTrouble
from dtao_tui.records.history.history_store import HistoryStore
from tests.fakes.values import GENESIS
from tests.histories import BEGIN, SEVEN, THREE, a_sample, a_store, frames_of, prices_at, with_marks, written

EIGHT = tuple(SubnetId(netuid, 1000 + netuid) for netuid in range(1, 9))


def test_what_was_written_is_read_by_another_program(tmp_path: Path) -> None:
    written(a_store(tmp_path), prices_at(range(BEGIN, BEGIN + HOUR, 12_000), lambda at: 1000 + at // 1000))
    reader = HistoryStore(tmp_path / "history.sqlite3")
    bars = reader.bars(GENESIS, SEVEN, BEGIN, MINUTE)
    assert len(bars) == 60
    assert (bars[0].open, bars[0].close, bars[-1].close) == (1000, 1048, 1000 + 3588)
    assert [later.time - bar.time for bar, later in pairwise(bars)] == [MINUTE] * 59


def test_thinning_equals_direct_writing_for_eight_subnets_over_a_day(tmp_path: Path) -> None:
    samples = [
        a_sample(time, {each: 1000 + (time // 7919 * each.netuid) % 997 for each in EIGHT}, traded=time - BEGIN)
        for time in range(BEGIN, BEGIN + DAY + HOUR, 12_000)
    ]
    store = a_store(tmp_path)
    written(store, samples, at_once=97)
    frames = frames_of(samples)
    for tier in TIERS[1:]:
        until = start_of(samples[-1].time, tier.step)
        direct = [joined_frames(group) for group in grouped([f for f in frames if f.time < until], tier.step)]
        kept = store.frames(GENESIS, 0, tier.step, 0, until)
        oldest = start_of(kept[0].time, tier.step)
        assert [bars_of(frame) for frame in kept] == [bars_of(f) for f in direct if f.time >= oldest]
        assert oldest == max(BEGIN, start_of(samples[-1].time - tier.whole + tier.step - 1, tier.step))


def test_only_the_newest_hours_are_kept_by_block(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at(range(BEGIN, BEGIN + 5 * HOUR, 12_000), lambda _: 5))
    blocks = store.frames(GENESIS, 0, 0, 0, BEGIN + DAY)
    assert 2 * HOUR <= BEGIN + 5 * HOUR - blocks[0].time <= 2 * HOUR + 2 * MINUTE


def test_the_rest_of_a_large_chain_has_the_short_ladder(tmp_path: Path) -> None:
    store, before = a_store(tmp_path), None
    samples = [a_sample(t, {SEVEN: 5, THREE: 6}) for t in range(BEGIN, BEGIN + 3 * HOUR, 12_000)]
    for first in range(0, len(samples), 60):
        some = samples[first : first + 60]
        store.append(GENESIS, frames_of(some, before), before_next(some[-1]), {SEVEN})
        before = before_next(some[-1])
    held = [store.frames(GENESIS, part, 0, 0, BEGIN + DAY) for part in (0, 1)]
    assert [frames[0].subnets for frames in held] == [(SEVEN,), (THREE,)]
    assert samples[-1].time - held[1][0].time <= 12 * MINUTE
    assert store.closes_near(GENESIS, samples[-1].time, MINUTE, (SEVEN, THREE)) == {SEVEN: 5, THREE: 6}


def test_a_number_given_to_another_subnet_has_a_past_of_its_own(tmp_path: Path) -> None:
    store, other = a_store(tmp_path), SubnetId(7, 9000)
    written(store, [*prices_at([BEGIN], lambda _: 5), *prices_at([BEGIN + MINUTE], lambda _: 80, other)])
    assert [bar.close for bar in store.bars(GENESIS, SEVEN, 0, 0)] == [5]
    assert [bar.close for bar in store.bars(GENESIS, other, 0, 0)] == [80]


def test_a_chart_takes_longer_bars_for_what_is_older_and_shorter_ones_for_the_last(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at(range(BEGIN, BEGIN + 26 * HOUR + 90_000, 30_000), lambda at: at + 1))
    bars = store.bars(GENESIS, SEVEN, BEGIN, MINUTE)
    assert bars[0].time < BEGIN + 10 * MINUTE <= bars[1].time
    assert bars[-1].close == 26 * HOUR + 60_000 + 1
    assert all(later.time > bar.time for bar, later in pairwise(bars))
    assert sum(bar.volume for bar in bars) == 26 * HOUR + 60_000


def test_the_price_nearest_to_a_time_is_found_within_the_slack(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at([BEGIN, BEGIN + HOUR, BEGIN + 4 * HOUR], lambda at: 1 + at // HOUR))
    assert store.closes_near(GENESIS, BEGIN + HOUR + MINUTE, 2 * MINUTE, [SEVEN, THREE]) == {SEVEN: 2}
    assert store.closes_near(GENESIS, BEGIN + 2 * HOUR, 30 * MINUTE, [SEVEN]) == {}


def test_a_story_is_written_in_bars_as_long_as_its_steps(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    told = [
        with_marks(frame, IS_STORY | NO_RANGE)
        for frame in frames_of(prices_at([BEGIN, BEGIN + HOUR, BEGIN + 2 * HOUR, BEGIN + 2 * HOUR + MINUTE], abs))
    ]
    last = before_next(a_sample(BEGIN + 2 * HOUR + 2 * MINUTE, block=0))
    store.append(GENESIS, told, last)
    assert [len(store.frames(GENESIS, 0, step, 0, BEGIN + DAY)) for step in (0, MINUTE, HOUR)] == [0, 2, 2]
    assert not any(bar.is_candle for bar in store.bars(GENESIS, SEVEN, 0, HOUR))
    found = store.last(GENESIS)
    assert found is not None
    assert (found.time, found.block, found.subnets) == (last.time, 0, (SEVEN,))


def test_counters_of_128_bits_and_unknown_ones_come_back(tmp_path: Path) -> None:
    store, last = a_store(tmp_path), before_next(a_sample(traded=2**127 + 5))
    store.append(GENESIS, frames_of([a_sample()]), last)
    found = HistoryStore(tmp_path / "history.sqlite3").last(GENESIS)
    assert found is not None
    assert (list(found.traded), list(found.tao_in)) == ([2**127 + 5], list(last.tao_in))
    unknown = before_next(a_sample(BEGIN + 1, traded=None))
    store.append(GENESIS, [], unknown)
    found = store.last(GENESIS)
    assert found is not None
    assert list(found.traded) == [None]


def test_one_program_writes_and_another_takes_over_when_it_ends(tmp_path: Path) -> None:
    first, second = a_store(tmp_path), HistoryStore(tmp_path / "history.sqlite3")
    written(first, prices_at([BEGIN], lambda _: 5))
    assert not second.claim()
    assert [bar.close for bar in second.bars(GENESIS, SEVEN, 0, 0)] == [5]
    first.close()
    assert second.claim()
    written(second, prices_at([BEGIN + MINUTE], lambda _: 6))
    assert [bar.close for bar in second.bars(GENESIS, SEVEN, 0, 0)] == [5, 6]


def test_a_damaged_bar_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at([BEGIN, BEGIN + 12_000, BEGIN + 24_000], lambda at: at + 1))
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as file, file:
        file.execute("UPDATE frame SET body = zeroblob(length(body)) WHERE time = ?", (BEGIN + 12_000,))
        file.execute("UPDATE frame SET body = x'00' WHERE time = ?", (BEGIN,))
    assert [bar.close for bar in store.bars(GENESIS, SEVEN, 0, 0)] == [24_001]
    assert len(store.frames(GENESIS, 0, 0, 0, BEGIN + DAY)) == 1


def test_a_file_that_is_no_database_is_moved_aside_and_recording_goes_on(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").write_bytes(b"no database at all " * 300)
    store = a_store(tmp_path)
    written(store, prices_at([BEGIN], lambda _: 5))
    assert len(store.bars(GENESIS, SEVEN, 0, 0)) == 1
    assert len(list(tmp_path.glob("history.sqlite3.aside-*"))) == 1


def test_damage_that_is_met_while_writing_costs_the_old_file_and_not_the_new_bars(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at(range(BEGIN, BEGIN + HOUR, 12_000), lambda _: 5))
    store.close()
    path = tmp_path / "history.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    store = a_store(tmp_path)
    again = prices_at([BEGIN + HOUR], lambda _: 6)
    try:
        written(store, again)
    except RecordTrouble:
        written(store, again)
    assert [bar.close for bar in store.bars(GENESIS, SEVEN, 0, 0)] == [6]


def test_a_reader_never_moves_another_programs_file(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    path.write_bytes(b"no database at all " * 300)
    with pytest.raises(RecordTrouble):
        HistoryStore(path).bars(GENESIS, SEVEN, 0, 0)
    assert [each.name for each in tmp_path.glob("history*")] == ["history.sqlite3"]


def test_at_its_limit_the_finest_bars_go_first_and_it_is_said(tmp_path: Path) -> None:
    store = a_store(tmp_path, largest=1)
    many = [SubnetId(netuid, 1) for netuid in range(400)]
    samples = [a_sample(time, dict.fromkeys(many, 5)) for time in range(BEGIN, BEGIN + HOUR + MINUTE, 12_000)]
    written(store, samples)
    assert "reached its limit of 4 MiB" in store.notice
    assert len(store.frames(GENESIS, 0, 0, 0, BEGIN + DAY)) <= 10
    hours = store.frames(GENESIS, 0, HOUR, 0, BEGIN + DAY)
    assert [frame.time for frame in hours] == [BEGIN + HOUR - 12_000]


def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at([BEGIN], lambda _: 5))
    database = store._file.opened()  # the limit of pages stands for a disk without room
    with database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    many = {SubnetId(netuid, 1): 5 for netuid in range(2000)}
    with pytest.raises(RecordTrouble, match="cannot be recorded"):
        written(store, [a_sample(BEGIN + MINUTE, many)])
    assert [bar.close for bar in store.bars(GENESIS, SEVEN, 0, 0)] == [5]
    assert store.notice
    written(store, prices_at([BEGIN + MINUTE], lambda _: 6))
    assert ([bar.close for bar in store.bars(GENESIS, SEVEN, 0, 0)], store.notice) == ([5, 6], "")


KILLED = """
import os, sys
from pathlib import Path
from tests.histories import BEGIN, a_store, prices_at, written
store = a_store(Path(sys.argv[1]))
for block in range(100_000):
    written(store, prices_at([BEGIN + block * 12_000], lambda at: at + 1))
    print(block, flush=True)
"""


def test_what_was_written_before_a_kill_is_there_and_the_next_program_goes_on(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = [int(process.stdout.readline()) for _ in range(30)]
    process.kill()
    process.wait()
    store = a_store(tmp_path)
    closes = {bar.close for bar in store.bars(GENESIS, SEVEN, 0, 0)}
    assert {block * 12_000 + 1 for block in told} <= closes
    last = store.last(GENESIS)
    assert last is not None
    written(store, prices_at([last.time + 12_000], lambda _: 7))
    assert store.bars(GENESIS, SEVEN, 0, 0)[-1].close == 7


def test_nothing_is_known_of_a_chain_that_was_never_recorded(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    other = "0x" + "cd" * 32
    assert store.last(other) is None
    assert store.bars(other, SEVEN, 0, 0) == list[Bar]()
    assert store.closes_near(other, BEGIN, HOUR, [SEVEN]) == {}


def test_a_clock_that_hardly_moves_fills_no_disk(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "history.sqlite3", 4 * 2**20)
    assert store.claim()
    many = tuple(SubnetId(netuid, 1000) for netuid in range(1, 257))
    before = None
    for first in range(0, 1200, 40):
        some = [a_sample(BEGIN + at, dict.fromkeys(many, 5), block=100 + at) for at in range(first, first + 40)]
        store.append(GENESIS, frames_of(some, before), before_next(some[-1]))
        before = before_next(some[-1])
    assert sum(file.stat().st_size for file in tmp_path.glob("history.sqlite3")) < 8 * 2**20
    assert "has reached its limit of 4 MiB" in store.notice
    last = store.last(GENESIS)
    assert last is not None
    assert last.time == BEGIN + 1199


def test_finer_bars_are_kept_again_where_there_is_room(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at([BEGIN], lambda _: 5))
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection, connection:
        connection.execute("INSERT INTO size_limit VALUES (1)")
    store.close()
    again = a_store(tmp_path)
    written(again, prices_at(range(BEGIN + MINUTE, BEGIN + 10 * MINUTE, 12_000), lambda _: 5))
    assert len(again.frames(GENESIS, 0, 0, 0, BEGIN + DAY)) > 30


@pytest.mark.parametrize("what", ["body = CAST(body AS TEXT)", "time = 'x'", "layout = 'x'", "block = 1.5"])
def test_a_row_of_another_type_is_left_out(tmp_path: Path, what: str) -> None:
    store = a_store(tmp_path)
    written(store, prices_at([BEGIN, BEGIN + 12_000], lambda _: 5))
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection, connection:
        connection.execute(f"UPDATE frame SET {what} WHERE start = ?", (BEGIN,))
    try:
        shown = [bar.time for bar in store.bars(GENESIS, SEVEN, 0, 0)][-1]
    except RecordTrouble:
        shown = 0
    assert shown in (0, BEGIN + 12_000)


@pytest.mark.parametrize("column", ["time", "block", "layout"])
def test_newest_pools_of_another_type_count_as_none(tmp_path: Path, column: str) -> None:
    store = a_store(tmp_path)
    written(store, prices_at([BEGIN], lambda _: 5))
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection, connection:
        connection.execute(f"UPDATE chain SET {column} = 'x'")
    assert store.last(GENESIS) is None


def test_a_number_that_no_row_holds_is_trouble_of_the_record(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    written(store, prices_at([BEGIN], lambda _: 5))
    with pytest.raises(RecordTrouble, match="cannot be read"):
        store.bars(GENESIS, SEVEN, 2**64 - 1, MINUTE)
    assert [bar.close for bar in store.bars(GENESIS, SEVEN, 0, 0)] == [5]
