"""Sentences are broken between words, and never within a number or before its unit."""

import pytest
from textual.content import Content

from dtao_tui.domain.text import cells
from dtao_tui.widgets.text_lines import folded, labelled, wrapped

REST = (
    "The rest, 0.268 588 481 γ, would be sold too, at any price; now for about 0.007 039 725 τ, or 0.004 959 11 τ. "
    "It is worth 12.5 %."
)


@pytest.mark.parametrize("width", range(20, 60))
def test_a_number_stays_whole_with_its_unit(width: int) -> None:
    lines = wrapped(REST, width)
    assert all(cells(line) <= width for line in lines)
    assert " ".join(lines) == REST
    for figure in ("0.268 588 481 γ", "0.007 039 725 τ", "0.004 959 11 τ", "12.5 %"):
        assert any(figure in line for line in lines)


def test_a_line_may_end_between_two_numbers_and_before_a_dash() -> None:
    assert wrapped("blocks 12 and 13 – gone", 12) == ["blocks 12", "and 13 –", "gone"]
    assert wrapped("at 1000 1234", 8) == ["at 1000", "1234"]


def test_a_word_that_is_too_long_has_a_line_of_its_own() -> None:
    assert wrapped("see wss://my.node.example:443 now", 10) == ["see", "wss://my.node.example:443", "now"]


def test_nothing_is_one_empty_line() -> None:
    assert wrapped("  ", 10) == [""]


@pytest.mark.parametrize("width", range(1, 90))
def test_a_folded_line_loses_nothing_and_is_nowhere_too_wide(width: int) -> None:
    address = "5DAAnrj7 VHTznn2A WBemMuyB wZWs6FNF jdyVXUeY um3PTXFy"
    lines = folded(labelled("hotkey", Content(address), 14), width, 14)
    if width > 14:
        assert all(line.cell_length <= width for line in lines)
    assert "".join(line.plain for line in lines).replace(" ", "") == f"hotkey{address}".replace(" ", "")


def test_a_folded_line_goes_on_below_its_value_and_breaks_no_number() -> None:
    line = labelled("limit", Content("0.015 919 468 τ per γ   all or nothing"), 8)
    assert [part.plain for part in folded(line, 30, 8)] == ["limit   0.015 919 468 τ per γ", "        all or nothing"]
    assert [part.plain for part in folded(line, 24, 8)][:2] == ["limit   0.015 919 468 τ", "        per γ   all or"]


def test_wide_characters_are_folded_by_their_cells() -> None:
    assert [part.plain for part in folded(Content("子网子网"), 4, 2)] == ["子网", "  子", "  网"]
