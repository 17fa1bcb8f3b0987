"""The recorded tape on disk: what was read and what was not, in bounds, and never a time without trades by mistake."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.history.bar_tiers import DAY
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.recorded_tape import RecordedTape, TapeStretch
from dtao_tui.domain.tape.tape_lines import UnreadBlocks
from dtao_tui.domain.tape.tape_trades import TapeOp, TapeTrade
from dtao_tui.records.history import tape_rows
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.records.history.history_tables import SCHEMA
from dtao_tui.records.history.tape_rows import DAMAGED, KEPT, NOT_RECORDED
from tests.fakes.values import GENESIS
from tests.histories import BEGIN, SEVEN, a_sample, a_store, written
from tests.taping import a_trading

MOST = 100


def a_trade(block: int, subnet: SubnetId = SEVEN, **changes: object) -> TapeTrade:
    trading = a_trading()
    trading.stakes("1", subnet.netuid)
    told = {"block": block, "time_ms": BEGIN + 12_000 * block, "subnet": subnet, **changes}
    return replace(trading.trades[0], **told)  # type: ignore[arg-type]  # builders take any field


def a_stretch(first: int, last: int, trades: Sequence[TapeTrade] = (), subnet: SubnetId = SEVEN) -> TapeStretch:
    return TapeStretch(subnet, first, last, BEGIN + 12_000 * first, BEGIN + 12_000 * last, tuple(trades))


@pytest.fixture
def store(tmp_path: Path) -> HistoryStore:
    """A record that knows the chain."""
    store = a_store(tmp_path)
    written(store, [a_sample()])
    return store


def kept(store: HistoryStore, *stretches: TapeStretch, most: int = MOST) -> RecordedTape:
    for each in stretches:
        assert store.append_tape(GENESIS, [each])
    return store.tape(GENESIS, SEVEN, most)


def test_trades_are_read_back_as_they_were(store: HistoryStore, tmp_path: Path) -> None:
    full = a_trade(12, hotkeys=("5Hot", "5Other"), count=3, op=TapeOp.SWAP_OUT, alpha=a_trade(1).alpha)
    bare = a_trade(12, before=None, after=None, flow=None, extrinsic=None)
    odd = a_trade(13, before=Price(0), flow=Tao(-(2**63) + 1))
    found = kept(store, a_stretch(10, 14, [full, bare, odd]))
    assert found == RecordedTape((full, bare, odd), (), BEGIN + 120_000, 14)
    assert HistoryStore(tmp_path / "history.sqlite3").tape(GENESIS, SEVEN, MOST) == found


def test_stretches_that_follow_each_other_are_one_and_others_leave_a_gap(store: HistoryStore) -> None:
    trades = [a_trade(block) for block in (10, 15, 31)]
    found = kept(store, a_stretch(10, 14, trades[:1]), a_stretch(15, 20, trades[1:2]), a_stretch(30, 40, trades[2:]))
    assert found.trades == tuple(trades)
    assert found.unread == (UnreadBlocks(21, 29, NOT_RECORDED, BEGIN + 12_000 * 30),)
    assert (found.until, found.since_ms) == (40, BEGIN + 12_000 * 10)


def test_what_is_there_already_stays(store: HistoryStore) -> None:
    first, again, new = a_trade(12), a_trade(12, count=9), a_trade(16)
    found = kept(store, a_stretch(10, 14, [first]), a_stretch(11, 16, [again, new]), a_stretch(11, 13, [again]))
    assert (found.trades, found.unread, found.until) == ((first, new), (), 16)


def test_a_subnet_is_its_number_and_its_registration(store: HistoryStore) -> None:
    other = SubnetId(7, 2000)
    kept(store, a_stretch(10, 14, [a_trade(12)]))
    assert store.tape(GENESIS, other, MOST) == RecordedTape()
    assert store.tape("0x" + "00" * 32, SEVEN, MOST) == RecordedTape()


def test_of_a_chain_that_is_not_recorded_nothing_is_written(tmp_path: Path) -> None:
    assert not a_store(tmp_path).append_tape(GENESIS, [a_stretch(1, 2)])


def test_the_newest_trades_are_told_with_the_gaps_between_them(store: HistoryStore) -> None:
    stretches = [a_stretch(10 * n, 10 * n + 5, [a_trade(10 * n + 1)]) for n in range(1, 6)]
    found = kept(store, *stretches, most=2)
    assert [trade.block for trade in found.trades] == [41, 51]
    assert [(each.first, each.last) for each in found.unread] == [(46, 49)]
    assert found.since_ms == BEGIN + 12_000 * 41


def test_a_damaged_row_makes_its_block_one_that_is_not_known(store: HistoryStore, tmp_path: Path) -> None:
    kept(store, a_stretch(10, 14, [a_trade(11), a_trade(12)]))
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as database, database:
        database.execute("UPDATE trade SET time = time + 1 WHERE block = 12")
    found = store.tape(GENESIS, SEVEN, MOST)
    assert [trade.block for trade in found.trades] == [11]
    assert found.unread == (UnreadBlocks(12, 12, DAMAGED),)


def test_after_thirty_days_trades_go_and_their_blocks_count_as_not_recorded(store: HistoryStore) -> None:
    days = KEPT // DAY * (DAY // 12_000)
    found = kept(store, a_stretch(10, 20, [a_trade(11), a_trade(19)]), a_stretch(days + 15, days + 16))
    assert [trade.block for trade in found.trades] == [19]
    assert found.since_ms == a_trade(19).time_ms
    assert [each.first for each in found.unread] == [21]


def test_of_one_subnet_the_newest_trades_stay(store: HistoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape_rows, "MOST_TRADES", 5)
    found = kept(store, a_stretch(10, 30, [a_trade(block) for block in range(10, 20)]))
    assert [trade.block for trade in found.trades] == [15, 16, 17, 18, 19]
    assert found.since_ms == a_trade(15).time_ms


def test_at_the_limit_of_size_older_trades_go_before_any_bar(tmp_path: Path) -> None:
    store = a_store(tmp_path, largest=4 * 2**20)
    samples = [a_sample(BEGIN + 60_000 * n, block=100 + n) for n in range(3)]
    written(store, samples[:1])
    line = a_trade(1, hotkeys=tuple("5" * 40 + str(n) for n in range(40)))
    for first in range(1, 3000, 100):
        blocks = range(first, first + 100)
        stretch = a_stretch(first, first + 99, [replace(line, block=block) for block in blocks])
        store.append_tape(GENESIS, [stretch])
    written(store, samples[1:])
    assert "older half of the tape" in store.notice
    found = store.tape(GENESIS, SEVEN, 5000)
    assert 0 < len(found.trades) < 2500
    assert store.frames(GENESIS, 0, 0, 0, BEGIN + DAY)
    assert found.since_ms == found.trades[0].time_ms


def test_a_record_without_a_tape_is_led_to_one_with_it(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    old = replace(
        SCHEMA,
        statements={
            name: text for name, text in SCHEMA.statements.items() if name not in ("trade", "stretch", "epoch")
        },
        steps={1: SCHEMA.steps[1]},
    )
    with closing(sqlite3.connect(path)) as database:
        old.create(database)
    store = a_store(tmp_path)
    written(store, [a_sample()])
    assert kept(store, a_stretch(10, 14, [a_trade(12)])).until == 14
