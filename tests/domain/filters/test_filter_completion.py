"""Completion of filters: fields, states, connectives and the names of watch lists."""

import pytest

from dtao_tui.domain.filters.filter_completion import completion_of, completions
from dtao_tui.domain.filters.filter_expressions import read_filter

LISTS = ("watched", "deep pools", "mine")


@pytest.mark.parametrize(
    ("text", "completion"),
    [
        ("de", "pth"),
        ("depth>5 wat", "ched"),
        ("ch", "1"),
        ("ch2", "4"),
        ("depth", ""),
        ("", ""),
        ("zzz", ""),
        ("n", "ot"),
        ("li", "st="),
        ("list=", "watched"),
        ("held list=m", "ine"),
        ('list="de', 'ep pools"'),
        ("list=de", ""),
        ("list=mine", ""),
    ],
)
def test_the_last_word_is_completed(text: str, completion: str) -> None:
    assert completion_of(text, LISTS) == completion


def test_all_that_a_word_may_become_is_told_in_order() -> None:
    assert [each.word for each in completions("price<1 h")] == ["high", "held"]
    assert [each.is_yes_or_no for each in completions("h")] == [False, True]


def test_a_name_of_several_words_is_put_in_quotes() -> None:
    (found,) = completions("not list=deep", LISTS)
    assert found.text == 'not list="deep pools"'
    assert read_filter(found.text, lists=LISTS).words == "not on list “deep pools”"
