"""Marks of rows stay with their subnets and validators, and go with them."""

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.widgets.tables.row_marks import MarkedRow, RowMarks
from tests.fakes import HOTKEY, OTHER_HOTKEY, a_subnet
from tests.screen import seen
from tests.widgets.tables.table_app import TableApp, rows

SEVEN = a_subnet(7)


def test_a_row_is_marked_and_unmarked_and_all_marks_are_in_the_order_of_marking() -> None:
    marks = RowMarks()
    for netuid in (9, 3, 7, 3):
        marks.toggle(MarkedRow(SubnetId(netuid, 5)))
    assert [row.subnet.netuid for row in marks.rows] == [9, 7]
    marks.clear()
    assert len(marks) == 0


def test_a_subnet_and_a_part_of_it_are_never_marked_together() -> None:
    marks = RowMarks()
    for hotkey in (HOTKEY, OTHER_HOTKEY):
        marks.toggle(MarkedRow(SEVEN.id, hotkey))
    assert len(marks) == 2
    marks.toggle(MarkedRow(SEVEN.id))
    assert marks.rows == (MarkedRow(SEVEN.id),)
    marks.toggle(MarkedRow(SEVEN.id, HOTKEY))
    assert marks.rows == (MarkedRow(SEVEN.id, HOTKEY),)


def test_a_mark_goes_with_its_subnet_and_this_is_said() -> None:
    marks = RowMarks()
    for netuid in (3, 7, 9):
        marks.toggle(MarkedRow(SubnetId(netuid, 5)))
    there = {subnet.netuid: subnet for subnet in (a_subnet(3, registered_at=5), a_subnet(7, registered_at=60))}
    said = marks.follow(there)
    assert [row.subnet.netuid for row in marks.rows] == [3]
    assert said == (
        "Another subnet has taken number 7 since block 60. Its mark is taken away.",
        "Subnet 9 is gone. Its mark is taken away.",
    )
    assert marks.follow(there) == ()


async def test_a_marked_row_has_a_bar_in_the_gap_and_moves_nothing() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(rows(apex=3, omron=2))
        await pilot.pause()
        before = seen(app)
        app.table.show_marks(["omron", "not here"])
        await pilot.pause()
        assert seen(app) == before.replace(" omron", "▌omron")
        app.table.show(rows(templar=9, omron=2, apex=3))
        await pilot.pause()
        assert "▌omron" in seen(app)
        app.table.show_marks([])
        await pilot.pause()
        assert "▌" not in seen(app)
