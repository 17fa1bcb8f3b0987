"""A terminal that is gone without a word: the app does not stay behind, waiting to draw."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
from pathlib import Path

import pytest

from tests.acceptance.script import SCRIPT, children_of, environment_of, is_gone, wait_until

pytestmark = pytest.mark.journey

GONE_WITHIN_SECONDS = 10.0


def read_until(terminal: int, word: bytes) -> None:
    """Take what is drawn until the word is among it."""
    drawn = b""
    while word not in drawn:
        drawn += os.read(terminal, 65536)


def test_the_app_ends_with_a_terminal_that_sends_no_signal(own_home: Path) -> None:
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    # A session without a controlling terminal: nothing tells the app of the end but its writes.
    app = subprocess.Popen(
        [SCRIPT, "-n", "practice"],
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
        env=environment_of(own_home, {"BT_WALLET": "practice", "BT_WALLET_PATH": str(own_home / "wallets")}),
    )
    try:
        os.close(its)
        read_until(ours, b"templar")
        children = children_of(app.pid)
        os.close(ours)
        app.wait(GONE_WITHIN_SECONDS)
        assert children
        wait_until(lambda: all(map(is_gone, children)), GONE_WITHIN_SECONDS, "the practice node")
    finally:
        app.kill()
        app.wait()
