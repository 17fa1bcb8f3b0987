"""The book of limits keeps what was set, closed to others, and writes down as lost what is not there any more."""

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.spending.limit_entries import HistoryLost, LimitsLost, LimitsSet, SpendingAccepted, status_of
from dtao_tui.domain.spending.spend_limits import SpendLimits
from dtao_tui.ports.record_stores import LimitsTrouble
from dtao_tui.records.limit_book import LimitBook

NOW = Moment(1_780_000_000.5, 100.25, "one")
GENESIS, ACCOUNT = "0x" + "ab" * 32, "5Grw"
LIMITS = SpendLimits(Tao(2**64 - 1), Tao.parse("20"), None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "limits.sqlite3"


def a_book(path: Path) -> LimitBook:
    return LimitBook(path, lambda: NOW)


def set_to(limits: SpendLimits, account: str = ACCOUNT) -> LimitsSet:
    return LimitsSet(at=NOW, genesis=GENESIS, account=account, limits=limits)


def test_what_was_written_comes_back_in_its_order_and_only_the_owner_can_read_it(path: Path) -> None:
    entries = (
        set_to(LIMITS),
        HistoryLost(at=NOW),
        LimitsLost(at=NOW),
        SpendingAccepted(at=NOW, genesis=GENESIS, account=ACCOUNT, orders=("one", "two")),
    )
    book = a_book(path)
    book.append(*entries[:2])
    book.append(*entries[2:])
    book.close()
    assert a_book(path).entries() == entries
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_programs_see_each_others_limits(path: Path) -> None:
    one, other = a_book(path), a_book(path)
    one.append(set_to(LIMITS))
    other.append(set_to(SpendLimits()))
    assert one.entries() == other.entries() == (set_to(LIMITS), set_to(SpendLimits()))


def test_a_new_book_has_lost_nothing(path: Path) -> None:
    assert a_book(path).entries() == ()


def lose(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    os.truncate(path, 0)


def scribble(path: Path) -> None:
    path.write_bytes(b"damaged" * 1000)


def drop_last(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM limit_entries WHERE rowid = (SELECT max(rowid) FROM limit_entries)")
    database.close()


def drop_first(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM limit_entries WHERE rowid = 1")
    database.close()


def raise_limit(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("""UPDATE limit_entries SET document = replace(document, '20000000000', '99000000000')""")
    database.close()


@pytest.mark.parametrize("damage", [lose, cut, scribble, drop_last, drop_first, raise_limit])
def test_damage_of_any_kind_is_written_down_as_lost_limits(path: Path, damage: Callable[[Path], None]) -> None:
    book = a_book(path)
    book.append(set_to(SpendLimits(order=Tao(1)), "other"))
    book.append(set_to(LIMITS))
    book.close()
    damage(path)
    again = a_book(path)
    assert status_of(again.entries(), GENESIS, ACCOUNT).has_lost_limits
    again.close()
    assert status_of(a_book(path).entries(), GENESIS, ACCOUNT).has_lost_limits


def test_limits_that_are_set_again_are_lost_no_more_for_that_account(path: Path) -> None:
    book = a_book(path)
    book.append(set_to(LIMITS))
    book.close()
    lose(path)
    again = a_book(path)
    again.append(set_to(LIMITS))
    assert status_of(again.entries(), GENESIS, ACCOUNT) == status_of((set_to(LIMITS),), GENESIS, ACCOUNT)
    assert status_of(again.entries(), GENESIS, "other").has_lost_limits


def test_a_row_that_is_damaged_while_it_is_in_use_is_told_and_nothing_is_added_to_it(path: Path) -> None:
    book = a_book(path)
    book.append(set_to(LIMITS))
    raise_limit(path)
    with pytest.raises(LimitsTrouble, match="cannot be read"):
        book.entries()
    with pytest.raises(LimitsTrouble, match="cannot be written"):
        book.append(set_to(LIMITS))


def test_a_program_that_was_ended_before_it_counted_has_lost_nothing(path: Path) -> None:
    book = a_book(path)
    book.append(set_to(SpendLimits(order=Tao(1))))
    count = path.with_name("limits.count").read_bytes()
    book.append(set_to(LIMITS))
    book.close()
    path.with_name("limits.count").write_bytes(count)
    assert a_book(path).entries()[-1] == set_to(LIMITS)
    path.unlink()
    assert status_of(a_book(path).entries(), GENESIS, ACCOUNT).has_lost_limits


def test_a_book_of_a_newer_program_is_left_as_it_is_and_refuses(path: Path) -> None:
    a_book(path).close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 9")
    database.close()
    with pytest.raises(LimitsTrouble, match="newer version"):
        a_book(path).entries()


def test_something_else_in_its_place_refuses_at_once(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(LimitsTrouble, match="named pipe"):
        a_book(path).entries()
