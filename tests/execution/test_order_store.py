"""The order store places nothing on a journal or an account that is not its own, and says why."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.records.orders import order_rows
from dtao_tui.records.orders.journal import Journal
from dtao_tui.records.orders.order_rows import ORDER_COLUMNS
from dtao_tui.records.row_checksums import with_checksum
from dtao_tui.settings import places_of, prepare
from dtao_tui.trading.order_review import NotPlaced
from tests.domain.orders.example_orders import an_order
from tests.execution.reconciling import lost
from tests.fakes import (
    ALICE,
    PRACTICE_ADDRESS,
    a_world,
    an_account,
)
from tests.reviewing import a_review, a_ticket_on_7, connected


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


async def test_a_second_instance_only_looks(tmp_path: Path) -> None:
    first = await connected(tmp_path)
    assert first.desk.read_only == ""
    second = await connected(tmp_path)
    assert "Another dtao-tui works with this account" in second.desk.read_only
    draft = second.desk.draft(a_ticket_on_7(), second.market.current)
    assert [check.name for check in draft.checks if not check.passed] == ["account"]
    with pytest.raises(NotPlaced, match="Another dtao-tui"):
        await a_review(second)
    order = await lost(first)
    second.trading.finalized_at = 99_999
    await second.desk.reconcile()
    assert second.desk.orders == (order,)
    assert first.journal.orders(order.genesis) == (order,)


async def test_the_second_instance_takes_over_when_the_first_has_gone(tmp_path: Path) -> None:
    first, second = await connected(tmp_path), await connected(tmp_path)
    assert first.desk.read_only == ""
    assert second.desk.read_only
    order = await lost(first)
    await first.desk.close()
    assert second.desk.read_only == ""
    assert second.desk.open_order(PRACTICE_ADDRESS) == order


async def test_two_instances_with_two_accounts_do_not_hinder_each_other(tmp_path: Path) -> None:
    first = await connected(tmp_path, accounts=[an_account()])
    second = await connected(tmp_path, accounts=[an_account()])
    second.session.choose(ALICE)
    assert (first.desk.read_only, second.desk.read_only) == ("", "")


async def test_a_damaged_journal_stops_trading_until_it_was_seen(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    await world.desk.close()
    journal = world.parts.settings.places.journal
    journal.write_bytes(b"damaged" * 1000)
    world = await connected(tmp_path)
    assert "cannot be used" in world.desk.read_only
    with pytest.raises(NotPlaced, match="cannot be used"):
        await a_review(world)
    world.desk.acknowledge()
    assert world.desk.read_only == ""
    assert (await a_review(world)).intent.amount == Tao.parse("10")


async def test_an_entry_that_cannot_be_read_stops_trading_until_it_was_seen_and_hides_no_open_order(
    tmp_path: Path,
) -> None:
    world = await connected(tmp_path)
    order = await lost(world)
    await world.desk.close()
    record = order_rows.record_of(replace(order, id="spoilt"), (b"x",))
    content = ["{}" if column == "document" else value for column, value in zip(ORDER_COLUMNS, record.row, strict=True)]
    spoilt = order_rows.OrderRecord(with_checksum(tuple(content[:-1])), record.events)
    with sqlite3.connect(world.parts.settings.places.journal) as database:
        order_rows.insert(database, spoilt)
    database.close()
    world = await connected(tmp_path)
    assert "cannot be read" in world.desk.read_only
    world.desk.acknowledge()
    await world.desk.reconcile()
    assert world.desk.read_only == ""
    assert world.desk.open_order(PRACTICE_ADDRESS) is not None
    assert [known.id for known in world.desk.orders] == [order.id]
