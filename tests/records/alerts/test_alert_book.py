"""The book of alerts keeps alerts, states and firings, and says what it cannot read."""

import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.alerts.alert import Alert, AlertDraft, Scope
from dtao_tui.domain.alerts.alert_states import AlertState, Phase, SubnetPhase
from dtao_tui.domain.alerts.firings import MOST_FIRINGS, FiredTrade, Firing, KeptFiring
from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.intents import Op
from dtao_tui.ports.alert_store import AlertStoreTrouble
from dtao_tui.records.alerts import alert_book
from dtao_tui.records.alerts.alert_book import AlertBook
from tests.fakes.values import GENESIS

OTHER_GENESIS = "0x" + "cd" * 32
FOUR = SubnetId(4, 2**63)
WHALE = Alert(
    "a1",
    "Whale “in” targon",
    "trade>250 side=unstake",
    Scope.ONE,
    FOUR,
    rings_bell=False,
    command=("notify-send", "-u", "critical", ""),
    draft=AlertDraft(Op.UNSTAKE, "25%"),
)
FLOOR = Alert("a2", "Floor", "price<0.021", is_on=False)
STATE = AlertState((SubnetPhase(FOUR, Phase.DUE, 1_700_000_000_000, True),), 1_700_000_000_000, 7, 1_600_000_000_000)
FIRED = Firing("a1", 1_700_000_000_000, 7, FOUR, "4 δ targon", "318.4", "τ", 2, True, Price(3))
TRADED = replace(FIRED, trade=FiredTrade(Side.SELL, Tao(2**64), Price(2), None, "Quorum Labs"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "alerts.sqlite3"


def test_alerts_come_back_as_they_were_kept_chain_by_chain(path: Path) -> None:
    book = AlertBook(path)
    book.save(GENESIS, WHALE)
    book.save(GENESIS, FLOOR)
    book.save(OTHER_GENESIS, FLOOR)
    book.save(GENESIS, replace(WHALE, is_on=False))
    again = AlertBook(path)
    assert again.alerts(GENESIS) == (replace(WHALE, is_on=False), FLOOR)
    assert (again.alerts(OTHER_GENESIS), again.notice) == ((FLOOR,), "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_states_and_firings_come_back_newest_first(path: Path) -> None:
    book = AlertBook(path)
    book.save(GENESIS, WHALE)
    assert book.keep(GENESIS, {"a1": STATE}, [FIRED]) == (KeptFiring(1, FIRED),)
    book.keep(GENESIS, {}, [TRADED])
    book.note(2, "the command ended with 1\a")
    again = AlertBook(path)
    assert again.states(GENESIS) == {"a1": STATE}
    noted = KeptFiring(2, TRADED, "the command ended with 1\N{REPLACEMENT CHARACTER}")
    assert again.firings(GENESIS) == (noted, KeptFiring(1, FIRED))
    assert again.firings(OTHER_GENESIS) == ()


def test_a_changed_alert_begins_anew_and_keeps_its_firings(path: Path) -> None:
    book = AlertBook(path)
    book.save(GENESIS, WHALE)
    book.keep(GENESIS, {"a1": STATE}, [FIRED])
    book.save(GENESIS, replace(WHALE, condition="trade>300"))
    assert (book.states(GENESIS), len(book.firings(GENESIS))) == ({}, 1)


def test_nothing_is_kept_of_an_alert_that_was_removed_meanwhile(path: Path) -> None:
    book = AlertBook(path)
    book.save(GENESIS, WHALE)
    book.keep(GENESIS, {"a1": STATE}, [FIRED])
    book.mark_read(GENESIS, 1)
    book.remove(GENESIS, "a1")
    assert book.keep(GENESIS, {"a1": STATE}, [FIRED]) == ()
    assert (book.alerts(GENESIS), book.states(GENESIS), book.firings(GENESIS)) == ((), {}, ())
    book.save(GENESIS, WHALE)
    (kept,) = book.keep(GENESIS, {}, [FIRED])
    assert kept.number > book.read_until(GENESIS) == 1


def test_another_programs_change_is_noticed_once(path: Path) -> None:
    one, other = AlertBook(path), AlertBook(path)
    assert (one.has_changed(), one.has_changed()) == (True, False)
    other.save(GENESIS, WHALE)
    assert (one.has_changed(), one.has_changed(), one.alerts(GENESIS)) == (True, False, (WHALE,))


def test_only_the_newest_firings_and_so_many_alerts_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_book, "MOST_ALERTS", 2)
    monkeypatch.setattr(alert_book, "MOST_FIRINGS", 3)
    book = AlertBook(path)
    book.save(GENESIS, WHALE)
    book.save(GENESIS, FLOOR)
    with pytest.raises(AlertStoreTrouble, match="At most 2 alerts"):
        book.save(GENESIS, replace(FLOOR, id="a3"))
    book.keep(GENESIS, {}, [FIRED, FIRED, replace(FIRED, alert_id="a2"), FIRED, FIRED])
    assert [each.number for each in book.firings(GENESIS)] == [5, 4, 3, 2]
    assert MOST_FIRINGS > 3


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE alerts SET document = replace(document, '250', '9')",
        "UPDATE alerts SET genesis = '0x'",
        "UPDATE alerts SET document = 'x'",
    ],
)
def test_an_alert_that_was_changed_is_left_out_and_said(path: Path, damage: str) -> None:
    book = AlertBook(path)
    book.save(GENESIS, WHALE)
    book.save(GENESIS, FLOOR)
    book.close()
    with sqlite3.connect(path) as connection:
        connection.execute(damage + " WHERE id = 'a1'")
    again = AlertBook(path)
    assert again.alerts(GENESIS) == (FLOOR,)
    assert "1 of 2 alerts" in again.notice


def test_damaged_states_and_firings_are_left_out(path: Path) -> None:
    book = AlertBook(path)
    book.save(GENESIS, WHALE)
    book.keep(GENESIS, {"a1": STATE}, [FIRED, FIRED])
    book.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alert_states SET document = replace(document, 'due', 'fired')")
        connection.execute("UPDATE firings SET note = 'x' WHERE n = 2")
    again = AlertBook(path)
    assert (again.states(GENESIS), [each.number for each in again.firings(GENESIS)]) == ({}, [1])


def test_a_damaged_file_is_moved_aside_said_and_a_new_one_begun(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    book = AlertBook(path)
    assert book.alerts(GENESIS) == ()
    assert "damaged" in book.notice
    assert len(list(path.parent.glob("alerts.sqlite3.aside-*"))) == 1
    book.save(GENESIS, WHALE)
    assert book.alerts(GENESIS) == (WHALE,)


def test_a_file_of_something_else_is_left_alone_and_no_alert_fires(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (x)")
    book = AlertBook(path)
    with pytest.raises(AlertStoreTrouble, match="cannot be used"):
        book.alerts(GENESIS)
    assert "No alert fires" in book.notice
