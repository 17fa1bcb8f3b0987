"""A journal of an older form is led to the present one; a newer one, or another program's file, is left alone."""

import shutil
import sqlite3
from dataclasses import MISSING, fields, replace
from pathlib import Path

import pytest

from dtao_tui.domain.orders.order_record import OrderState
from dtao_tui.records.journal import Journal, JournalTrouble
from dtao_tui.records.order_codec import ADDED
from dtao_tui.records.order_tables import SCHEMA
from tests.records.example_orders import GENESIS, an_order

RELEASED = Path(__file__).parent / "released"
OTHER_GENESIS = "0x" + "cd" * 32
STATES_OF_FORM_1 = ("signed", "sent", "in block", "final", "refused", "unknown", "expired", "cancelled")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


@pytest.fixture
def first_form(path: Path) -> Path:
    """A copy of a journal that the program with form 1 wrote."""
    shutil.copy(RELEASED / "journal-form-1.sqlite3", path)
    return path


def form_of(path: Path) -> int:
    database = sqlite3.connect(path)
    (form,) = database.execute("PRAGMA user_version").fetchone()
    database.close()
    return int(form)


def set_form(path: Path, form: int) -> None:
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {form}")
    database.close()


def test_a_journal_of_form_1_opens_with_all_its_orders(first_form: Path) -> None:
    journal = Journal(first_form)
    orders = {order.id: order for order in journal.orders(GENESIS)}
    assert journal.notice == ""
    assert set(orders) == {*(f"stake-{state}" for state in STATES_OF_FORM_1), "unstake-final"}
    for state in STATES_OF_FORM_1:
        assert orders[f"stake-{state}"].state is OrderState(state)
    assert [order.id for order in journal.orders(OTHER_GENESIS)] == ["move-refused"]
    assert form_of(first_form) == SCHEMA.form


def test_a_migrated_order_keeps_its_numbers_and_its_bytes(first_form: Path) -> None:
    journal = Journal(first_form)
    (sold,) = (order for order in journal.orders(GENESIS) if order.id == "unstake-final")
    assert sold.filled is not None
    assert (sold.pays.rao, sold.filled.received.rao) == (2**53 + 1, 2**53)
    assert journal.extrinsic("unstake-final") == b"sell" * 40
    (signed,) = (order for order in journal.orders(GENESIS) if order.id == "stake-signed")
    assert signed == an_order(
        "stake-signed",
        created_at=signed.created_at,
        nonce=1,
        extrinsic_hash=f"0x{1:064x}",
    )


def test_a_migrated_journal_can_be_added_to_and_opened_again(first_form: Path) -> None:
    journal = Journal(first_form)
    journal.add(an_order("new", created_at=1_790_000_000.0), b"x")
    journal.close()
    assert Journal(first_form).orders(GENESIS)[0].id == "new"


def test_no_copy_is_left_once_the_journal_was_migrated(first_form: Path, tmp_path: Path) -> None:
    Journal(first_form).close()
    assert not list(tmp_path.glob("*.form-*"))


def test_a_step_that_fails_leaves_the_file_as_it_was_with_a_copy_beside_it(
    first_form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(database: sqlite3.Connection) -> None:
        database.execute("UPDATE orders SET state = 'spoilt'")
        raise sqlite3.OperationalError("database or disk is full")

    before = first_form.read_bytes()
    monkeypatch.setattr("dtao_tui.records.journal.SCHEMA", replace(SCHEMA, steps={1: spoil}))
    with pytest.raises(JournalTrouble, match="disk is full"):
        Journal(first_form)
    assert first_form.read_bytes() == before
    copy = tmp_path / "journal.sqlite3.form-1"
    assert form_of(copy) == 1
    monkeypatch.undo()
    assert len(Journal(first_form).orders(GENESIS)) == len(STATES_OF_FORM_1) + 1
    assert not copy.exists()


def test_there_is_a_step_from_every_released_form() -> None:
    assert set(SCHEMA.steps) == set(range(1, SCHEMA.form))


def test_a_field_that_older_documents_lack_has_a_default() -> None:
    for kind, names in ADDED.items():
        defaults = {field.name: field.default for field in fields(kind)}
        assert all(defaults.get(name, MISSING) is not MISSING for name in names), kind


def test_a_file_of_a_newer_program_is_refused_and_left_as_it_was(path: Path, tmp_path: Path) -> None:
    first = Journal(path)
    first.add(an_order(), b"x")
    first.close()
    set_form(path, 99)
    before = path.read_bytes()
    journal = Journal(path)
    assert "newer version of this program, form 99" in journal.refusal
    assert "nothing is placed" in journal.refusal
    for use in (
        lambda: journal.add(an_order("two"), b"x"),
        lambda: journal.update(an_order()),
        lambda: journal.orders(GENESIS),
        lambda: journal.extrinsic("one"),
    ):
        with pytest.raises(JournalTrouble, match="form 99"):
            use()
    journal.close()
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.aside-*"))


@pytest.mark.parametrize("form", [0, 1, 2])
def test_a_database_of_something_else_is_refused_and_left_as_it_was(path: Path, tmp_path: Path, form: int) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE recipes (name TEXT)")
    database.close()
    set_form(path, form)
    before = path.read_bytes()
    assert "something else" in Journal(path).refusal
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.aside-*"))
