"""Private files are regular files of this user; everything else in their place is refused at once."""

import errno
import os
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dtao_tui import private_files
from dtao_tui.private_files import NotOurFile, OpenToOthers


@pytest.fixture(autouse=True)
def never_waits() -> Iterator[None]:
    """What waits for the other end of a pipe is ended by the alarm, and fails."""
    signal.alarm(5)
    yield
    signal.alarm(0)


def a_socket(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    here = os.open(".", os.O_RDONLY)
    try:
        # The name of a socket is short; a temporary folder's is not.
        os.fchdir(folder)
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)
        os.close(folder)


INTRUDERS: dict[str, Callable[[Path], object]] = {
    "a named pipe": os.mkfifo,
    "a socket": a_socket,
    "a folder": os.mkdir,
    "a link": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("what", INTRUDERS)
@pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_RDWR | os.O_CREAT, os.O_WRONLY | os.O_CREAT | os.O_APPEND])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, what: str, flags: int) -> None:
    path = tmp_path / "state"
    INTRUDERS[what](path)
    with pytest.raises(NotOurFile) as told:
        private_files.opened(path, flags)
    assert told.value.strerror == f"it is {what}, not a regular file"
    with pytest.raises(NotOurFile, match=what):
        private_files.refuse_other(path)


def test_a_device_is_refused_even_through_a_link_that_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.symlink_to("/dev/zero")
    with pytest.raises(NotOurFile, match="a device"):
        private_files.read(path, 10, follow=True)


def test_a_file_of_another_user_is_refused_and_not_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state"
    path.write_bytes(b"theirs")
    if os.geteuid() == 0:
        os.chown(path, 12345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(NotOurFile, match="another user"):
        private_files.opened(path, os.O_WRONLY | os.O_TRUNC)
    assert path.read_bytes() == b"theirs"


def test_a_link_is_followed_where_that_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"x")
    (tmp_path / "here").symlink_to("there")
    assert private_files.read(tmp_path / "here", 10, follow=True) == b"x"


def test_a_file_is_read_to_its_bound_and_not_beyond(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.write_bytes(b"x" * 1024)
    assert private_files.read(path, 1024) == b"x" * 1024
    with pytest.raises(NotOurFile, match="larger"):
        private_files.read(path, 1023)


def test_new_and_replaced_files_are_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "state"
    path.parent.mkdir()
    private_files.write_new(path, b"one")
    with pytest.raises(FileExistsError):
        private_files.write_new(path, b"two")
    private_files.replace(path, b"three")
    assert path.read_bytes() == b"three"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["state"]


def test_a_file_that_others_can_change_is_read_only_where_that_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.write_bytes(b"x")
    path.chmod(0o620)
    assert private_files.read(path, 10) == b"x"
    with pytest.raises(OpenToOthers, match="other users can change it") as told:
        private_files.read(path, 10, open_to_others=False)
    assert told.value.mode == 0o620
    path.chmod(0o644)
    assert private_files.read(path, 10, open_to_others=False) == b"x"


def test_every_folder_that_is_made_is_closed_to_others(tmp_path: Path) -> None:
    private_files.make_folder(tmp_path / "new" / "inner")
    assert [stat.S_IMODE(at.stat().st_mode) for at in (tmp_path / "new", tmp_path / "new" / "inner")] == [0o700] * 2


def test_a_folder_that_is_there_is_closed_only_if_that_is_wanted(tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    folder.chmod(0o755)
    private_files.make_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    private_files.make_folder(folder, closed=True)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_or_a_dangling_link_in_the_place_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to("nowhere")
    for place in (tmp_path / "file" / "inner", tmp_path / "link"):
        with pytest.raises(OSError, match=r"exists|directory"):
            private_files.make_folder(place)


def test_truncating_empties_a_file_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.write_bytes(b"long")
    os.close(private_files.opened(path, os.O_WRONLY | os.O_TRUNC))
    assert path.read_bytes() == b""


@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_a_planted_link_is_not_written_through(tmp_path: Path, target: str) -> None:
    (tmp_path / "there").write_bytes(b"kept")
    link = tmp_path / "coldkey"
    link.symlink_to(tmp_path / target)
    with pytest.raises(FileExistsError):
        private_files.write_new(link, b"secret")
    assert (tmp_path / "there").read_bytes() == b"kept"
    assert not (tmp_path / "nowhere").exists()


def test_a_replaced_file_is_the_old_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state" / "watched.json"
    path.parent.mkdir()
    synced: list[str] = []
    fsync = os.fsync

    def record(file: int) -> None:
        synced.append(Path(os.readlink(f"/proc/self/fd/{file}")).name.split(".")[-1][:5])
        fsync(file)

    def fail(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", record)
    private_files.replace(path, b"old")
    assert len(synced) == 2
    assert synced[-1] == "state"
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        private_files.replace(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_what_was_left_by_a_program_that_was_ended_is_removed_later(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "count"
    path.parent.mkdir()
    old, fresh = (path.with_name(f".count.{letter * 16}") for letter in "ab")
    for left in (old, fresh):
        left.write_bytes(b"half")
    os.utime(old, (1.0, 1.0))
    private_files.replace(path, b"whole")
    assert sorted(path.parent.iterdir()) == sorted([path, fresh])
