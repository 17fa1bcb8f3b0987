"""What is left of a key outside its signer: nothing in memory, nothing in files, nothing for others to see."""

import ctypes
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from tests.acceptance.script import (
    ENTER,
    SCRIPT,
    app_of,
    children_of,
    environment_of,
    is_gone,
    signer_of,
    the_app,
    wait_until,
)
from tests.journeys.stage import Terminal
from tests.wallet.conftest import PASSWORD, PHRASE
from tests.wallet.memory_search import found_in, needles

pytestmark = pytest.mark.journey

NEW_PASSWORD = "zq-vexing-mare-4471"
FORGOTTEN_SECONDS = 10
ROOT = Path(__file__).resolve().parents[2]
YAMA = Path("/proc/sys/kernel/yama/ptrace_scope")

_PR_CAPBSET_DROP = 24
_CAP_SYS_PTRACE = 19

LOOK = """
import sys
for pid in sys.argv[1:]:
    try:
        open(f"/proc/{pid}/mem", "rb").close()
    except PermissionError:
        print("refused")
    else:
        print("open")
"""

# Signs with the practice key where the kernel refuses every socket: first it shows that it does, then it signs.
OFFLINE = """
import asyncio, ctypes, platform, socket, struct
from tests.wallet.signer.orders import a_call, an_order, the_chain
from dtao_tui.cli.composition import PRACTICE_ACCOUNT
from dtao_tui.wallet.signer.signer_client import SignerClient

SOCKET = {"x86_64": 41, "aarch64": 198}[platform.machine()]
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, RETURN, ALLOW, REFUSE = 0x20, 0x15, 0x06, 0x7FFF0000, 0x00050001

def refuse_sockets():
    steps = [(LOAD, 0, 0, 0), (EQUAL, 0, 1, SOCKET), (RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    rule = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(program))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    assert libc.prctl(SECCOMP, FILTER, ctypes.c_char_p(rule), 0, 0) == 0

async def main():
    signer = SignerClient()
    await signer.send_chain_facts(the_chain())
    await signer.unlock(PRACTICE_ACCOUNT, "")
    signed = await signer.sign(an_order())
    await signer.lock()
    print(signed.decoded.call.name)

refuse_sockets()
try:
    socket.socket()
except PermissionError:
    print("no sockets")
asyncio.run(main())
"""


@contextmanager
def an_app(home: Path) -> Iterator["pexpect.spawn[str]"]:
    """The installed script as a child of this process, on a terminal that keeps nothing."""
    environment = environment_of(home)
    app = pexpect.spawn(
        str(SCRIPT),
        env=environment,
        dimensions=(36, 120),
        encoding="utf-8",
        timeout=20,
        preexec_fn=give_up_tracing,
    )
    try:
        app.expect_exact("templar")
        yield app
    finally:
        app.close(force=True)


def open_key(app: "pexpect.spawn[str]") -> int:
    """Unlock the wallet; the signer's process id."""
    app.send("4")
    app.expect_exact("key file")
    app.expect_exact("locked")
    app.send("U")
    app.expect_exact("Password")
    app.send(PASSWORD + "\r")
    app.expect_exact("unlocked")
    signer = signer_of(app.pid)
    assert signer is not None
    return signer


@pytest.mark.real_key
def test_after_a_lock_nothing_of_the_key_is_left_anywhere(home: Path) -> None:
    with an_app(home) as app:
        signer = open_key(app)
        assert found_in(app.pid, needles()) == []
        for pid in (app.pid, signer, *children_of(app.pid)):
            for name in ("cmdline", "environ"):
                told = Path(f"/proc/{pid}/{name}").read_bytes()
                assert PASSWORD.encode() not in told
                assert PHRASE.encode() not in told
        app.send("L")
        wait_until(lambda: is_gone(signer), 1, "the signer after L")
        app.expect_exact("locked")
        assert found_in(app.pid, needles()) == []
        app.send("q")
        app.expect(pexpect.EOF)
    secrets = {*needles().values(), PASSWORD.encode()}
    kept = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert [path for path, held in kept.items() if any(secret in held for secret in secrets)] == []


@pytest.mark.real_key
def test_ten_seconds_after_their_use_no_password_and_no_phrase_is_in_the_apps_memory(home: Path) -> None:
    wanted = {"password": NEW_PASSWORD.encode(), "phrase": PHRASE.encode()}
    with the_app(home) as person:
        person.sees("templar")
        import_wallet(person, home / "wallets" / "other")
        person.presses("Enter")
        person.sees("● other")
        person.types("U")
        person.sees("Password")
        person.types(NEW_PASSWORD + ENTER)
        person.sees("unlocked", within=60)
        person.types("L")
        person.misses("unlocked")
        time.sleep(FORGOTTEN_SECONDS)
        assert found_in(app_of(person), wanted) == []


def import_wallet(person: Terminal, wallet: Path) -> None:
    """Make a wallet of the phrase, with a password of its own."""
    person.types("4")
    person.sees("key file")
    person.types("i")
    person.sees("Recovery phrase")
    person.types("p")
    person.sees("New password once more")
    for text in (wallet.name, PHRASE, NEW_PASSWORD):
        person.fills_in(text)
    person.types(NEW_PASSWORD)
    person.settles()
    held = found_in(app_of(person), {"password": NEW_PASSWORD.encode(), "phrase": PHRASE.encode()})
    assert held == ["password", "phrase"], "the search does not find what is there, so it shows nothing"
    person.presses("Enter")
    wait_until((wallet / "coldkey").exists, 60, "the imported wallet")
    person.misses("Encrypting and writing")


def test_other_programs_of_the_user_cannot_read_the_signer(home: Path) -> None:
    with an_app(home) as app:
        signer = wait_until_there(app.pid)
        looked = subprocess.run(
            [sys.executable, "-c", LOOK, str(app.pid), str(signer)],
            preexec_fn=give_up_tracing,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
    of_the_app, of_the_signer = looked.stdout.split()
    assert of_the_signer == "refused"
    # Where only the key's process is protected, the app can be looked into: the refusal above means something.
    assert of_the_app == "open" or int(YAMA.read_text()) > 0, "the kernel lets nobody look, so this shows nothing"


def wait_until_there(app: int) -> int:
    wait_until(lambda: signer_of(app), 5, "the signer")
    signer = signer_of(app)
    assert signer is not None
    return signer


def give_up_tracing() -> None:
    """Make root like any user: it may look into processes of its own that no more is given to, if they let it."""
    ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _CAP_SYS_PTRACE, 0, 0, 0)


def test_the_signer_signs_where_no_socket_can_be_opened() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["no sockets", "add_stake_limit"]
