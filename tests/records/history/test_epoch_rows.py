"""The recorded dividends on disk: kept by subnet and epoch, in bounds, and a damaged row is no row."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.epoch_growth import MOST_EPOCHS, RecordedEpoch
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.records.history import epoch_rows
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.records.history.history_tables import EPOCH
from tests.fakes.values import GENESIS
from tests.histories import SEVEN, a_sample, a_store, written

ANOTHER = replace(SEVEN, registered_at=(SEVEN.registered_at or 0) + 1)


def an_epoch(block: int, subnet: SubnetId = SEVEN, **paid: tuple[int, int]) -> RecordedEpoch:
    told = paid or {"5Hot": (9, 909)}
    dividends = {name: HotkeyDividend(*each) for name, each in told.items()}
    return RecordedEpoch(subnet, block, block + 3, 12_000 * block, dividends, 360)


@pytest.fixture
def store(tmp_path: Path) -> HistoryStore:
    """A record that knows the chain."""
    store = a_store(tmp_path)
    written(store, [a_sample()])
    return store


def test_epochs_are_read_back_as_they_were_each_with_its_subnet(store: HistoryStore, tmp_path: Path) -> None:
    first, second = an_epoch(360, a=(2**64 - 1, 2**64 - 1), b=(0, 0)), an_epoch(720)
    other = an_epoch(360, ANOTHER)
    assert store.append_epochs(GENESIS, [second, first, other])
    assert store.epochs(GENESIS, SEVEN, 0) == [first, second]
    assert store.epochs(GENESIS, ANOTHER, 0) == [other]
    assert HistoryStore(tmp_path / "history.sqlite3").epochs(GENESIS, SEVEN, first.time_ms + 1) == [second]


def test_an_epoch_that_is_written_again_gains_hotkeys_and_loses_nothing(store: HistoryStore) -> None:
    store.append_epochs(GENESIS, [an_epoch(360, a=(9, 909))])
    store.append_epochs(GENESIS, [replace(an_epoch(360, a=(1, 2), b=(5, 505)), read_at=400, time_ms=1, blocks=20)])
    assert store.epochs(GENESIS, SEVEN, 0) == [an_epoch(360, a=(9, 909), b=(5, 505))]


def test_of_a_chain_that_is_not_recorded_nothing_is_written(store: HistoryStore) -> None:
    assert not store.append_epochs("0x" + "2" * 64, [an_epoch(360)])
    assert store.epochs("0x" + "2" * 64, SEVEN, 0) == []


def test_the_newest_epochs_and_so_many_hotkeys_stay(store: HistoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epoch_rows, "MOST_HOTKEYS", 2)
    many = [an_epoch(360 * at, a=(1, 2), b=(1, 2), c=(1, 2)) for at in range(MOST_EPOCHS + 5)]
    store.append_epochs(GENESIS, many)
    found = store.epochs(GENESIS, SEVEN, 0)
    assert [each.block for each in found] == [each.block for each in many[5:]]
    assert {len(each.dividends) for each in found} == {2}


def test_a_damaged_row_is_no_row(store: HistoryStore, tmp_path: Path) -> None:
    store.append_epochs(GENESIS, [an_epoch(360), an_epoch(720), an_epoch(1080)])
    store.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection, connection:
        connection.execute("UPDATE epoch SET time = time + 1 WHERE block = 360")
        connection.execute("UPDATE epoch SET body = 'text' WHERE block = 720")
    assert [each.block for each in HistoryStore(tmp_path / "history.sqlite3").epochs(GENESIS, SEVEN, 0)] == [1080]


def test_a_record_without_dividends_gets_their_table_and_keeps_its_bars(store: HistoryStore, tmp_path: Path) -> None:
    before = store.last(GENESIS)
    store.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection, connection:
        connection.execute("DROP TABLE epoch")
        connection.execute("PRAGMA user_version = 3")
    again = HistoryStore(tmp_path / "history.sqlite3")
    assert again.last(GENESIS) == before
    again.append_epochs(GENESIS, [an_epoch(360)])
    assert again.epochs(GENESIS, SEVEN, 0) == [an_epoch(360)]
    again.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'epoch'").fetchone()
        assert made == EPOCH


def test_at_the_limit_of_the_file_older_epochs_go_before_bars(store: HistoryStore) -> None:
    store.append_epochs(GENESIS, [an_epoch(at) for at in (360, 720, 1080)])
    with store._file.opened().writing() as connection:
        assert epoch_rows.drop_older_epochs(connection)
    assert [each.block for each in store.epochs(GENESIS, SEVEN, 0)] == [1080]
