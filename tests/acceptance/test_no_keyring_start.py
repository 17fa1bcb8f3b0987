"""The installed script where the keyring is missing, gone, dead or locked: it starts, says so, and ends at once."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance.script import app_of, children_of, the_app
from tests.wallet.keyring.desktop import session

pytestmark = pytest.mark.journey

STARTED_WITHIN_SECONDS = 8.0
"""The app itself needs one; a keyring that it waited for would take 25 to 120 more."""

LEFT_WITHIN_SECONDS = 2.0


def visit(home: Path, more: Mapping[str, str], sentence: str) -> None:
    """Open the app, look at the unlock dialog, leave."""
    began = time.monotonic()
    with the_app(home, more) as person:
        person.sees("Subnets", "templar", within=STARTED_WITHIN_SECONDS)
        assert time.monotonic() - began < STARTED_WITHIN_SECONDS
        person.types("4")
        person.sees("key file")
        person.types("U")
        person.sees("Unlock trade", "Password", sentence)
        assert "remember it in" not in person.screen()
        person.presses("Escape")
        assert [
            pid for pid in children_of(app_of(person)) if "keyring" in Path(f"/proc/{pid}/cmdline").read_text()
        ] == []
        left = time.monotonic()
        person.types("q")
        person.sees("left with 0")
        assert time.monotonic() - left < LEFT_WITHIN_SECONDS


def test_without_a_session_bus_it_starts_and_asks_for_the_password(home: Path) -> None:
    visit(home, {}, "No session bus")


@contextmanager
def a_dead_keyring(root: Path) -> Iterator[Mapping[str, str]]:
    with session(root) as desktop:
        desktop.offer("org.freedesktop.secrets", "/bin/sleep 30")
        yield desktop.environment


@pytest.mark.keyring_real
def test_a_keyring_that_never_comes_up_delays_nothing(home: Path, tmp_path: Path) -> None:
    with a_dead_keyring(tmp_path / "desktop") as environment:
        visit(home, environment, "not running")


@pytest.mark.keyring_real
def test_a_locked_keyring_opens_no_dialog(home: Path, tmp_path: Path) -> None:
    with session(tmp_path / "desktop") as desktop:
        with desktop.keyring():
            pass
        with desktop.keyring(unlocked=False):
            visit(home, desktop.environment, "keyring is locked")
            assert "Prompter" not in desktop.names()
