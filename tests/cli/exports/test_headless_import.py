"""`dtao-tui import`: a desk's own export comes to another desk once, and a file that is wrong brings nothing."""

import json
from pathlib import Path

import pytest

from dtao_tui.cli.commands import run
from dtao_tui.domain.orders.order_notes import OrderNote
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.output.exports.order_exports import fills_json, orders_json
from dtao_tui.output.json_documents import Document, written
from dtao_tui.records.orders.import_book import ImportBook
from dtao_tui.records.orders.journal import Journal
from dtao_tui.settings import Folders, places_of, prepare
from tests.domain.imports.exported_orders import a_settled_order, an_exported_order

ORDER = a_settled_order()


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    monkeypatch.setenv("DTAO_TUI_HOME", str(tmp_path / "home"))
    places = places_of({"DTAO_TUI_HOME": str(tmp_path / "home")})
    prepare(places)
    return places


def a_file(tmp_path: Path, document: Document) -> str:
    place = tmp_path / "desk.json"
    place.write_text(written(document))
    return str(place)


def test_an_export_is_taken_once_and_says_so(
    places: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_one = an_exported_order("two", state=OrderState.UNKNOWN)
    file = a_file(tmp_path, orders_json([ORDER, open_one], {"one": OrderNote("one", 1.0, "old #dca")}))
    assert run(["import", file, "--dry-run"]) == 0
    assert "Would be imported: 2 orders and 1 note." in capsys.readouterr().out
    assert ImportBook(places.imports).orders(ORDER.genesis) == ()
    assert run(["import", file]) == 0
    assert "Imported: 2 orders and 1 note." in capsys.readouterr().out
    kept = ImportBook(places.imports).orders(ORDER.genesis)
    assert [(order.id, order.is_open) for order in sorted(kept, key=lambda order: order.id)] == [
        ("one", False),
        ("two", False),
    ]
    assert run(["import", file]) == 0
    told = capsys.readouterr().out
    assert "Imported: 0 orders and 0 notes." in told
    assert "Here already: 3." in told
    assert ImportBook(places.imports).orders(ORDER.genesis) == kept
    assert Journal(places.journal).ids() == frozenset()


def test_an_order_of_the_journal_stays_as_it_is(
    places: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = Journal(places.journal)
    own = an_exported_order(extrinsic_hash="0x" + "34" * 32, state=OrderState.UNKNOWN)
    journal.add(own, (b"bytes",))
    assert run(["import", a_file(tmp_path, orders_json([ORDER], {}))]) == 0
    assert "Not taken: order one: another order with its id is in this journal" in capsys.readouterr().out
    assert journal.orders(ORDER.genesis) == (own,)
    assert ImportBook(places.imports).count() == 0


def test_fills_are_only_compared(places: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = a_file(tmp_path, fills_json([ORDER]))
    assert run(["import", file]) == 0
    assert "Not taken: fill of order one: its order is not here" in capsys.readouterr().out
    ImportBook(places.imports).add((ORDER,), (), 1.0)
    assert run(["import", file]) == 0
    assert "Here already: 2." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "It is no JSON."),
        ("[" * 100_000, "It is no JSON."),
        ("[]", "must be an object."),
        ('{"schema": 2}', "Its schema must be 1"),
        ('{"schema": 1}', "It has neither orders nor fills"),
        ('{"schema": 1, "orders": [{}]}', "orders[0].id is missing."),
        ('{"schema": 1, "orders": [1]}', "orders[0] must be an object."),
    ],
)
@pytest.mark.usefixtures("places")
def test_a_wrong_file_brings_nothing(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "desk.json").write_text(text)
    assert run(["import", str(tmp_path / "desk.json")]) == 1
    assert said in capsys.readouterr().err


def test_one_wrong_order_keeps_all_of_a_file_out(
    places: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(written(orders_json([ORDER, an_exported_order("two", created_at=2e9)], {})))
    document["orders"][1]["owner"] = "5Evil"
    (tmp_path / "desk.json").write_text(json.dumps(document))
    assert run(["import", str(tmp_path / "desk.json")]) == 1
    assert "orders[1].owner must be an address" in capsys.readouterr().err
    assert ImportBook(places.imports).count() == 0
