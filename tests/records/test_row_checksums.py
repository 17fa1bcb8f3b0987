"""The checksum of a row holds for the values that were written, and for no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.records.row_checksums import is_sound, with_checksum

VALUES = st.none() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()


@given(st.lists(VALUES, max_size=5).map(tuple))
def test_a_row_is_sound_as_it_was_written(content: tuple[object, ...]) -> None:
    assert is_sound(with_checksum(content))


@given(st.lists(VALUES, min_size=1, max_size=5), st.integers(0, 4), VALUES)
def test_a_row_with_another_value_is_not_sound(content: list[object], at: int, value: object) -> None:
    row = list(with_checksum(tuple(content)))
    at %= len(content)
    if type(value) is type(row[at]) and repr(value) == repr(row[at]):
        return
    row[at] = value
    assert not is_sound(tuple(row))


@pytest.mark.parametrize(
    ("one", "other"), [(("ab", "c"), ("a", "bc")), (("1",), (1,)), ((b"1",), ("1",)), ((1,), (1.0,)), ((None,), ("",))]
)
def test_rows_that_look_alike_have_other_checksums(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert with_checksum(one)[-1] != with_checksum(other)[-1]


def test_a_row_without_a_checksum_is_not_sound() -> None:
    assert not is_sound((1, None))
