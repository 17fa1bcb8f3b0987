"""The journal keeps every order, on disk, closed to others, and never loses a file it cannot read."""

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order_events import OrderFinalized, OrderLost, OrderSent, OrderSettled
from dtao_tui.domain.trades.settlement import Filled
from dtao_tui.ports.record_stores import JournalTrouble, OverLimit
from dtao_tui.records.orders.journal import Journal
from tests.domain.orders.example_orders import GENESIS, a_settlement, an_order


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


def test_an_order_comes_back_as_it_was_written_even_with_the_largest_amounts(path: Path) -> None:
    journal = Journal(path)
    journal.add(an_order(), (b"\x01\x02", b"\x03"))
    journal.close()
    again = Journal(path)
    assert again.orders(GENESIS) == (an_order(),)
    assert again.extrinsics("one") == (b"\x01\x02", b"\x03")
    assert again.extrinsics("two") is None
    assert again.notice == ""


def test_what_happened_to_an_order_comes_back_event_by_event(path: Path) -> None:
    journal = Journal(path)
    journal.add(an_order(), (b"x",))
    sent = an_order().after(OrderSent(at=1.5))
    journal.append(sent)
    assert Journal(path).orders(GENESIS) == (sent,)
    settled = a_settlement(Filled(Tao(9), Alpha(8, 7), Tao(1)), Tao(2))
    final = sent.after(OrderFinalized(at=2.5, block=105, block_hash="0x69"), OrderSettled(at=2.5, settlement=settled))
    journal.append(final)
    assert journal.orders(GENESIS) == (final,)
    assert journal.orders(GENESIS)[0].histories == final.histories


def test_what_was_written_is_never_written_again(path: Path) -> None:
    journal = Journal(path)
    journal.add(an_order(), (b"x",))
    before = event_rows(path)
    order = an_order().after(OrderSent(at=1.5), OrderLost(at=2.0, sentence="lost"))
    journal.append(order)
    journal.append(order)
    rows = event_rows(path)
    assert rows[: len(before)] == before
    assert [n for _, n, *_ in rows] == [0, 1, 2]


def test_events_that_could_not_be_written_are_written_with_the_next(path: Path) -> None:
    journal = Journal(path)
    journal.add(an_order(), (b"x",))
    order = an_order().after(OrderSent(at=1.5)).after(OrderLost(at=2.0, sentence="lost"))
    journal.append(order)
    assert Journal(path).orders(GENESIS) == (order,)


def test_another_history_of_the_same_order_is_refused(path: Path) -> None:
    journal = Journal(path)
    journal.add(an_order(), (b"x",))
    order = an_order().after(OrderSent(at=1.5))
    journal.append(order)
    for other in (an_order().after(OrderLost(at=1.5)), an_order()):
        with pytest.raises(JournalTrouble, match="another history"):
            journal.append(other)
    assert journal.orders(GENESIS) == (order,)


def event_rows(path: Path) -> list[tuple[object, ...]]:
    """The rows of all events, in the order in which they were written."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT * FROM order_events ORDER BY rowid").fetchall()
    database.close()
    return rows


def test_an_order_that_cannot_be_read_hides_no_other(path: Path) -> None:
    journal = Journal(path)
    for name in ("one", "two", "three"):
        journal.add(an_order(name), (b"x",))
    with sqlite3.connect(path) as database:
        database.execute("UPDATE orders SET document = '{}' WHERE id = 'two'")
    database.close()
    with pytest.raises(JournalTrouble, match="look at the account's transactions") as told:
        journal.orders(GENESIS)
    assert {order.id for order in told.value.readable} == {"one", "three"}


def test_orders_of_other_chains_stay_apart(path: Path) -> None:
    journal = Journal(path)
    journal.add(an_order("one"), (b"x",))
    journal.add(an_order("two", genesis="0xother"), (b"x",))
    assert [order.id for order in journal.orders(GENESIS)] == ["one"]
    assert [order.id for order in journal.orders("0xother")] == ["two"]


def test_the_newest_order_comes_first(path: Path) -> None:
    journal = Journal(path)
    for order_id, at in (("old", 1.0), ("new", 3.0), ("middle", 2.0)):
        journal.add(an_order(order_id, created_at=at), (b"x",))
    assert [order.id for order in journal.orders(GENESIS)] == ["new", "middle", "old"]


def test_the_same_order_is_written_once_only(path: Path) -> None:
    journal = Journal(path)
    journal.add(an_order(), (b"x",))
    with pytest.raises(JournalTrouble, match="cannot be written down"):
        journal.add(an_order(), (b"x",))


def test_nothing_happens_to_an_order_that_was_never_added(path: Path) -> None:
    with pytest.raises(JournalTrouble, match="not in the journal"):
        Journal(path).append(an_order())


def test_the_file_is_closed_to_others_even_if_it_was_open_before(path: Path) -> None:
    path.touch(mode=0o666)
    path.chmod(0o666)
    journal = Journal(path)
    journal.add(an_order(), (b"x",))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_in_the_place_of_the_journal_is_refused(path: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    path.symlink_to(victim)
    with pytest.raises(JournalTrouble, match="cannot be opened"):
        Journal(path)
    assert victim.read_text() == "precious"


@pytest.mark.parametrize("name", ["journal.sqlite3", "journal.sqlite3-journal", "journal.count"])
def test_a_pipe_in_the_place_of_a_file_of_the_journal_is_refused_at_once(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(JournalTrouble, match="cannot be opened: it is a named pipe, not a regular file"):
        Journal(tmp_path / "journal.sqlite3")


def test_a_damaged_file_is_kept_aside_and_said(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"this is no database, but may hold what somebody needs" * 50)
    journal = Journal(path)
    (aside,) = tmp_path.glob("journal.sqlite3.aside-*")
    assert aside.read_bytes().startswith(b"this is no database")
    assert str(aside) in journal.notice
    assert "before you trade" in journal.notice
    journal.add(an_order(), (b"x",))
    assert journal.orders(GENESIS) == (an_order(),)


def test_a_journal_that_is_busy_is_not_taken_for_a_damaged_one(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Journal(path).close()
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **named: connect(*args, **{**named, "timeout": 0.01}))
    other = connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(JournalTrouble, match="locked"):
        Journal(path)
    other.close()
    assert not list(tmp_path.glob("*.aside-*"))


def test_two_instances_see_each_others_orders(path: Path) -> None:
    one, two = Journal(path), Journal(path)
    one.add(an_order(), (b"x",))
    assert two.orders(GENESIS) == (an_order(),)


def test_a_judge_is_asked_behind_the_write_lock_and_its_objection_writes_nothing(path: Path) -> None:
    """Two programs that add at the same moment: the second one is judged by what the first has written."""
    one, other = Journal(path), Journal(path)
    is_judging, seen, results = threading.Event(), list[int](), list[str]()

    def slow(orders: tuple[object, ...]) -> str:
        is_judging.set()
        seen.append(len(orders))
        threading.Event().wait(0.1)
        return "" if not orders else "one is enough"

    def adding() -> None:
        try:
            other.add(an_order("two"), (b"y",), slow)
        except OverLimit as over:
            results.append(str(over))

    thread = threading.Thread(target=adding)
    first = threading.Thread(target=lambda: one.add(an_order("one"), (b"x",), slow))
    first.start()
    is_judging.wait(5)
    thread.start()
    first.join(10)
    thread.join(10)
    assert (seen, results) == ([0, 1], ["one is enough"])
    assert [order.id for order in one.orders(GENESIS)] == ["one"]
