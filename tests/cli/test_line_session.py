"""`dtao-tui --plain` on a practice node: every answer is lines of text, and a bad line ends nothing."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from dtao_tui.cli.console import Stopped
from dtao_tui.cli.line_session import order_of
from dtao_tui.domain.trades.intents import Op
from dtao_tui.settings import load, prepare
from tests.journeys.stage import announce, node

DRAWN = re.compile("[\u2500-\u259f\u2800-\u28ff\x1b]")
"""Boxes, bars, dots, and whatever moves a cursor."""


@pytest.fixture(scope="module")
def practice() -> Iterator[str]:
    with node("--still") as address:
        yield address


def heard(address: str, *lines: str) -> subprocess.CompletedProcess[str]:
    """What a session of these lines answers; nobody is at a terminal."""
    places = load().places
    prepare(places)
    announce(places, address)
    command = [sys.executable, "-m", "dtao_tui", "--plain"]
    typed = "".join(f"{line}\n" for line in lines)
    return subprocess.run(command, input=typed, env=dict(os.environ), capture_output=True, text=True, timeout=60)


def test_facts_are_lines_without_anything_drawn(practice: str) -> None:
    done = heard(practice, "market", "subnet templar", "portfolio", "orders", "help", "try stake 3 10")
    assert done.returncode == 0, done.stderr
    assert DRAWN.findall(done.stdout) == []
    lines = done.stdout.splitlines()
    assert lines[0] == "dtao-tui on practice, nothing is at stake"
    assert any(line.startswith("3 templar: price 0.0") for line in lines)
    assert any(line.startswith("Staking 100 TAO gets ") for line in lines)
    assert "Free: 10000 TAO" in lines
    assert "There are no orders yet" in lines
    assert "Review of stake; nothing is signed yet" in lines
    assert "you pay: 10.000000000 TAO" in lines


def test_a_line_that_is_wrong_is_said_and_the_session_goes_on(practice: str) -> None:
    wrong = ("weather", "subnet", "subnet 4000", "stake 3", "stake three 1", "stake 3 10", 'say "')
    done = heard(practice, *wrong, "portfolio")
    assert done.returncode == 0
    assert "Nothing is staked" in done.stdout
    said = done.stderr.splitlines()
    assert len(said) == 7
    expected = ("no command", "Name the subnet", "no subnet", "how much", "its number")
    for words, line in zip(expected, said, strict=False):
        assert words in line
    # Nobody can be asked, so nothing is signed.
    assert "Nobody can be asked here" in said[5]
    assert "quotation mark" in said[6]


@pytest.mark.parametrize(
    ("line", "op", "expected"),
    [
        ("stake 3 10", Op.STAKE, {"netuid": 3, "tao": "10", "alpha": None}),
        ("unstake 3 max tolerance 2 part", Op.UNSTAKE, {"alpha": "max", "tolerance": "2", "allow_partial": True}),
        ("stake 0 5", Op.STAKE, {"netuid": 0, "tao": "5"}),
        ("swap 3 9 25%", Op.SWAP_STAKE, {"netuid": 3, "to_netuid": 9, "alpha": "25%"}),
        ("pay 1.5 to 5abc", Op.PAY, {"netuid": None, "tao": "1.5", "to": "5abc"}),
        ("claim hotkey 5x", Op.CLAIM_ROOT, {"netuid": None, "tao": None, "hotkey": "5x"}),
        ("exit 3", Op.EXIT_SUBNET, {"netuid": 3}),
        ("end-lock 3", Op.END_LOCK, {"netuid": 3}),
    ],
)
def test_an_order_is_read_as_it_is_typed(line: str, op: Op, expected: dict[str, object]) -> None:
    order = order_of(line.split())
    assert order.op is op
    assert {name: getattr(order, name) for name in expected} == expected


@pytest.mark.parametrize("line", ["", "stake", "stake x 1", "stake 3 1 soon", "pay 1 to", "frobnicate 3"])
def test_an_order_that_is_not_understood_is_refused(line: str) -> None:
    with pytest.raises(Stopped):
        order_of(line.split())
