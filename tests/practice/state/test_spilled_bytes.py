"""Pieces of bytes in a nameless file: they come back, their room is used again, and a disk that is gone is no end."""

from pathlib import Path

import pytest

from dtao_tui.practice.state import history
from dtao_tui.practice.state.spilled_bytes import ROOM, SpilledBytes
from dtao_tui.practice.state.storage import Storage


def test_pieces_come_back_and_their_room_is_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "spilled"
    folder.mkdir()
    spilled = SpilledBytes(folder)
    first, second = spilled.put(b"a" * 10), spilled.put(b"b" * (ROOM + 1))
    assert first is not None
    assert second is not None
    assert spilled.read(first) == b"a" * 10
    assert spilled.read(second) == b"b" * (ROOM + 1)
    assert list(folder.iterdir()) == []
    spilled.give_back(first)
    third = spilled.put(b"c" * ROOM)
    assert third is not None
    assert third.offset == first.offset
    assert spilled.read(third) == b"c" * ROOM
    assert spilled.read(second) == b"b" * (ROOM + 1)


def test_a_folder_that_is_gone_leaves_pieces_where_they_were(tmp_path: Path) -> None:
    spilled = SpilledBytes(tmp_path / "gone")
    assert spilled.put(b"a") is None
    spilled.folder = tmp_path
    assert spilled.put(b"a") is None


@pytest.mark.parametrize("folder", ["", "gone"])
def test_states_of_a_large_world_read_as_they_were_from_the_disk_or_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.setattr(history, "LARGE", 1)
    storage = Storage({"A.Map": 0})
    storage.spill_into(tmp_path / folder)
    storage.settle(bytes(32))
    for number in range(1, 300):
        for key in range(number % 5 + 1):
            storage.put("A.Map", key, value=number * 10 + key)
        storage.seal(number)
    for number in (298, 200, 60, 44):
        assert storage.at(number).number("A.Map", 0) == number * 10
