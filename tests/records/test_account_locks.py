"""One program at a time trades with an account."""

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dtao_tui.records import account_locks
from dtao_tui.records.account_locks import AccountLocks

_HOLDER = """
import sys
from pathlib import Path
from dtao_tui.records.account_locks import AccountLocks
claims = AccountLocks(Path(sys.argv[1]))
print(claims.claim(sys.argv[2], "0xaa", sys.argv[3]), flush=True)
sys.stdin.read()
"""

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names of sockets outside the file system")


@pytest.fixture
def scope(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own names, as the holder in another process uses them."""
    monkeypatch.setattr(account_locks, "_SCOPE", "dtao-tui")


@pytest.fixture
def address(tmp_path: Path) -> str:
    """An account that no other test claims."""
    return f"5{hashlib.sha256(str(tmp_path).encode()).hexdigest()}"


@contextmanager
def a_holder(folder: Path, address: str, chain_host: str = "") -> Iterator[str]:
    """Another process that claims the account; what it says of that."""
    command = [sys.executable, "-c", _HOLDER, str(folder), address, chain_host]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        yield holder.stdout.readline().strip()
    finally:
        holder.kill()
        holder.communicate(timeout=10)


def test_the_second_to_claim_an_account_does_not_get_it(tmp_path: Path) -> None:
    first, second = AccountLocks(tmp_path), AccountLocks(tmp_path)
    assert first.claim("5Grw", "0xaa")
    assert first.claim("5Grw", "0xaa")
    assert not second.claim("5Grw", "0xaa")
    assert second.claim("5FHn", "0xaa")
    assert second.claim("5Grw", "0xbb")


def test_a_released_account_can_be_claimed_by_another(tmp_path: Path) -> None:
    first, second = AccountLocks(tmp_path), AccountLocks(tmp_path)
    first.claim("5Grw", "0xaa")
    first.release()
    assert second.claim("5Grw", "0xaa")


def test_a_killed_program_leaves_no_claim_behind(tmp_path: Path, scope: None, address: str) -> None:
    with a_holder(tmp_path, address) as told:
        assert told == "True"
        assert not AccountLocks(tmp_path).claim(address, "0xaa")
    assert AccountLocks(tmp_path).claim(address, "0xaa")


@on_linux
def test_two_homes_cannot_both_claim_an_account(tmp_path: Path, scope: None, address: str) -> None:
    mine = tmp_path / "mine"
    with a_holder(tmp_path / "theirs", address) as told:
        assert told == "True"
        assert not AccountLocks(mine).claim(address, "0xaa")
        assert AccountLocks(mine).claim(address, "0xbb")
        with a_holder(tmp_path / "third", address) as told:
            assert told == "False"
    assert AccountLocks(mine).claim(address, "0xaa")


@on_linux
def test_an_account_is_another_one_on_another_node_of_this_machine(tmp_path: Path, scope: None, address: str) -> None:
    with a_holder(tmp_path / "theirs", address, "ws://127.0.0.1:1"):
        assert AccountLocks(tmp_path / "two").claim(address, "0xaa", "ws://127.0.0.1:2")
        assert not AccountLocks(tmp_path / "one").claim(address, "0xaa", "ws://127.0.0.1:1")


@on_linux
def test_nobody_can_connect_to_a_claim_and_nothing_is_written_beside_the_lock_file(tmp_path: Path) -> None:
    held = AccountLocks(tmp_path / "locks")
    held.claim("5Grw", "0xaa")
    names = [line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines() if "@dtao-tui-" in line]
    for name in names:
        with socket.socket(socket.AF_UNIX) as caller, pytest.raises(ConnectionRefusedError):
            caller.connect("\0" + name[1:])
    assert names
    assert [path.name for path in (tmp_path / "locks").iterdir()] == ["5Grw-aa.lock"]
    held.release()


def test_a_pipe_in_the_place_of_a_lock_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "5Grw-aa.lock")
    with pytest.raises(OSError, match="named pipe"):
        AccountLocks(tmp_path).claim("5Grw", "0xaa")
