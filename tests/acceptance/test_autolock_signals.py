"""The installed script and the signals a terminal sends: the key's process is gone within a second."""

import os
import signal
from pathlib import Path

import pytest

from tests.acceptance.script import app_of, is_gone, signer_of, the_app, wait_until
from tests.journeys.stage import Terminal

pytestmark = pytest.mark.journey

GONE_WITHIN_SECONDS = 1.0
PRACTICE = {"BT_WALLET": "practice"}
"""The account whose key opens at once; its process is the same as any other's."""


def unlock(person: Terminal) -> tuple[int, int]:
    """Open the key; the process ids of the app and of its signer."""
    person.sees("10,000.000 τ free")
    person.types("4")
    person.sees("Accounts", "● practice", "U Unlock")
    person.types("U")
    person.misses("U Unlock")
    app = app_of(person)
    signer = signer_of(app)
    assert signer is not None
    return app, signer


def test_the_key_goes_when_the_app_is_stopped_and_when_its_terminal_goes(home: Path) -> None:
    with the_app(home, PRACTICE) as person:
        app, signer = unlock(person)
        os.kill(app, signal.SIGTSTP)
        wait_until(lambda: is_gone(signer), GONE_WITHIN_SECONDS, "the signer after SIGTSTP")
        wait_until(lambda: ") T " in Path(f"/proc/{app}/stat").read_text(), 3, "the stop")
        assert person.is_plain()
        os.kill(app, signal.SIGCONT)
        person.sees("Accounts", "U Unlock")
        _, signer = unlock(person)
        os.kill(app, signal.SIGHUP)
        wait_until(lambda: is_gone(signer), GONE_WITHIN_SECONDS, "the signer after SIGHUP")
        person.sees("left with 0")
        assert person.is_plain()


def test_the_key_goes_with_an_app_that_is_killed(home: Path) -> None:
    with the_app(home, PRACTICE) as person:
        app, signer = unlock(person)
        os.kill(app, signal.SIGKILL)
        wait_until(lambda: is_gone(signer), GONE_WITHIN_SECONDS, "the signer after SIGKILL")
