"""Two installed scripts with one account: the second looks on, and takes over when the first has gone."""

import os
import signal
from pathlib import Path

import pytest

from tests.acceptance.script import ENTER, app_of, press, the_app, wait_until
from tests.journeys.stage import Terminal

pytestmark = pytest.mark.journey

ELSEWHERE = "Another dtao-tui works with this"
"""As far as it stands in one line wherever it is told."""
PRACTICE = {"BT_WALLET": "practice"}


def write_ticket(person: Terminal) -> None:
    """A stake on templar, as far as Review."""
    person.sees("templar")
    person.types("/")
    person.sees("esc clears")
    person.types("templar")
    person.sees("1 of 128")
    press(person, ENTER)
    press(person, ENTER)
    person.sees("esc Back")
    person.types("s")
    person.sees("Tolerance")
    person.types("5")


def test_the_second_looks_on_until_the_first_has_gone(home: Path) -> None:
    with the_app(home, PRACTICE) as first:
        write_ticket(first)
        first.sees("✓ chain")
        with the_app(home, PRACTICE) as second:
            write_ticket(second)
            second.sees(ELSEWHERE)
            press(second, ENTER)
            assert "add_stake_limit" not in second.screen()
            os.kill(app_of(first), signal.SIGTERM)
            first.sees("left with 0")
            wait_until(lambda: ELSEWHERE not in second.screen(), 10, "the second taking over")
            second.types(ENTER)
            second.sees("add_stake_limit")
