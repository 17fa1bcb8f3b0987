import pytest

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.session_prices import Run
from dtao_tui.widgets.tables.columns import Sorting, ranked, sortable
from dtao_tui.widgets.tables.subnet_columns import SUBNET_COLUMNS, ColumnChoice, MarketRow, subnet_columns
from tests.fakes import a_subnet

KEYS = [column.key for column in SUBNET_COLUMNS]


def a_row(netuid: int, price: str = "0.05", *, name: str = "apex", moved_to: str | None = None) -> MarketRow:
    subnet, run = a_subnet(netuid, price, name=name), Run()
    run.add(1, subnet.price)
    if moved_to is not None:
        run.add(2, Price(int(float(moved_to) * 10**9)))
    return MarketRow(subnet, run)


def netuids(rows: list[MarketRow]) -> list[int]:
    return [row.subnet.netuid for row in rows]


def test_every_column_has_a_key_of_its_own_and_words_for_the_palette_if_rows_are_sorted_by_it() -> None:
    assert len(set(KEYS)) == len(KEYS)
    assert [bool(column.sort_word) for column in SUBNET_COLUMNS] == [
        column.value is not None for column in SUBNET_COLUMNS
    ]
    assert [column.key for column in SUBNET_COLUMNS if column.value is None] == ["trend"]


def test_the_largest_number_is_first_and_text_begins_with_a() -> None:
    rows = [a_row(1, "0.02", name="omron"), a_row(2, "0.05", name="Apex"), a_row(3, "0.03", name="templar")]
    by = {column.key: ranked(rows, SUBNET_COLUMNS, Sorting.first_by(column)) for column in sortable(SUBNET_COLUMNS)}
    assert netuids(by["price"]) == [2, 3, 1]
    assert netuids(by["name"]) == [2, 1, 3]
    assert netuids(by["netuid"]) == [1, 2, 3]


def test_equal_rows_keep_their_order_in_both_directions() -> None:
    rows = [a_row(netuid) for netuid in (4, 2, 9)]
    sorting = Sorting("price")
    assert netuids(ranked(rows, SUBNET_COLUMNS, sorting)) == [4, 2, 9]
    assert netuids(ranked(rows, SUBNET_COLUMNS, sorting.reversed)) == [4, 2, 9]


def test_a_subnet_without_a_change_is_sorted_as_one_that_did_not_move() -> None:
    rows = [a_row(1, "0.05", moved_to="0.04"), a_row(2), a_row(3, "0.05", moved_to="0.06")]
    assert netuids(ranked(rows, SUBNET_COLUMNS, Sorting("change"))) == [3, 2, 1]


def test_the_next_column_after_the_last_one_is_the_first() -> None:
    sorting, seen = Sorting("netuid"), []
    for _ in sortable(SUBNET_COLUMNS):
        sorting = sorting.stepped(SUBNET_COLUMNS, 1)
        seen.append(sorting.by)
    assert seen[-1] == "netuid"
    assert set(seen) == {column.key for column in sortable(SUBNET_COLUMNS)}


@pytest.mark.parametrize("choice", ColumnChoice)
@pytest.mark.parametrize("width", [60, 80, 100, 120, 150, 200])
def test_columns_fit_and_the_sorted_one_is_among_them(width: int, choice: ColumnChoice) -> None:
    for column in sortable(SUBNET_COLUMNS):
        columns = subnet_columns(width, width - 3, choice, column.key)
        assert sum(shown.cells for shown in columns) <= width - 3
        assert column.key in [shown.key for shown in columns]


def test_the_broadest_screen_leaves_no_column_out() -> None:
    for choice in ColumnChoice:
        assert {column.key for column in subnet_columns(160, 130, choice, "price")} == set(KEYS)
