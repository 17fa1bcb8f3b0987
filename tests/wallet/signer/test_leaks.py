"""No key reaches the application's memory, and others of the same user cannot read the signer's."""

import subprocess
import sys
from pathlib import Path

import pytest

from dtao_tui.domain.accounts import Account
from tests.wallet.conftest import PASSWORD, PHRASE, children_of_ours
from tests.wallet.memory_search import found_in, needles

ROOT = Path(__file__).resolve().parents[3]

# Runs as a user without rights: one process lies open, one is sealed, and this one tries to read both.
LOOK = """
import ctypes, os, signal, sys, time
from dtao_tui.processes.bootstrap import seal
if os.geteuid() == 0:
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
def child(prepare):
    ready, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        prepare()
        os.write(told, b"x")
        time.sleep(60)
        os._exit(0)
    os.read(ready, 1)
    return pid
def readable(pid):
    try:
        open(f"/proc/{pid}/mem", "rb").close()
    except PermissionError:
        return False
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return True
print(readable(child(lambda: None)), readable(child(seal)))
"""


@pytest.mark.real_key
def test_the_application_never_holds_the_key(encrypted_wallet: Account) -> None:
    command = [sys.executable, "-m", "tests.wallet.signer.unlock_and_wait", str(encrypted_wallet.folder)]
    with subprocess.Popen(
        [*command, encrypted_wallet.address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as app:
        assert app.stdin is not None
        assert app.stdout is not None
        app.stdin.write(PASSWORD.encode() + b"\n")
        app.stdin.flush()
        signer = int(app.stdout.readline())
        assert found_in(app.pid, needles()) == []
        assert PASSWORD.encode() not in Path(f"/proc/{signer}/cmdline").read_bytes()
        app.stdin.write(b"\n")
        app.stdin.flush()
        assert app.stdout.readline() == b"locked\n"
        assert not Path(f"/proc/{signer}").exists()
        assert found_in(app.pid, needles()) == []
        app.stdin.write(b"\n")
        app.stdin.flush()
    assert children_of_ours() == []


def test_the_search_finds_a_phrase_that_is_there() -> None:
    code = "import sys; phrase = sys.stdin.readline(); print('here', flush=True); sys.stdin.readline()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdin.write(PHRASE.encode() + b"\n")
        holder.stdin.flush()
        holder.stdout.readline()
        assert found_in(holder.pid, needles()) == ["phrase"]


def test_a_sealed_process_cannot_be_read_by_its_own_user() -> None:
    seen = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, timeout=30, cwd=ROOT)
    assert seen.returncode == 0, seen.stderr
    open_one, sealed_one = seen.stdout.split()
    assert open_one == "True", "the kernel lets nobody look, so this shows nothing"
    assert sealed_one == "False"
