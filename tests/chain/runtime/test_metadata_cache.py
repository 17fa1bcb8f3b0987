"""The private caches of metadata: one folder for each chain and endpoint, closed to others, not too many."""

import os
from pathlib import Path

import pytest

from dtao_tui.chain.runtime import metadata_cache
from dtao_tui.ports.errors import NotConnected

GENESIS = "0x" + "ab" * 32


def test_each_chain_and_endpoint_has_a_folder_of_its_own(tmp_path: Path) -> None:
    folders = {
        metadata_cache.choose(tmp_path, GENESIS, "wss://a.example"),
        metadata_cache.choose(tmp_path, GENESIS, "wss://b.example"),
        metadata_cache.choose(tmp_path, "0x" + "cd" * 32, "wss://a.example"),
        metadata_cache.choose(tmp_path, GENESIS, "wss://a.example/other"),
    }
    assert len(folders) == 4


def test_the_sdk_is_told_the_folder_which_is_closed_to_others(tmp_path: Path) -> None:
    folder = metadata_cache.choose(tmp_path / "metadata", GENESIS, "wss://a.example")
    assert os.environ[metadata_cache.VARIABLE] == str(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    assert metadata_cache.choose(tmp_path / "metadata", GENESIS, "wss://a.example") == folder
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_path_of_an_address_is_not_in_the_folders_name(tmp_path: Path) -> None:
    assert "secret" not in metadata_cache.choose(tmp_path, GENESIS, "wss://a.example/v1/secret").name


def test_the_oldest_folders_are_dropped_and_the_chosen_one_stays(tmp_path: Path) -> None:
    for number in range(metadata_cache.MOST_FOLDERS + 5):
        folder = metadata_cache.choose(tmp_path, GENESIS, f"ws://127.0.0.1:{9000 + number}")
        os.utime(folder, (number, number))
    last = metadata_cache.choose(tmp_path, GENESIS, "ws://127.0.0.1:8000")
    kept = list(tmp_path.iterdir())
    assert len(kept) == metadata_cache.MOST_FOLDERS
    assert last in kept


def test_a_folder_that_cannot_be_made_is_told_and_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    before = os.environ.get(metadata_cache.VARIABLE)
    with pytest.raises(NotConnected, match="cannot be made"):
        metadata_cache.choose(tmp_path / "file", GENESIS, "wss://a.example")
    assert os.environ.get(metadata_cache.VARIABLE) == before
