"""Notes to orders: clean, bounded, the newest one counts, and orders are found by their tags and words."""

import pytest

from dtao_tui.domain.orders.order_notes import (
    MOST_TAGS,
    NOTE_CELLS,
    TAG_CELLS,
    NotANote,
    OrderNote,
    found_orders,
    newest_notes,
    note_text,
)
from tests.domain.orders.example_orders import an_order


def a_note(text: str, order_id: str = "one", at: float = 1.0) -> OrderNote:
    return OrderNote(order_id, at, text)


def test_a_note_is_one_clean_line() -> None:
    assert note_text("  before\nthe\tvote \x1b[31m #dca ") == "before the vote \N{REPLACEMENT CHARACTER}[31m #dca"


def test_a_note_that_is_too_long_is_refused_and_not_cut() -> None:
    assert len(note_text("x" * NOTE_CELLS)) == NOTE_CELLS
    with pytest.raises(NotANote, match="at most 240 letters"):
        note_text("x" * (NOTE_CELLS + 1))


def test_tags_are_bounded() -> None:
    many = " ".join(f"#t{number}" for number in range(MOST_TAGS))
    assert a_note(note_text(many)).tags == tuple(f"t{number}" for number in range(MOST_TAGS))
    for wrong in (f"{many} #more", "#" + "x" * (TAG_CELLS + 1)):
        with pytest.raises(NotANote):
            note_text(wrong)


def test_tags_are_words_behind_a_hash_in_small_letters_each_once() -> None:
    assert a_note("#DCA, before #vote. no#tag # #dca").tags == ("dca", "vote")


def test_the_newest_note_counts_and_an_empty_one_takes_it_away() -> None:
    written = (a_note("old"), a_note("other", "two"), a_note("new"), a_note("", "two"))
    assert {key: note.text for key, note in newest_notes(written).items()} == {"one": "new"}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("tag:dca", ["one"]),
        ("#dc", ["one"]),
        ("tag:vote", []),
        ("note:vote", ["one"]),
        ("note:stake", []),
        ("vote stake", ["one"]),
        ("UNSTAKE", ["two"]),
        ("7", ["one", "two"]),
        ("70", []),
        ("", ["one", "two"]),
    ],
)
def test_orders_are_found_by_all_words_of_a_search(search: str, found: list[str]) -> None:
    orders = (an_order("one", operation="stake"), an_order("two", operation="unstake"))
    notes = newest_notes((a_note("before the vote #DCA"),))
    assert [order.id for order in found_orders(orders, notes, search)] == found
