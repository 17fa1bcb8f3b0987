"""A whole order by lines alone, in a real terminal: quoted, reviewed, confirmed by a typed word, followed and sold."""

import os
import re
import sys
from pathlib import Path

import pytest

from dtao_tui.settings import load, prepare
from tests.journeys.stage import announce, node, terminal

pytestmark = pytest.mark.journey

SCRIPT = Path(sys.executable).with_name("dtao-tui")
DRAWN = re.compile("[\u2500-\u259f\u2800-\u28ff]")


def test_an_order_is_made_and_followed_by_lines_alone(tmp_path: Path) -> None:
    places = load().places
    prepare(places)
    with node("--still") as address:
        announce(places, address)
        with terminal(f"{SCRIPT} --plain; exec cat", tmp_path, dict(os.environ), (100, 60)) as person:
            person.sees("Account: practice", "dtao-tui>")
            person.types("stake 3 10")
            person.presses("Enter")
            person.sees("Review of stake", "you get: 381.869164245", "to sign, type y")
            person.types("y")
            person.presses("Enter")
            person.sees("Order stake on subnet 3: final", "Received: 381.869164245 alpha", "Network fee: 0.0008")
            person.types("portfolio")
            person.presses("Enter")
            person.sees("Subnet 3 templar, held: 381.869164245 alpha", "sold now: 9.98")
            person.types("unstake 3 max")
            person.presses("Enter")
            person.sees("Review of unstake", "to sign, type y")
            person.types("no")
            person.presses("Enter")
            person.sees("nothing was signed")
            person.types("quit")
            person.presses("Enter")
            person.settles()
            assert DRAWN.findall(person.history()) == []
