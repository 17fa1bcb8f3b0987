"""Files of keys: whole and on the disk, or not there at all; closed to others; nothing is ever written over."""

import errno
import os
from pathlib import Path

import pytest

from dtao_tui.wallet import wallet_files

KEYS = {"coldkey": b"secret", "coldkeypub.txt": b"public"}


@pytest.fixture
def deeds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is synced and renamed, in order, by the last part of its name."""
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def synced(handle: int) -> None:
        done.append(f"sync {Path(os.readlink(f'/proc/self/fd/{handle}')).name.split('-')[0]}")
        fsync(handle)

    def renamed(path: Path, target: Path) -> Path:
        done.append(f"rename to {target.name}")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    return done


def full_disk_at(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    calls = iter(range(100))

    def fsync(_handle: int) -> None:
        if next(calls) == call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)


def test_a_wallet_appears_once_all_of_it_is_on_the_disk(tmp_path: Path, deeds: list[str]) -> None:
    wallet_files.place_folder(tmp_path / "wallets" / "trade", KEYS)
    assert deeds == ["sync coldkey", "sync coldkeypub.txt", "sync .unfinished", "rename to trade", "sync wallets"]


def test_a_wallet_and_its_files_are_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "wallets" / "trade"
    wallet_files.place_folder(folder, KEYS)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == KEYS
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert {folder.stat().st_mode & 0o777, folder.parent.stat().st_mode & 0o777} == {0o700}


@pytest.mark.parametrize("call", [0, 1, 2])
def test_a_disk_that_is_full_leaves_no_part_of_a_wallet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    full_disk_at(monkeypatch, call)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        wallet_files.place_folder(tmp_path / "wallets" / "trade", KEYS)
    assert list((tmp_path / "wallets").iterdir()) == []


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_nothing_is_put_in_the_place_of_what_is_there(tmp_path: Path, what: str) -> None:
    wallets = tmp_path / "wallets"
    wallets.mkdir()
    place = wallets / "trade"
    {
        "folder": lambda: place.mkdir(),
        "file": lambda: place.write_bytes(b"kept"),
        "link": lambda: place.symlink_to(tmp_path / "nowhere"),
    }[what]()
    with pytest.raises(FileExistsError):
        wallet_files.place_folder(place, KEYS)
    assert list(wallets.iterdir()) == [place]
    assert not (tmp_path / "nowhere").exists()
