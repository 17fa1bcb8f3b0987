"""The ledger places nothing on a journal that must not be used, and says why."""

import sqlite3
from pathlib import Path

from dtao_tui.records.journal import Journal
from dtao_tui.settings import places_of, prepare
from tests.domain.orders.example_orders import an_order
from tests.fakes import a_world


def test_a_journal_of_a_newer_program_cannot_be_acknowledged_away(tmp_path: Path) -> None:
    places = places_of({"DTAO_TUI_HOME": str(tmp_path)})
    prepare(places)
    Journal(places.journal).close()
    database = sqlite3.connect(places.journal)
    database.execute("PRAGMA user_version = 99")
    database.close()
    desk = a_world(tmp_path).parts.desk
    assert "newer version" in desk.read_only
    desk.acknowledge()
    assert "newer version" in desk.read_only


def test_a_journal_that_lost_orders_stops_trading_until_that_was_read(tmp_path: Path) -> None:
    places = places_of({"DTAO_TUI_HOME": str(tmp_path)})
    prepare(places)
    journal = Journal(places.journal)
    journal.add(an_order(), b"x")
    journal.close()
    places.journal.unlink()
    desk = a_world(tmp_path).parts.desk
    assert "held 1 order," in desk.read_only
    desk.acknowledge()
    assert desk.read_only == ""
    assert Journal(places.journal).notice == ""
