"""Ranges of statements begin at midnights of this machine, days are days, and other words are none."""

from datetime import datetime

import pytest

from dtao_tui.services.ledger.statement_ranges import StatementRange, since_of

NOW = round(datetime(2026, 11, 27, 12, 41).astimezone().timestamp() * 1000)
"""A Friday."""


def at(*moment: int) -> int:
    return round(datetime(*moment).astimezone().timestamp() * 1000)  # type: ignore[arg-type]  # year to minute


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        ("today", at(2026, 11, 27)),
        ("Monday", at(2026, 11, 23)),
        ("7d", at(2026, 11, 20, 12, 41)),
        ("30d", at(2026, 10, 28, 12, 41)),
        ("all", 0),
        ("2026-11-01", at(2026, 11, 1)),
    ],
)
def test_a_word_begins_when_it_says(word: str, begins: int) -> None:
    assert since_of(word, NOW) == begins


@pytest.mark.parametrize("word", ["", "yesterday", "2026-13-01", "1e9", "0001-01-01T"])
def test_other_words_are_no_time(word: str) -> None:
    assert since_of(word, NOW) is None


def test_every_range_begins_before_now() -> None:
    assert all(each.since_ms(NOW) <= NOW for each in StatementRange)
