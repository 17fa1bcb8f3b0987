"""Tells what the signer's process has loaded before its first question."""

import sys

from dtao_tui.processes.bootstrap import Pipe
from dtao_tui.wallet.signer import signer_process


def main() -> None:
    assert callable(signer_process.main)
    pipe = Pipe()
    pipe.next()
    loaded = [name for name in sys.modules if not name.startswith("tests")]
    pipe.answer("\n".join(sorted(loaded)).encode())
