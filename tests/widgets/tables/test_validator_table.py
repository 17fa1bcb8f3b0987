"""Which columns of validators have room."""

import pytest

from dtao_tui.widgets.tables.validator_table import validator_columns

ROOMS = range(29, 131)


@pytest.mark.parametrize("is_root", [False, True])
def test_no_room_cuts_a_column_in_half(is_root: bool) -> None:
    for room in ROOMS:
        columns = validator_columns("γ", room, is_root=is_root)
        assert sum(column.cells for column in columns) <= room
        assert [column.key for column in columns][:2] == ["mark", "name"]


@pytest.mark.parametrize(("is_root", "most"), [(False, 10), (True, 6)])
def test_more_room_never_shows_less(is_root: bool, most: int) -> None:
    counts = [len(validator_columns("γ", room, is_root=is_root)) for room in ROOMS]
    assert counts == sorted(counts)
    assert counts[-1] == most


def test_a_yield_is_never_shown_without_the_epochs_that_it_is_of() -> None:
    for room in ROOMS:
        keys = [column.key for column in validator_columns("γ", room)]
        assert ("yield" in keys) is ("over" in keys)


def test_on_root_no_stake_is_counted_twice() -> None:
    for room in ROOMS:
        keys = [column.key for column in validator_columns("τ", room, is_root=True)]
        assert "alpha" in keys
        assert not {"root", "weight"} & set(keys)
