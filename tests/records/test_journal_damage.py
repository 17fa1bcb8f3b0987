"""No damage to the journal changes or hides an order in silence, and what was under way is named."""

import os
import random
import sqlite3
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.record_stores import JournalTrouble
from dtao_tui.records.orders.journal import Journal
from tests.domain.orders.example_orders import GENESIS, an_order, in_state

SEED = 20_260_801
FLIPS = 600


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite3"


@pytest.fixture
def orders(path: Path) -> tuple[Order, ...]:
    """What the journal at the path holds: fourteen orders in all states."""
    path.parent.mkdir()
    journal = Journal(path)
    states = [*OrderState, *OrderState][:14]
    for number, state in enumerate(states):
        order = an_order(f"order-{number}", created_at=1_780_000_000.0 + number, nonce=number, pays=Tao(10**9 + number))
        journal.add(order, (bytes([number]) * 150,))
        journal.append(in_state(order, state))
    kept = journal.orders(GENESIS)
    journal.close()
    return kept


def flip(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


def change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as database:
        database.execute(statement)
    database.close()


def test_no_flipped_bit_changes_or_hides_an_order_in_silence(path: Path, orders: tuple[Order, ...]) -> None:
    whole, counted = path.read_bytes(), path.with_suffix(".count").read_bytes()
    bytes_of = {order.id: bytes([order.extrinsic.nonce]) * 150 for order in orders}
    chance = random.Random(SEED)
    told = 0
    for bit in (chance.randrange(len(whole) * 8) for _ in range(FLIPS)):
        for left in path.parent.iterdir():
            left.unlink()
        path.write_bytes(whole)
        path.with_suffix(".count").write_bytes(counted)
        flip(path, bit)
        try:
            journal = Journal(path)
        except JournalTrouble:
            told += 1
            continue
        if journal.refusal:
            told += 1
        else:
            read = journal.orders(GENESIS)
            assert set(read) <= set(orders), f"bit {bit}"
            assert all(journal.extrinsics(order.id) == (bytes_of[order.id],) for order in read), f"bit {bit}"
            assert journal.notice or read == orders, f"bit {bit}"
            told += bool(journal.notice)
        journal.close()
    # The rest fell where nothing is kept: in the unused room of the pages.
    assert told > FLIPS / 3


@pytest.mark.parametrize("bit", [0, 5, 40, 8 * 15, 8 * 16 + 3])
def test_a_damaged_count_is_said(path: Path, orders: tuple[Order, ...], bit: int) -> None:
    flip(path.with_suffix(".count"), bit)
    journal = Journal(path)
    assert "cannot be read; whether orders are missing is not known" in journal.notice
    assert journal.orders(GENESIS) == orders


@pytest.mark.parametrize(
    "change_to",
    [
        "id = 'x'",
        "genesis = 'x'",
        "owner = 'x'",
        "signer = 'x'",
        "operation = 'x'",
        "extrinsic_hash = '0x2'",
        "state = 'sent'",
        "is_open = 0",
        "events = events - 1",
        "last_event = x'00'",
        "created_at = created_at + 1",
        "document = replace(document, '1000000003', '1000000007')",
        "extrinsics = x'00'",
        "checksum = x'00'",
    ],
)
def test_a_changed_record_is_named_and_hides_no_other(path: Path, orders: tuple[Order, ...], change_to: str) -> None:
    change(path, f"UPDATE orders SET {change_to} WHERE id = 'order-3'")
    journal = Journal(path)
    assert "stake 1.000000003 τ on subnet 7" in journal.notice or "stake 1.000000007 τ" in journal.notice
    assert "nonce 3" in journal.notice
    assert "before you trade" in journal.notice
    assert {order.id for order in journal.orders(GENESIS)} == {order.id for order in orders} - {"order-3"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE order_events SET order_id = 'x' WHERE order_id = 'order-3' AND n = 1",
        "UPDATE order_events SET n = 7 WHERE order_id = 'order-3' AND n = 1",
        "UPDATE order_events SET at = at + 1 WHERE order_id = 'order-3' AND n = 1",
        "UPDATE order_events SET document = replace(document, '2.0', '2.5') WHERE order_id = 'order-3' AND n = 1",
        "UPDATE order_events SET before = x'00' WHERE order_id = 'order-3' AND n = 1",
        "UPDATE order_events SET checksum = x'00' WHERE order_id = 'order-3' AND n = 1",
        "DELETE FROM order_events WHERE order_id = 'order-3' AND n = 1",
        "DELETE FROM order_events WHERE order_id = 'order-3' AND n = (SELECT max(n) FROM order_events e "
        "WHERE e.order_id = 'order-3')",
        "DELETE FROM order_events WHERE order_id = 'order-3'",
        "INSERT INTO order_events SELECT order_id, n + 9, at, document, before, checksum FROM order_events "
        "WHERE order_id = 'order-3' AND n = 1",
        "UPDATE order_events SET order_id = 'order-3' WHERE order_id = 'order-2' AND n = 1",
    ],
)
def test_a_history_that_was_changed_or_cut_is_named_and_hides_no_other(
    path: Path, orders: tuple[Order, ...], statement: str
) -> None:
    change(path, statement)
    journal = Journal(path)
    assert "stake 1.000000003 τ on subnet 7" in journal.notice
    assert "nonce 3" in journal.notice
    read = {order.id: order for order in journal.orders(GENESIS)}
    assert "order-3" not in read
    assert set(read) >= {order.id for order in orders} - {"order-2", "order-3"}
    assert all(order == read[order.id] for order in orders if order.id in read)


def test_a_record_that_is_changed_while_the_journal_is_open_is_said(path: Path, orders: tuple[Order, ...]) -> None:
    journal = Journal(path)
    change(path, "UPDATE orders SET document = replace(document, '1000000003', '1000000007') WHERE id = 'order-3'")
    with pytest.raises(JournalTrouble, match="nonce 3") as told:
        journal.orders(GENESIS)
    assert len(told.value.readable) == len(orders) - 1
    with pytest.raises(JournalTrouble, match="nonce 3"):
        journal.append(next(order for order in orders if order.id == "order-3"))
    with pytest.raises(JournalTrouble, match="nonce 3"):
        journal.extrinsics("order-3")


@pytest.mark.parametrize("page", [0, 1, 2])
def test_open_orders_of_a_damaged_journal_are_named(path: Path, orders: tuple[Order, ...], page: int) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * page : 4096 * page + 64] = b"\xa5" * 64
    path.write_bytes(data)
    journal = Journal(path)
    (aside,) = path.parent.glob("*.aside-*")
    assert aside.read_bytes() == data
    assert str(aside) in journal.notice
    assert "under way: stake 1.000000000 τ on subnet 7 (practice, 5Grw, nonce 0" in journal.notice
    # Five are named.
    assert f"and {sum(order.state.is_open for order in orders) - 5} more" in journal.notice
    assert journal.orders(GENESIS) == ()


def test_a_damaged_file_without_an_order_names_none(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(os.urandom(20_000))
    journal = Journal(path)
    assert "under way:" not in journal.notice
    assert "before you trade" in journal.notice
