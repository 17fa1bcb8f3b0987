"""Tables of few columns: what a narrow screen has no room for is left out whole."""

import pytest

from dtao_tui.widgets.plans.step_table import StepTable
from dtao_tui.widgets.tables.cells import Cell
from dtao_tui.widgets.tables.column_layout import without_cut
from dtao_tui.widgets.tables.columns import Column
from dtao_tui.widgets.tables.holdings_table import HoldingsTable
from dtao_tui.widgets.tables.order_table import OrderTable
from dtao_tui.widgets.tables.responsive_table import ResponsiveTable
from dtao_tui.widgets.tables.statement_table import StatementTable
from dtao_tui.widgets.tables.wallet_table import WalletTable

FRAME_CELLS = 3
"""Both borders of the panel, and the scroll bar."""


def a_column(key: str, *, follows: str = "") -> Column[str]:
    return Column(key, key, "", 9, Cell, gap=1, follows=follows)


WANTED = (a_column("paid"), a_column("pays", follows="paid"), a_column("got"), a_column("gets", follows="got"))


def keys_in(room: int, *goes_first: str, sorted_by: str = "") -> list[str]:
    return [column.key for column in without_cut(WANTED, room, goes_first, sorted_by)]


@pytest.mark.parametrize("kind", [OrderTable, WalletTable, HoldingsTable, StatementTable, StepTable])
@pytest.mark.parametrize("width", [60, 66, 72, 78, 80, 84, 99, 100, 117, 250])
def test_no_width_cuts_a_column_in_half(kind: type[ResponsiveTable[object]], width: int) -> None:
    table = kind()
    table.fit(width)
    room = width - FRAME_CELLS - table.cells_beside(width)
    assert 0 < sum(column.cells for column in table.columns) <= room


def test_a_column_goes_with_those_that_follow_it_and_no_more_go_than_must() -> None:
    assert keys_in(40, "got", "paid") == ["paid", "pays", "got", "gets"]
    assert keys_in(39, "got", "paid") == ["paid", "pays"]


def test_the_sorted_column_stays() -> None:
    assert keys_in(39, "got", "paid", sorted_by="got") == ["got", "gets"]


def test_a_table_takes_its_columns_again_only_where_they_change() -> None:
    table = OrderTable()
    assert [table.fit(width) for width in (60, 61, 80, 83, 84, 200, 60)] == [
        True,
        False,
        True,
        False,
        True,
        False,
        True,
    ]


def test_a_vast_screen_shows_whole_addresses() -> None:
    table = WalletTable()
    table.fit(171)
    assert "address" in [column.key for column in table.columns if column.width < 48]
    assert table.fit(172)
    assert "address" in [column.key for column in table.columns if column.width == 48]
    # The panel beside the list takes 50 cells.
    assert sum(column.cells for column in table.columns) <= 172 - 50 - FRAME_CELLS
