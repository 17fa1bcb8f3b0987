"""The tour of a first start, in a real terminal on a practice node: offered once, and told to its end."""

import os
import sys
from pathlib import Path

import pytest

from dtao_tui.settings import load, prepare
from tests.journeys.stage import announce, node, terminal

pytestmark = pytest.mark.journey

SCRIPT = Path(sys.executable).with_name("dtao-tui")


def test_a_newcomer_is_led_from_a_subnet_to_a_sale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DTAO_TUI_NO_TOUR")
    places = load().places
    prepare(places)
    with node("--still") as address:
        announce(places, address)
        with terminal(f"{SCRIPT}; exec cat", tmp_path, dict(os.environ), (80, 24)) as person:
            person.sees("New here?", ":tour", "templar")
            person.types(":tour")
            person.settles()
            person.presses("Enter")
            person.sees("Tour 1/7")
            person.presses("/")
            person.types("templar")
            person.presses("Enter", "Enter")
            person.sees("Tour 2/7")
            person.presses("s")
            person.sees("Tour 3/7")
            person.types("10")
            person.sees("You get")
            person.presses("Enter")
            person.sees("to sign, type")
            person.presses("y")
            person.sees("final")
            person.presses("Escape")
            person.sees("Tour 6/7")
            person.presses("2")
            person.sees("Tour 7/7", "Exit")
            person.presses("u")
            person.types("max")
            person.sees("You get")
            person.presses("Enter")
            person.sees("to sign, type")
            person.presses("y")
            person.sees("That was the tour")
        with terminal(f"{SCRIPT}; exec cat", tmp_path, dict(os.environ), (80, 24)) as person:
            person.sees("templar")
            assert "New here?" not in person.screen()


def test_the_offer_is_hidden_by_escape_or_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = load().places
    prepare(places)
    with node("--still") as address:
        announce(places, address)
        with terminal(f"{SCRIPT}; exec cat", tmp_path, dict(os.environ), (80, 24)) as person:
            person.sees("templar")
            assert "New here?" not in person.screen()
        places.journal.unlink()
        monkeypatch.delenv("DTAO_TUI_NO_TOUR")
        with terminal(f"{SCRIPT}; exec cat", tmp_path, dict(os.environ), (80, 24)) as person:
            person.sees("New here?", "templar")
            person.presses("Escape")
            person.misses("New here?")
