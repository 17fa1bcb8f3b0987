"""Notes to orders: written by N in Activity and in an order's box, marked in the row, and found by /."""

from pathlib import Path

from dtao_tui.domain.orders.order_notes import OrderNote
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.records.orders.import_book import ImportBook
from dtao_tui.records.orders.note_book import NoteBook
from dtao_tui.screens.forms import FormScreen
from dtao_tui.screens.orders.order_dialog import OrderDialog
from tests.domain.orders.example_orders import an_order, in_state
from tests.fakes import World, a_snapshot, a_world
from tests.screen import a_desk, line_with, until, until_said, write


def a_world_with_orders(tmp_path: Path) -> World:
    snapshot = a_snapshot()
    world = a_world(tmp_path, snapshot=snapshot)
    for number, operation in enumerate(("stake", "unstake")):
        order = an_order(operation, operation=operation, genesis=snapshot.genesis, created_at=1_780_000_000.0 + number)
        world.journal.add(in_state(order, OrderState.EXPIRED), (b"bytes",))
    return world


async def test_a_note_is_written_marked_found_and_kept(tmp_path: Path) -> None:
    world = a_world_with_orders(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("3")
        await until_said(pilot, "Orders 2")
        await pilot.press("N", *"first ")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        await write(pilot, "try \x1b[31m #DCA", "enter")
        await until_said(pilot, "✎ first try \N{REPLACEMENT CHARACTER}[31m #DCA")
        assert "✎" in line_with(pilot.app, " unstake  ")
        assert "✎" not in line_with(pilot.app, " stake  ")
        await pilot.press("slash", *"tag:dca")
        await until_said(pilot, "Orders 1 of 2")
        await pilot.press("backspace", "x")
        await until_said(pilot, "No order has this in it.")
        await pilot.press("escape")
        await until_said(pilot, "Orders 2")
    (note,) = NoteBook(world.parts.settings.places.notes).notes()
    assert (note.order_id, note.tags) == ("unstake", ("dca",))


async def test_a_note_is_changed_in_the_orders_box_and_taken_away_by_an_empty_line(tmp_path: Path) -> None:
    world = a_world_with_orders(tmp_path)
    await world.parts.notes.write("unstake", "before the vote")
    async with a_desk(world, (80, 24)) as pilot:
        await pilot.press("3")
        await until_said(pilot, "Orders 2", "✎")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderDialog))
        await until_said(pilot, "✎ before the vote", "N Note")
        await pilot.press("N", *" it")
        await until_said(pilot, "before the vote it")
        await pilot.press("enter")
        await until_said(pilot, "✎ before the vote it")
        await pilot.press("N", "end", "ctrl+u", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderDialog))
        await pilot.press("escape")
        await until(pilot, lambda: "✎" not in line_with(pilot.app, " unstake  "))
    assert world.parts.notes.notes == {}


async def test_imported_orders_are_rows_that_count_as_nothing(tmp_path: Path) -> None:
    world = a_world_with_orders(tmp_path)
    genesis = world.market.current.genesis
    imported = an_order("far", operation="swap", genesis=genesis, state=OrderState.CLOSED, sentence="As told.")
    book = ImportBook(world.parts.settings.places.imports)
    book.add((imported,), (OrderNote("far", 1.0, "from the other desk #old"),), 9.0)
    async with a_desk(world) as pilot:
        await pilot.press("3")
        await until_said(pilot, "Orders 3", "imported 1", "open 0", "✎ swap")
        await pilot.press("slash", *"tag:old", "enter")
        await until_said(pilot, "Orders 1 of 3", "Imported from a file", "✎ from the other desk #old")
    assert [order.id for order in world.desk.orders] == ["unstake", "stake"]
