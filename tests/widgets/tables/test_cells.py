import pytest

from dtao_tui.domain.amounts import RAO_PER_TAO, Price, Tao
from dtao_tui.domain.formatting import change
from dtao_tui.domain.text import cells
from dtao_tui.widgets.tables.cells import Cell, change_cell, name_cell, price_cell, size_cell


def drawn(cell: Cell, width: int, *, is_left: bool = False) -> str:
    return cell.drawn(width, is_left=is_left).plain


def test_a_number_ends_at_the_right_edge() -> None:
    assert drawn(price_cell(Price(22_108_025)), 12) == "   0.022 108"
    assert drawn(size_cell(Tao(31_400 * RAO_PER_TAO)), 7) == "   31.4"


def test_an_arrow_keeps_its_place_left_of_the_number() -> None:
    assert drawn(change_cell(change(1.2)), 7) == "▲  1.20"
    assert drawn(change_cell(change(-12.5)), 7) == "▼ 12.50"
    assert drawn(change_cell(change(0.0)), 7) == "·  0.00"
    assert drawn(change_cell(change(None)), 7) == "      –"


def test_a_number_that_does_not_fit_loses_fine_digits_but_never_reads_as_another_number() -> None:
    assert drawn(size_cell(Tao(12_345_600 * RAO_PER_TAO)), 7) == " 12,345"
    assert drawn(size_cell(Tao(12_345_600 * RAO_PER_TAO)), 5).strip() == "…"


@pytest.mark.parametrize("name", ["a very long name for a subnet", "日本語の名前はとても長い", "", "x"])
def test_a_name_fills_its_column_exactly(name: str) -> None:
    assert cells(drawn(name_cell("γ", name), 14, is_left=True)) == 14


@pytest.mark.parametrize("symbol", ["γ", "", "ab", "日"])
def test_a_symbol_of_any_width_leaves_the_column_in_place(symbol: str) -> None:
    assert cells(drawn(name_cell(symbol, "templar"), 16, is_left=True)) == 16


def test_brackets_in_a_name_are_shown_as_they_are() -> None:
    assert "[red]x[/red]" in drawn(name_cell("γ", "[red]x[/red]"), 20, is_left=True)
    assert "[/bad] [" in drawn(name_cell("γ", "[/bad] ["), 20, is_left=True)
