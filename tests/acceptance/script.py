"""The installed script in a real terminal, in a home of its own, and what the system knows of its processes."""

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dtao_tui.settings import Folders, places_of, prepare
from tests.journeys.stage import Terminal, announce, terminal
from tests.wallet.conftest import encrypted_keyfile, write_wallet

SCRIPT = Path(sys.executable).with_name("dtao-tui")
WALLET = "trade"
ENTER, ESCAPE = "\r", "\x1b"

_NO_DESKTOP = ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY", "WAYLAND_DISPLAY")


def places_in(home: Path, node: str) -> Folders:
    """A new home whose practice network is that node, with one encrypted wallet."""
    places = places_of({"DTAO_TUI_HOME": str(home)})
    prepare(places)
    announce(places, node)
    write_wallet(places.wallets / WALLET, *encrypted_keyfile())
    return places


def environment_of(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the script finds: this home, and no desktop session unless one is named."""
    kept = {name: value for name, value in os.environ.items() if name not in _NO_DESKTOP}
    own = {"DTAO_TUI_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "BT_WALLET": WALLET}
    return kept | own | dict(more or {})


@contextmanager
def the_app(
    home: Path, more: Mapping[str, str] | None = None, command: str = str(SCRIPT), size: tuple[int, int] = (120, 36)
) -> Iterator[Terminal]:
    """The app in a terminal; when it ends, the terminal says with which status."""
    with terminal(f"{command}; echo left with $?; sleep 60", home, environment_of(home, more), size) as person:
        yield person


def press(person: Terminal, key: str) -> None:
    """Press a key and let a moment pass: by that a terminal tells Escape from the beginning of another key."""
    person.types(key)
    time.sleep(0.25)


def app_of(person: Terminal) -> int:
    """The process id of the app in this terminal."""
    return next(pid for pid in children_of(person.shell()) if "dtao-tui" in command_of(pid))


def signer_of(app: int) -> int | None:
    """The process id of the app's signer, if one runs."""
    return next((pid for pid in children_of(app) if "signer_process" in command_of(pid)), None)


def children_of(pid: int) -> list[int]:
    """The process ids of its children."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> str:
    """Its command line."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


def is_gone(pid: int) -> bool:
    """Whether the process has ended; a zombie has."""
    try:
        return re.search(r"\) Z ", Path(f"/proc/{pid}/stat").read_text()) is not None
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until(holds: Callable[[], object], within: float, what: str) -> float:
    """Wait until it holds, and tell how many seconds that took; fails after so many."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < within, f"{what}: not within {within:g} s"
        time.sleep(0.02)
    return time.monotonic() - began
