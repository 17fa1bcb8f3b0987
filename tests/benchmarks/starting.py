"""From the process start to the first frame and the first live table, on the installed script in a pseudo-terminal."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect

from dtao_tui.settings import load
from tests.benchmarks.report import Measured

SCRIPT = str(Path(sys.executable).with_name("dtao-tui"))
RUNS = 5
SIGNER_SECONDS = 20
_FRAME = "Portfolio"
_TABLE = "templar"


def measured() -> Iterator[Measured]:
    """Help, first frame, first live table, and what the three processes occupy."""
    yield Measured("--help, whole process", [_help() for _ in range(RUNS)], "ms", 250)
    with tempfile.TemporaryDirectory() as home:
        _start(home)
        starts = [_start(home) for _ in range(RUNS)]
    yield Measured("process start to first frame", [s[0] for s in starts], "ms", 500)
    yield Measured("process start to first live table (node started too)", [s[1] for s in starts], "ms")
    for at, name in enumerate(("app", "signer", "practice node")):
        yield Measured(
            f"memory of the {name}", [s[2][at] for s in starts], "MB", 120 if name == "practice node" else None
        )


def _help() -> float:
    started = time.perf_counter()
    subprocess.run([SCRIPT, "--help"], check=True, capture_output=True)
    return (time.perf_counter() - started) * 1000


def _start(home: str) -> tuple[float, float, tuple[float, float, float]]:
    """Milliseconds to the first frame and to the table, and the memory once the practice account is unlocked."""
    environment = {**os.environ, "DTAO_TUI_HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    started = time.perf_counter()
    app = pexpect.spawn(SCRIPT, env=environment, dimensions=(36, 120), timeout=30, encoding="utf-8")
    app.expect_exact(_FRAME)
    frame = (time.perf_counter() - started) * 1000
    app.expect_exact(_TABLE)
    table = (time.perf_counter() - started) * 1000
    _unlock(app)
    memory = (_resident(app.pid), _resident(_child(app.pid, "signer")), _resident(_node(home)))
    app.kill(15)
    # A terminal that nobody reads would hold the app at its last words.
    app.expect(pexpect.EOF)
    app.wait()
    return frame, table, memory


def _unlock(app: "pexpect.spawn[str]") -> None:
    """Open the practice account's key; nothing on the screen tells it from before, but the signer is there then."""
    app.send("4")
    app.expect_exact("ready")
    app.send("U")
    end = time.monotonic() + SIGNER_SECONDS
    while _child(app.pid, "signer") is None and time.monotonic() < end:
        app.expect(pexpect.TIMEOUT, timeout=0.1)
    app.expect(pexpect.TIMEOUT, timeout=1)


def _node(home: str) -> int:
    places = load({"DTAO_TUI_HOME": home}).places
    found = re.search(r'"pid": (\d+)', places.practice.read_text())
    assert found
    return int(found[1])


def _child(parent: int, word: str) -> int | None:
    tasks = Path(f"/proc/{parent}/task").iterdir()
    children = [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
    return next((pid for pid in children if word in Path(f"/proc/{pid}/cmdline").read_text()), None)


def _resident(pid: int | None) -> float:
    assert pid is not None
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024
