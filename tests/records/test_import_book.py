"""The book of imports takes all or nothing, replaces nothing, and gives out no order that counts as open."""

import sqlite3
import stat
from pathlib import Path

import pytest

from dtao_tui.domain.orders.order_notes import OrderNote
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.record_stores import ImportTrouble
from dtao_tui.records.orders import import_book
from dtao_tui.records.orders.import_book import ImportBook
from tests.domain.imports.exported_orders import a_settled_order, an_exported_order

ORDER, NOTE = a_settled_order(), OrderNote("one", 1.0, "old #dca")
OTHER = an_exported_order("two", state=OrderState.CLOSED)


@pytest.fixture
def book(tmp_path: Path) -> ImportBook:
    return ImportBook(tmp_path / "imports.sqlite3")


def test_what_was_taken_comes_back_and_only_the_owner_can_read_it(book: ImportBook) -> None:
    book.add((ORDER, OTHER), (NOTE,), 9.0)
    book.close()
    again = ImportBook(book.path)
    assert set(again.orders(ORDER.genesis)) == {ORDER, OTHER}
    assert again.orders("0x" + "00" * 32) == ()
    assert (again.order("two"), again.order("three"), again.notes()) == (OTHER, None, (NOTE,))
    assert again.count() == 3
    assert stat.S_IMODE(book.path.stat().st_mode) == 0o600


def test_nothing_is_replaced_and_nothing_half_taken(book: ImportBook, monkeypatch: pytest.MonkeyPatch) -> None:
    book.add((ORDER,), (NOTE,), 9.0)
    with pytest.raises(ImportTrouble, match="Nothing was imported"):
        book.add((OTHER, ORDER), (), 10.0)
    with pytest.raises(ImportTrouble):
        book.add((OTHER,), (NOTE,), 10.0)
    monkeypatch.setattr(import_book, "MOST_IMPORTED", 1)
    with pytest.raises(ImportTrouble, match="At most"):
        book.add((OTHER,), (), 10.0)
    assert (book.orders(ORDER.genesis), book.notes()) == ((ORDER,), (NOTE,))


def test_an_order_that_counts_as_open_or_was_changed_is_not_given_out(book: ImportBook) -> None:
    book.add((an_exported_order(), OTHER), (), 9.0)
    assert book.orders(ORDER.genesis) == (OTHER,)
    with sqlite3.connect(book.path) as database:
        database.execute("UPDATE imported_orders SET created_at = 5.0")
    database.close()
    assert book.orders(ORDER.genesis) == ()
