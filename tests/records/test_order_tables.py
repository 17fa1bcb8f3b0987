"""A journal of an older form is led to the present one; a newer one, or another program's file, is left alone."""

import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.record_stores import JournalTrouble
from dtao_tui.records.orders.journal import Journal
from dtao_tui.records.orders.order_tables import SCHEMA
from dtao_tui.records.row_checksums import with_checksum
from tests.domain.orders.example_orders import GENESIS, SIGNED_AT, an_order

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
    assert journal.extrinsics("unstake-final") == (b"sell" * 40,)
    (signed,) = (order for order in journal.orders(GENESIS) if order.id == "stake-signed")
    assert signed == an_order(
        "stake-signed",
        created_at=signed.created_at,
        nonce=1,
        extrinsic_hash=f"0x{1:064x}",
        at=SIGNED_AT,
        state=OrderState.SIGNED,
        steps=(("signed", SIGNED_AT),),
    )


def test_a_journal_of_form_2_opens_with_all_that_its_program_told_of_each_order(path: Path) -> None:
    shutil.copy(RELEASED / "journal-form-2.sqlite3", path)
    told = json.loads((RELEASED / "journal-form-2.json").read_text(encoding="utf-8"))
    journal = Journal(path)
    orders = (*journal.orders(GENESIS), *journal.orders(OTHER_GENESIS))
    assert journal.notice == ""
    assert {order.id: as_told(order) for order in orders} == told
    assert all(journal.extrinsics(order.id) == (bytes([order.extrinsic.nonce]) * 150,) for order in orders)
    assert {order.state for order in orders} == set(OrderState)
    assert {order.extrinsic.era_seconds for order in orders} == {192.0}


def as_told(order: Order) -> dict[str, object]:
    """What the program of form 2 told of an order, in the form of journal-form-2.json."""
    return {
        "state": order.state.value,
        "sentence": order.sentence,
        "block": order.block,
        "block_hash": order.block_hash,
        "steps": [list(step) for step in order.steps],
        "rehearsal": order.history.rehearsal,
        "answer": order.history.answer,
        "nonce": order.extrinsic.nonce,
        "filled": _fill_as_told(order),
    }


def _fill_as_told(order: Order) -> list[object] | None:
    filled, settlement = order.filled, order.settlement
    if filled is None or settlement is None:
        return None
    told = (filled.paid, filled.received, filled.pool_fee, settlement.network_fee, settlement.fee_in_alpha)
    rest = filled.rest
    sold = [_amount(amount) for amount in (rest.paid, rest.received, rest.pool_fee)] if rest else None
    return [*map(_amount, told), sold]


def _amount(amount: Tao | Alpha | None) -> list[object] | None:
    return None if amount is None else [type(amount).__name__, amount.rao]


@pytest.mark.parametrize("order_id", ["sent", "final"])
def test_an_order_that_was_damaged_before_the_migration_is_named_after_it(path: Path, order_id: str) -> None:
    shutil.copy(RELEASED / "journal-form-2.sqlite3", path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE orders SET state = 'expired' WHERE id = ?", (order_id,))
    database.close()
    journal = Journal(path)
    assert "stake 18446744073.709551615 τ on subnet 7" in journal.notice
    assert order_id not in {order.id for order in journal.orders(GENESIS)}
    assert len(journal.orders(GENESIS)) == 13
    journal.close()
    assert "on subnet 7" in Journal(path).notice


def test_an_order_that_could_not_be_read_before_the_migration_is_told_after_it(path: Path) -> None:
    shutil.copy(RELEASED / "journal-form-2.sqlite3", path)
    with sqlite3.connect(path) as database:
        (row,) = database.execute("SELECT * FROM orders WHERE id = 'sent'").fetchall()
        spoilt = with_checksum((*row[:6], "{}", row[7]))
        database.execute("UPDATE orders SET document = '{}', checksum = ? WHERE id = 'sent'", (spoilt[-1],))
    database.close()
    with pytest.raises(JournalTrouble, match="cannot be read") as told:
        Journal(path).orders(GENESIS)
    assert len(told.value.readable) == 13


def test_a_migrated_journal_can_be_added_to_and_opened_again(first_form: Path) -> None:
    journal = Journal(first_form)
    journal.add(an_order("new", created_at=1_790_000_000.0), (b"x",))
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
    monkeypatch.setattr("dtao_tui.records.orders.journal.SCHEMA", replace(SCHEMA, steps={1: spoil}))
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


def test_a_file_of_a_newer_program_is_refused_and_left_as_it_was(path: Path, tmp_path: Path) -> None:
    first = Journal(path)
    first.add(an_order(), (b"x",))
    first.close()
    set_form(path, 99)
    before = path.read_bytes()
    journal = Journal(path)
    assert "newer version of this program, form 99" in journal.refusal
    assert "nothing is placed" in journal.refusal
    for use in (
        lambda: journal.add(an_order("two"), (b"x",)),
        lambda: journal.append(an_order()),
        lambda: journal.orders(GENESIS),
        lambda: journal.extrinsics("one"),
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
