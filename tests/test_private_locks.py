"""One program at a time holds the lock of a file, and only a private file can be one."""

import fcntl
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dtao_tui import private_locks
from dtao_tui.private_files import NotOurFile

_HOLDER = """
import sys
from pathlib import Path
from dtao_tui import private_locks
print(private_locks.taken(Path(sys.argv[1])) is not None, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "one.lock"


def test_the_second_does_not_get_a_lock_until_the_first_gives_it_back(path: Path) -> None:
    first = private_locks.taken(path)
    assert first is not None
    assert private_locks.taken(path) is None
    os.close(first)
    second = private_locks.taken(path)
    assert second is not None
    os.close(second)


def test_a_killed_program_gives_its_lock_back(path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        assert private_locks.taken(path) is None
    finally:
        holder.kill()
        holder.communicate(timeout=10)
    file = private_locks.taken(path)
    assert file is not None
    os.close(file)


def test_a_program_of_an_earlier_version_is_kept_out_and_keeps_out(path: Path) -> None:
    with path.open("w") as earlier:
        fcntl.flock(earlier, fcntl.LOCK_EX)
        assert private_locks.taken(path) is None
        fcntl.flock(earlier, fcntl.LOCK_UN)
        file = private_locks.taken(path)
        assert file is not None
        with pytest.raises(BlockingIOError):
            fcntl.flock(earlier, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(file)


def test_a_lock_file_is_its_owners_alone_and_no_child_inherits_it(path: Path) -> None:
    file = private_locks.taken(path)
    assert file is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not os.get_inheritable(file)
    os.close(file)


@pytest.mark.parametrize("what", ["a link", "a named pipe", "a folder"])
def test_what_is_no_private_file_is_refused_at_once_and_left_as_it_is(path: Path, what: str) -> None:
    make = {"a link": lambda at: at.symlink_to("victim"), "a named pipe": os.mkfifo, "a folder": os.mkdir}[what]
    make(path)
    with pytest.raises(NotOurFile, match=what):
        private_locks.taken(path)
    assert not (path.parent / "victim").exists()


def test_where_no_lock_can_be_had_nothing_is_left_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: int, _operation: int) -> None:
        raise OSError(37, os.strerror(37))

    monkeypatch.setattr(fcntl, "flock", refuse)
    before = set(os.listdir("/proc/self/fd")) if sys.platform == "linux" else set()
    with pytest.raises(OSError, match=os.strerror(37)):
        private_locks.taken(path)
    assert (set(os.listdir("/proc/self/fd")) if sys.platform == "linux" else set()) == before
