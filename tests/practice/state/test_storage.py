"""Storage: defaults, transactions, and the state of every one of the last blocks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.practice.state.history import KEPT_BLOCKS, UNPACKED_BLOCKS
from dtao_tui.practice.state.storage import Discarded, Storage, Undeclared

DEFAULTS = {"A.Number": 7, "A.Map": 0, "A.Maybe": None, "A.Raw": b""}

WRITES = st.lists(
    st.tuples(st.sampled_from(["put", "drop"]), st.integers(0, 3), st.integers(0, 2), st.integers(-5, 5)), max_size=8
)


def a_storage() -> Storage:
    storage = Storage(DEFAULTS)
    storage.settle(bytes(32))
    return storage


def _write(storage: Storage, writes: list[tuple[str, int, int, int]]) -> None:
    for deed, first, second, value in writes:
        if deed == "put":
            storage.put("A.Map", first, second, value=value)
        else:
            storage.drop("A.Map", first, second)


def test_an_unset_item_reads_as_its_default() -> None:
    storage = a_storage()
    assert storage.get("A.Number") == 7
    assert storage.get("A.Maybe", 3) is None
    assert not storage.has("A.Number")


def test_an_item_that_nobody_declared_is_an_error() -> None:
    with pytest.raises(Undeclared):
        a_storage().get("A.Nothing")
    with pytest.raises(Undeclared):
        a_storage().put("A.Nothing", value=1)


def test_a_read_of_another_type_is_an_error() -> None:
    storage = a_storage()
    with pytest.raises(TypeError):
        storage.raw("A.Number")
    with pytest.raises(TypeError):
        storage.flag("A.Number")
    with pytest.raises(TypeError):
        storage.number("A.Raw")


def test_a_failed_transaction_leaves_nothing_and_an_outer_one_takes_the_inner_back() -> None:
    storage = a_storage()
    storage.put("A.Map", 1, value=1)
    storage.begin()
    storage.put("A.Map", 1, value=2)
    with storage.transaction():
        storage.put("A.Map", 2, value=3)
        storage.drop("A.Map", 1)
    storage.rollback()
    assert dict(storage.entries("A.Map")) == {(1,): 1}


def test_an_error_inside_a_transaction_takes_its_writes_back() -> None:
    storage = a_storage()

    def fail() -> None:
        with storage.transaction():
            storage.put("A.Number", value=1)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert storage.get("A.Number") == 7


def test_entries_are_those_whose_key_begins_as_asked() -> None:
    storage = a_storage()
    for first, second in ((1, 1), (1, 2), (2, 1)):
        storage.put("A.Map", first, second, value=first + second)
    assert dict(storage.entries("A.Map", 1)) == {(1, 1): 2, (1, 2): 3}


def test_the_root_tells_histories_apart_and_repeats_for_equal_ones() -> None:
    roots = []
    for value in (1, 1, 2):
        storage = a_storage()
        storage.put("A.Number", value=value)
        roots.append(storage.seal(1))
    assert roots[0] == roots[1] != roots[2]


@given(st.lists(WRITES, min_size=1, max_size=3 * UNPACKED_BLOCKS), WRITES)
@settings(max_examples=60, deadline=None)
def test_every_kept_block_reads_as_it_was(blocks: list[list[tuple[str, int, int, int]]], unsealed) -> None:
    storage = a_storage()
    states = [{}]
    for number, writes in enumerate(blocks, start=1):
        _write(storage, writes)
        storage.seal(number)
        states.append(dict(storage.entries("A.Map")))
        # A view that was made early learns of the blocks that come after it.
        assert dict(storage.at(number // 2).entries("A.Map")) == states[number // 2]
    _write(storage, unsealed)
    for number, state in enumerate(states):
        view = storage.at(number)
        assert dict(view.entries("A.Map")) == state
        assert all(view.number("A.Map", *key) == value for key, value in state.items())
        assert view.has("A.Map", 0, 0) == ((0, 0) in state)


def test_only_the_last_blocks_are_kept() -> None:
    storage = a_storage()
    for number in range(1, KEPT_BLOCKS + 10):
        storage.put("A.Number", value=number)
        storage.seal(number)
    oldest = KEPT_BLOCKS + 9 - KEPT_BLOCKS + 1
    assert storage.at(oldest).get("A.Number") == oldest
    with pytest.raises(Discarded):
        storage.at(oldest - 1)


def test_blocks_that_change_the_same_places_and_blocks_that_change_others_all_read_as_they_were() -> None:
    storage = a_storage()
    then: dict[int, list[int]] = {}
    for number in range(1, 40):
        changed = range(5) if number % 7 else range(number % 3, 6)
        for key in changed:
            storage.put("A.Map", key, value=10 * number + key)
        storage.put("A.Number", value=number)
        storage.seal(number)
        then[number] = [storage.number("A.Map", key) for key in range(6)]
    for number, values in then.items():
        past = storage.at(number)
        assert [past.number("A.Map", key) for key in range(6)] == values
        assert past.number("A.Number") == number


def test_an_archive_keeps_all_states_and_reads_them_in_steps_back_and_forth() -> None:
    storage = a_storage()
    storage.keep_all_states()
    for number in range(1, 3 * KEPT_BLOCKS):
        storage.put("A.Number", value=number)
        storage.put("A.Map", number % 3, number % 7, value=number)
        storage.seal(number)
    for number in (700, 640, 641, 500, 3, 2, 1, 600):
        view = storage.at(number)
        assert view.number("A.Number") == number
        assert view.number("A.Map", number % 3, number % 7) == number
        assert not view.has("A.Map", 0, 0) or view.number("A.Map", 0, 0) <= number
    storage.put("A.Number", value=9)
    assert storage.at(1).number("A.Number") == 1
