"""Reports of 64 bytes to and from a stand-in for a Ledger, and the folder and environment by which it is found."""

import contextlib
import functools
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.wallet.ledger.polkadot_app import Person, PolkadotApp

BORDER = Path(__file__).parent / "hidraw_border.c"
REPORT = 64
_LIBRARY = "border.so"
_CHANNEL_AND_TAG = b"\x01\x01\x05"
_HEAD = 5
_BEAT = 0.01

_HID = "0003:2C97:5011.0001"
_DESCRIPTOR = bytes.fromhex("06a0ff0901a101c0")
"""Usage page FFA0, which is Ledger's interface for APDUs."""


@dataclass
class Plugged:
    """A stand-in that the process with this environment finds."""

    app: PolkadotApp
    environment: dict[str, str]
    path: Path
    """Of its socket."""

    openings: int = 0

    def refuse(self, trouble: int) -> None:
        """Let nobody open it from now on; `trouble` is the system's number, such as EACCES without udev rules."""
        self.environment["HIDRAW_TROUBLE"] = str(trouble)
        self.path.unlink()


@contextlib.contextmanager
def plugged(app: PolkadotApp, *, is_there: bool = True) -> Iterator[Plugged]:
    """A stand-in whose app is open; without `is_there` nothing is connected."""
    # A socket's path has at most 107 characters, which a test's own folder may exceed.
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        home = Path(folder)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {
            "LD_PRELOAD": str(border()),
            "HIDRAW_TREE": str(_tree(home / "sys", is_there=is_there)),
            "HIDRAW_SOCKET": str(home / "hidraw0"),
        }
        stand_in = Plugged(app, environment, home / "hidraw0")
        listener.bind(str(stand_in.path))
        listener.listen()
        threading.Thread(target=_serve, args=(listener, stand_in), daemon=True).start()
        try:
            yield stand_in
        finally:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()


def border() -> Path:
    """The compiled library; the test is skipped where nothing can compile it."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("the stand-in for a Ledger needs Linux and a C compiler (gcc and libc6-dev)")
    return Path(_built(compiler).name) / _LIBRARY


@functools.cache
def _built(compiler: str) -> "tempfile.TemporaryDirectory[str]":
    """A folder with the library, which ends with this process; nobody else can write there."""
    folder = tempfile.TemporaryDirectory(prefix="hidraw-")
    command = [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror"]
    subprocess.run([*command, "-o", str(Path(folder.name) / _LIBRARY), str(BORDER), "-ldl"], check=True)
    return folder


def _serve(listener: socket.socket, stand_in: Plugged) -> None:
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            stand_in.openings += 1
            with connection, contextlib.suppress(OSError, _Left):
                _talk(connection, stand_in.app)


class _Left(Exception):
    """Whoever opened the device has ended."""


def _talk(connection: socket.socket, app: PolkadotApp) -> None:
    def wait() -> None:
        while app.person is Person.IS_AWAY:
            time.sleep(_BEAT)
            with contextlib.suppress(BlockingIOError):
                if not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
                    raise _Left

    while (apdu := _apdu(connection)) is not None:
        for report in _reports(app.answer(apdu, wait)):
            connection.send(report)


def _apdu(connection: socket.socket) -> bytes | None:
    """The next APDU, joined from its reports; None when the other end has closed."""
    joined, length, number = b"", 0, 0
    while not number or len(joined) < length:
        report = connection.recv(2 * REPORT)
        if not report:
            return None
        # The first byte is the report's number, which the kernel takes off.
        assert len(report) == REPORT + 1
        assert report[1:6] == _CHANNEL_AND_TAG + number.to_bytes(2, "big")
        body = report[1 + _HEAD :]
        if not number:
            length, body = int.from_bytes(body[:2], "big"), body[2:]
        joined, number = joined + body, number + 1
    return joined[:length]


def _reports(answer: bytes) -> Iterator[bytes]:
    whole, room = len(answer).to_bytes(2, "big") + answer, REPORT - _HEAD
    for number, at in enumerate(range(0, len(whole), room)):
        head = _CHANNEL_AND_TAG + number.to_bytes(2, "big")
        yield (head + whole[at : at + room]).ljust(REPORT, b"\x00")


def _tree(root: Path, *, is_there: bool) -> Path:
    """The folders of /sys in which the kernel describes the device; the folder that stands for /sys/class/hidraw."""
    found = root / "class" / "hidraw"
    found.mkdir(parents=True)
    if not is_there:
        return found
    usb = root / "devices" / "usb1" / "1-1"
    interface = usb / "1-1:1.0"
    hid = interface / _HID
    node = hid / "hidraw" / "hidraw0"
    node.mkdir(parents=True)
    for name in ("usb", "hid"):
        (root / "bus" / name).mkdir(parents=True)
    _describe(
        usb, root / "bus" / "usb", "DEVTYPE=usb_device\n", manufacturer="Ledger", product="Nano", bcdDevice="0202"
    )
    _describe(interface, root / "bus" / "usb", "DEVTYPE=usb_interface\n", bInterfaceNumber="00")
    _describe(hid, root / "bus" / "hid", "HID_ID=0003:00002C97:00005011\nHID_NAME=Ledger Nano\nHID_UNIQ=0001\n")
    (hid / "report_descriptor").write_bytes(_DESCRIPTOR)
    _describe(node, found, "MAJOR=240\nMINOR=0\nDEVNAME=hidraw0\n")
    (node / "device").symlink_to(hid)
    (found / "hidraw0").symlink_to(node)
    return found


def _describe(device: Path, subsystem: Path, properties: str, **attributes: str) -> None:
    (device / "subsystem").symlink_to(subsystem)
    (device / "uevent").write_text(properties)
    for name, value in attributes.items():
        (device / name).write_text(f"{value}\n")
