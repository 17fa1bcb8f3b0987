"""The private caches of metadata: one folder for each chain and endpoint, closed to others, not too many."""

import os
from pathlib import Path

import pytest

from dtao_tui.chain.runtime import metadata_cache
from dtao_tui.ports.errors import NotConnected

GENESIS = "0x" + "ab" * 32
METADATA = b"meta\x0f and more"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return metadata_cache.choose(tmp_path / "metadata", GENESIS, "wss://a.example")


def test_each_chain_and_endpoint_has_a_folder_of_its_own(tmp_path: Path) -> None:
    folders = {
        metadata_cache.choose(tmp_path, GENESIS, "wss://a.example"),
        metadata_cache.choose(tmp_path, GENESIS, "wss://b.example"),
        metadata_cache.choose(tmp_path, "0x" + "cd" * 32, "wss://a.example"),
        metadata_cache.choose(tmp_path, GENESIS, "wss://a.example/other"),
    }
    assert len(folders) == 4


def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = metadata_cache.choose(tmp_path / "metadata", GENESIS, "wss://a.example")
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
    with pytest.raises(NotConnected, match="cannot be made"):
        metadata_cache.choose(tmp_path / "file", GENESIS, "wss://a.example")
    assert (tmp_path / "file").read_text() == ""


def test_metadata_is_found_again_by_both_versions_alone(folder: Path) -> None:
    metadata_cache.store(folder, 461, 1, METADATA)
    assert metadata_cache.load(folder, 461, 1) == METADATA
    assert metadata_cache.load(folder, 461, 2) is None
    assert metadata_cache.load(folder, 460, 1) is None
    assert [file.stat().st_mode & 0o777 for file in folder.iterdir()] == [0o600]


def test_metadata_of_the_oldest_runtimes_is_dropped(folder: Path) -> None:
    for spec in range(metadata_cache.MOST_FILES + 3):
        metadata_cache.store(folder, spec, 1, METADATA)
        (folder / f"spec-{spec}-1.scale").touch()
        os.utime(folder / f"spec-{spec}-1.scale", (spec, spec))
    assert len(list(folder.iterdir())) == metadata_cache.MOST_FILES
    assert metadata_cache.load(folder, spec, 1) == METADATA


def test_metadata_behind_a_link_or_beyond_measure_is_not_read(folder: Path) -> None:
    metadata_cache.store(folder, 461, 1, METADATA)
    (folder / "spec-462-1.scale").symlink_to(folder / "spec-461-1.scale")
    (folder / "spec-463-1.scale").write_bytes(bytes(metadata_cache.LARGEST_METADATA + 1))
    assert metadata_cache.load(folder, 462, 1) is None
    assert metadata_cache.load(folder, 463, 1) is None


def test_dropped_metadata_is_not_found_again(folder: Path) -> None:
    metadata_cache.store(folder, 461, 1, METADATA)
    metadata_cache.drop(folder, 461, 1)
    assert metadata_cache.load(folder, 461, 1) is None
