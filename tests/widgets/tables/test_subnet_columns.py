import pytest

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.past_prices import PastPrices, Span
from dtao_tui.widgets.tables.column_layout import ColumnLayout
from dtao_tui.widgets.tables.columns import Sorting, ranked, sortable
from dtao_tui.widgets.tables.subnet_columns import SUBNET_COLUMNS, ColumnSet, MarketRow, subnet_columns
from tests.fakes import a_subnet

KEYS = [column.key for column in SUBNET_COLUMNS]


def a_row(netuid: int, price: str = "0.05", *, name: str = "apex", before: str | None = None) -> MarketRow:
    """A row; `before` is its price a day ago."""
    past = PastPrices({Span.DAY: a_subnet(netuid, before).price}) if before is not None else PastPrices()
    return MarketRow(a_subnet(netuid, price, name=name), past)


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


def test_a_subnet_whose_change_is_not_known_is_last_in_both_directions() -> None:
    rows = [a_row(1, "0.04", before="0.05"), a_row(2), a_row(3, "0.06", before="0.05")]
    sorting = Sorting("change_24h")
    assert netuids(ranked(rows, SUBNET_COLUMNS, sorting)) == [3, 1, 2]
    assert netuids(ranked(rows, SUBNET_COLUMNS, sorting.reversed)) == [1, 3, 2]


def texts(row: MarketRow) -> dict[str, str]:
    cells = {column.key: column.cell(row) for column in SUBNET_COLUMNS}
    return {key: f"{cell.lead}{cell.text}{cell.dim}" for key, cell in cells.items()}


PAST_KEYS = ("change_1h", "change_24h", "change_7d", "trend", "high", "low", "volume", "flow", "volatility")


def test_what_was_not_recorded_is_a_dash_and_never_zero() -> None:
    shown = texts(a_row(7))
    assert [shown[key] for key in PAST_KEYS] == ["–"] * len(PAST_KEYS)


def test_what_was_recorded_is_told_with_its_sign() -> None:
    price = a_subnet(7).price
    before = {Span.HOUR: price, Span.DAY: Price(price.rao // 2), Span.WEEK: Price(price.rao * 2)}
    past = PastPrices(before, (1, 2), Price(9 * 10**7), Price(10**7), 1_500 * 10**9, -450 * 10**9, True, 6.123)
    shown = texts(MarketRow(a_subnet(7), past))
    assert [shown[key] for key in PAST_KEYS] == [
        "·0.00",
        "▲100.00",
        "▼50.00",
        "▁▁█",
        "0.090 000",
        "0.010 000",
        "1.50",
        "≈−0.45",
        "6.12",
    ]


def test_root_has_no_past() -> None:
    shown = texts(MarketRow(a_subnet(0), PastPrices({Span.DAY: Price(1)}, (1, 2), Price(1), Price(1), 1, 1)))
    assert {shown[key] for key in PAST_KEYS} == {"–"}


def test_the_next_column_after_the_last_one_is_the_first() -> None:
    sorting, seen = Sorting("netuid"), []
    for _ in sortable(SUBNET_COLUMNS):
        sorting = sorting.stepped(SUBNET_COLUMNS, 1)
        seen.append(sorting.by)
    assert seen[-1] == "netuid"
    assert set(seen) == {column.key for column in sortable(SUBNET_COLUMNS)}


@pytest.mark.parametrize("choice", ColumnSet)
@pytest.mark.parametrize("width", [60, 80, 100, 120, 150, 200])
def test_columns_fit_and_the_sorted_one_is_among_them(width: int, choice: ColumnSet) -> None:
    for column in sortable(SUBNET_COLUMNS):
        columns = subnet_columns(width, width - 3, ColumnLayout(choice.value), column.key).columns
        assert sum(shown.cells for shown in columns) <= width - 3
        assert column.key in [shown.key for shown in columns]


def test_every_column_has_room_in_one_of_the_choices_of_the_broadest_screen() -> None:
    shown = {
        column.key
        for choice in ColumnSet
        for column in subnet_columns(160, 119, ColumnLayout(choice.value), "price").columns
    }
    assert shown == set(KEYS)


def test_the_usual_columns_show_change_and_trend_beside_the_announcements_own() -> None:
    usual = [column.key for column in subnet_columns(120, 81, ColumnLayout(), "market_cap").columns]
    assert usual == [
        *("netuid", "name", "price", "change_24h", "trend", "market_cap", "emission", "tao_in", "alpha_in"),
    ]
    moves = [column.key for column in subnet_columns(120, 81, ColumnLayout("moves"), "price").columns]
    assert moves == ["netuid", "name", "price", "change_1h", "change_24h", "change_7d", "trend", "tao_in", "flow"]


def test_a_vast_screen_shows_the_moves_behind_the_usual_columns() -> None:
    broad = [column.key for column in subnet_columns(169, 128, ColumnLayout(), "market_cap").columns]
    vast = [column.key for column in subnet_columns(200, 159, ColumnLayout(), "market_cap").columns]
    assert vast == [*broad, "change_7d", "volume", "flow", "volatility"]
