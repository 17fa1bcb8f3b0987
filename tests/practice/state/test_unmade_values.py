"""Values that are made when they are read: nobody can tell them from others."""

import pytest

from dtao_tui.practice.state.storage import Storage
from dtao_tui.practice.state.values import Value

DEFAULTS: dict[str, Value] = {"A.Map": {"of": 0}}


def made(number: int) -> Value:
    return {"of": number}


def storages() -> list[Storage]:
    """One whose values are unmade, and one in which the same were put."""
    unmade, put = Storage(DEFAULTS), Storage(DEFAULTS)
    unmade.put_unmade("A.Map", {(key,): key * key for key in range(1, 5)}, made)
    for key in range(1, 5):
        put.put("A.Map", key, value=made(key * key))
    for storage in (unmade, put):
        storage.settle(bytes(32))
    return [unmade, put]


def test_they_read_as_if_they_had_been_put() -> None:
    for storage in storages():
        assert storage.get("A.Map", 3) == {"of": 9}
        assert storage.get("A.Map", 9) == {"of": 0}
        assert storage.has("A.Map", 3)
        assert not storage.has("A.Map", 9)
        assert list(storage.entries("A.Map", 2)) == [((2,), {"of": 4})]
        assert storage.copied() == {"A.Map": {(key,): {"of": key * key} for key in range(1, 5)}}
        assert storage.column("A.Map")[4,] == {"of": 16}


def test_writes_removals_and_roots_are_the_same() -> None:
    ends = []
    for storage in storages():
        storage.begin()
        storage.drop("A.Map", 1)
        storage.put("A.Map", 2, value=made(7))
        storage.rollback()
        storage.put("A.Map", 2, value=made(4))
        storage.put("A.Map", 3, value=made(8))
        storage.drop("A.Map", 4)
        root = storage.seal(1)
        before = storage.at(0)
        ends.append((root, storage.written, storage.copied(), dict(before.entries("A.Map")), before.get("A.Map", 4)))
    assert ends[0] == ends[1]
    assert set(ends[0][1]) == {("A.Map", (3,)), ("A.Map", (4,))}


def test_they_are_given_before_block_0_alone_and_to_an_empty_item() -> None:
    full, settled = Storage(DEFAULTS), Storage(DEFAULTS)
    full.put("A.Map", 1, value=made(1))
    settled.settle(bytes(32))
    for storage in (full, settled):
        with pytest.raises(RuntimeError, match="before block 0"):
            storage.put_unmade("A.Map", {(1,): 1}, made)


def a_storage_filled_later() -> tuple[Storage, list[str]]:
    storage, told = Storage({"A.Now": 0, "A.Later": 0, "A.Other": 0}), list[str]()
    storage.put("A.Now", 1, value=1)

    def fill() -> None:
        told.append("filled")
        storage.put("A.Later", 1, value=5)
        storage.put("A.Other", 2, value=6)

    storage.put_later(["A.Later", "A.Other"], fill)
    storage.settle(bytes(32))
    return storage, told


def test_what_is_left_for_later_is_written_when_it_is_asked_for() -> None:
    storage, told = a_storage_filled_later()
    assert storage.number("A.Now", 1) == 1
    assert told == []
    assert storage.number("A.Later", 1) == 5
    assert storage.number("A.Other", 2) == 6
    assert told == ["filled"]


def test_it_belongs_to_genesis_whatever_transaction_and_block_ask_for_it() -> None:
    storage, _ = a_storage_filled_later()
    storage.begin()
    storage.add("A.Later", 1, amount=2)
    storage.rollback()
    assert storage.number("A.Later", 1) == 5
    storage.add("A.Later", 1, amount=3)
    storage.seal(1)
    assert storage.written == {("A.Later", (1,)): 8}
    assert storage.at(0).number("A.Later", 1) == 5
    assert storage.at(0).number("A.Other", 2) == 6


def test_a_whole_copy_has_it_too_and_another_state_replaces_it() -> None:
    storage, _ = a_storage_filled_later()
    assert storage.copied() == {"A.Now": {(1,): 1}, "A.Later": {(1,): 5}, "A.Other": {(2,): 6}}
    other, told = a_storage_filled_later()
    other.resume({"A.Later": {(9,): 9}}, 4, bytes(32))
    assert not other.has("A.Later", 1)
    assert told == []
