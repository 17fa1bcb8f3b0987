"""Filters read back: what is left after each term, and what is still being typed."""

import pytest

from dtao_tui.domain.filters.filter_expressions import read_filter
from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.filters.filter_reading import read_back, settled_part, typed_filter
from tests.fakes.values import a_subnet

ROWS = (
    FilterRow(a_subnet(0)),
    FilterRow(a_subnet(1, "0.01", name="apex"), is_watched=True, lists=frozenset({"watched"})),
    FilterRow(a_subnet(2, "0.02", name="omron"), is_watched=True, lists=frozenset({"watched", "mine"})),
    FilterRow(a_subnet(3, "0.03", name="templar"), lists=frozenset()),
)


def told(text: str, *, is_typed: bool = False) -> list[tuple[str, str, int | None, bool]]:
    steps = read_back(read_filter(text), ROWS, ["mine"], is_typed=is_typed).steps
    return [(step.connective, step.words, step.left, step.is_typed) for step in steps]


def passing(text: str, *, is_typed: bool = False) -> list[int]:
    return [facts.subnet.netuid for facts in read_back(read_filter(text), ROWS, is_typed=is_typed).passing]


def test_each_term_tells_how_many_are_left() -> None:
    assert told("price<0.025 price>0.005 om") == [
        ("", "price < 0.025 τ", 2, False),
        ("and", "price > 0.005 τ", 2, False),
        ("and", "“om”", 1, False),
    ]
    assert read_back(read_filter(""), ROWS).whole == 3
    assert passing("") == [0, 1, 2, 3]


def test_alternatives_add_up() -> None:
    assert told("price>0.025 or watched price<0.015") == [
        ("", "price > 0.025 τ", 1, False),
        ("or", "watched and price < 0.015 τ", 2, False),
    ]
    assert passing("price>0.025 or watched price<0.015 or templar") == [0, 1, 3]


def test_a_word_that_is_being_typed_stands_aside_and_tells_what_it_would_leave() -> None:
    assert told("price<0.015 wat", is_typed=True)[1:] == [("and", "watched", 1, True)]
    assert passing("price<0.015 wat", is_typed=True) == [1]
    assert passing("price<0.015 wat") == []
    assert told("templar or wat", is_typed=True)[1:] == [("or", "watched", 3, True)]
    assert told("pri", is_typed=True) == [("", "price …", None, True)]
    assert told("price", is_typed=True) == [("", "price …", None, True)]
    assert told("om", is_typed=True) == [("", "“om”", 1, False)]
    assert told("xyz", is_typed=True) == [("", "“xyz”", 0, False)]


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("apex price>", "apex"),
        ("apex and price>", "apex"),
        ("apex and not (", "apex"),
        ("apex list=none", "apex"),
        ("price>", ""),
        ("apex and", "apex"),
    ],
)
def test_what_stands_before_an_unfinished_term_goes_on_to_count(text: str, settled: str) -> None:
    read, trouble = typed_filter(text, ["mine"])
    assert read is not None
    assert trouble is not None
    assert read.text == settled


def test_where_nothing_before_it_is_a_filter_there_is_none() -> None:
    read, trouble = typed_filter("(apex price>")
    assert read is None
    assert str(trouble) == "a number is missing behind price>"
    assert settled_part("or", 2) == ""
