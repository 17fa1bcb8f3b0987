"""`dtao-tui alerts`: what it says of what cannot be done, and its documents."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.cli.alerts import headless_alerts
from dtao_tui.cli.alerts.headless_alerts import AlertWish, add_alert, remove_alert, show_alerts, switch_alert
from dtao_tui.cli.console import Stopped
from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.domain.alerts.firings import Firing
from dtao_tui.output.alert_documents import COLUMNS
from dtao_tui.records.alerts.alert_book import AlertBook
from dtao_tui.settings import Settings, places_of, prepare
from tests.fakes import a_snapshot, a_subnet
from tests.fakes.market import FakeMarket
from tests.fakes.values import GENESIS

SEVEN = a_subnet(7, "0.05", name="apex").id


@pytest.fixture
def settings(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings over a chain of one block."""
    places = places_of({"DTAO_TUI_HOME": str(own_home)})
    prepare(places)
    market = FakeMarket(a_snapshot(subnets=[a_subnet(0), a_subnet(7, "0.05", name="apex")]))

    def ask(_settings: Settings, question: object, _access: object) -> object:
        import asyncio

        return asyncio.run(question(market))  # type: ignore[operator]  # it is one

    monkeypatch.setattr(headless_alerts, "ask", ask)
    return Settings(places=places)


def a_wish(**changes: object) -> AlertWish:
    return replace(AlertWish("Floor", "price<0.04", 7, "any", ""), **changes)  # type: ignore[arg-type]  # any field


def kept(settings: Settings) -> tuple[Alert, ...]:
    return AlertBook(settings.places.alerts).alerts(GENESIS)


def test_one_is_added_switched_and_removed_by_its_name(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    add_alert(settings, a_wish(command="notify-send 'a b'"))
    (alert,) = kept(settings)
    assert (alert.scope, alert.subnet, alert.command) == (Scope.ONE, SEVEN, ("notify-send", "a b"))
    switch_alert(settings, "Floor", is_on=False)
    assert not kept(settings)[0].is_on
    switch_alert(settings, alert.id, is_on=True)
    remove_alert(settings, "Floor")
    assert kept(settings) == ()
    said = capsys.readouterr().out.splitlines()
    assert said == [f"Added “Floor” [{alert.id}], 7 γ apex.", "“Floor” is off.", "“Floor” is on.", "Removed “Floor”."]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"condition": "price<"}, "The condition cannot be read at 7: a number is missing behind price<."),
        ({"netuid": 99}, "There is no subnet 99 on practice."),
        ({"netuid": None, "scope": "mine"}, "A scope is any, held or watched"),
        ({"command": "say 'x"}, "quotation marks in a command are closed"),
        ({"name": ""}, "A name has 1 to 40 letters."),
    ],
)
def test_what_is_wrong_with_it_is_said(settings: Settings, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(Stopped) as stopped:
        add_alert(settings, a_wish(**changes))
    assert sentence in str(stopped.value)
    assert kept(settings) == ()


def test_a_name_that_is_none_or_two_is_said(settings: Settings) -> None:
    with pytest.raises(Stopped, match="There is no alert “Floor”"):
        remove_alert(settings, "Floor")
    add_alert(settings, a_wish())
    add_alert(settings, a_wish())
    with pytest.raises(Stopped, match="2 alerts are called “Floor”; say one by its id"):
        remove_alert(settings, "Floor")


def test_the_list_tells_state_value_and_firings(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    show_alerts(settings, as_json=False, as_csv=False)
    assert capsys.readouterr().out.strip() == "No alert is kept for this network."
    book = AlertBook(settings.places.alerts)
    book.save(GENESIS, Alert("a1", "Floor", "price<0.04", Scope.ONE, SEVEN))
    book.save(GENESIS, Alert("a2", "Week", "ch7<-50"))
    book.save(GENESIS, Alert("a3", "Old", "price>1", Scope.ONE, replace(SEVEN, registered_at=1), is_on=True))
    book.keep(GENESIS, {}, [Firing("a1", 1_780_000_000_000, 5, SEVEN, "7 γ apex", "0.039", "τ per α", is_away=True)])
    show_alerts(settings, as_json=True, as_csv=False)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    floor, week, old = document["alerts"]
    assert [each["state"] for each in (floor, week, old)] == ["fired", "no record", "cannot fire"]
    assert (floor["value"], week["value"], floor["netuid"], week["netuid"]) == ("0.049999999", None, 7, None)
    assert (floor["fired"][0]["while_away"], floor["fired"][0]["value"]) == (True, "0.039")
    show_alerts(settings, as_json=False, as_csv=True)
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert list(rows[0]) == list(COLUMNS)
    assert (rows[0]["last_fired_ms"], rows[1]["value"]) == ("1780000000000", "")
    show_alerts(settings, as_json=False, as_csv=False)
    assert "7 γ apex: price 0.039 000 τ per α, while away." in capsys.readouterr().out
    with pytest.raises(Stopped, match="either --json or --csv"):
        show_alerts(settings, as_json=True, as_csv=True)
