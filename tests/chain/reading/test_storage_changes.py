"""What each key of a batch holds: a key that the endpoint leaves out is no empty entry."""

import pytest

from dtao_tui.chain.reading.storage_changes import told_of


def test_entries_and_empty_ones_are_told_and_others_left_out() -> None:
    groups = [{"changes": [["0xaa", "0x01"], ["0xbb", None]]}, {"changes": [["0xcc", "0x02"]]}]
    assert told_of(groups, ["0xaa", "0xbb"]) == {"0xaa": "0x01", "0xbb": None}


@pytest.mark.parametrize("groups", [[], [{"changes": []}], [{"changes": [["0xbb", None]]}]])
def test_a_key_that_is_left_out_is_no_answer(groups: list[object]) -> None:
    with pytest.raises(ValueError, match="not in the answer"):
        told_of(groups, ["0xaa"])


def test_where_nothing_is_asked_nothing_is_told() -> None:
    assert told_of([], []) == {}
