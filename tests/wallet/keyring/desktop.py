"""A desktop session for tests: a private D-Bus with a real Secret Service, in folders of the test's own."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

MASTER = b"test-master"

_PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon", "secret-tool")
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <servicedir>{services}</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass(frozen=True)
class Desktop:
    """A session bus and the folders that its programs see as home and run-time folder."""

    root: Path
    environment: Mapping[str, str]

    def offer(self, name: str, program: str) -> None:
        """Have the bus start that program when somebody speaks to the name."""
        text = f"[D-BUS Service]\nName={name}\nExec={program}\n"
        (self.root / "services" / f"{name}.service").write_text(text)
        self._called("org.freedesktop.DBus.ReloadConfig")

    @contextmanager
    def keyring(self, unlocked: bool = True) -> Iterator[None]:
        """The daemon while the block runs; the first unlocking makes the login keyring."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        command.append("--unlock" if unlocked else "--start")
        with _running(command, self.environment, MASTER if unlocked else b""):
            self._wait_for_service()
            yield

    def lookup(self, service: str, user: str) -> str:
        """What another program of the user finds."""
        command = ["secret-tool", "lookup", "service", service, "username", user]
        found = subprocess.run(command, env=dict(self.environment), capture_output=True, text=True, timeout=10)
        return found.stdout

    def names(self) -> str:
        """The names that programs have taken on the bus."""
        return self._called("org.freedesktop.DBus.ListNames")

    def _wait_for_service(self) -> None:
        for _ in range(500):
            if "org.freedesktop.secrets" in self.names():
                return
            time.sleep(0.02)
        raise AssertionError("the Secret Service did not start")

    def _called(self, method: str) -> str:
        command = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", method]
        done = subprocess.run(command, env=dict(self.environment), capture_output=True, text=True, timeout=10)
        return done.stdout


@contextmanager
def session(root: Path) -> Iterator[Desktop]:
    """A private session bus; skips the test where the programs are missing."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)} (Debian: gnome-keyring, dbus, libsecret-tools)")
    for folder in ("home/.cache", "home/.local/share/keyrings", "services"):
        (root / folder).mkdir(parents=True)
    (root / "run").mkdir(mode=0o700)
    socket = root / "run" / "bus"
    (root / "bus.conf").write_text(_CONFIG.format(socket=socket, services=root / "services"))
    environment = {
        "HOME": str(root / "home"),
        "XDG_RUNTIME_DIR": str(root / "run"),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={socket}",
        "PATH": os.environ["PATH"],
    }
    command = ["dbus-daemon", f"--config-file={root / 'bus.conf'}", "--nofork", "--print-address=1"]
    with _running(command, environment) as bus:
        assert bus.stdout is not None
        assert bus.stdout.readline(), "the session bus did not start"
        yield Desktop(root, environment)


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], said: bytes = b""
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    process.stdin.write(said)
    process.stdin.close()
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
