"""The installed script in a real terminal: a wallet made here, unlocked with its password, trades and quits."""

import os
import re
import sys
from pathlib import Path

import pytest

from dtao_tui.settings import load, prepare
from tests.journeys.stage import Terminal, announce, node, terminal

pytestmark = [pytest.mark.journey, pytest.mark.real_key]

SCRIPT = Path(sys.executable).with_name("dtao-tui")
PASSWORD = "correct horse battery staple"
WORD = re.compile(r"(\d+) ([a-z]+)")


def words_on(screen: str) -> dict[int, str]:
    """The recovery phrase as it is shown: number and word."""
    return {int(number): word for number, word in WORD.findall(screen)}


def make_a_wallet(person: Terminal) -> dict[int, str]:
    """Go through all of it; the phrase."""
    person.presses("4")
    person.sees("Accounts", "practice")
    person.presses("n")
    person.sees("New wallet")
    for text in ("trader", PASSWORD, PASSWORD):
        person.fills_in(text)
    person.sees("Recovery phrase")
    person.presses("Space")
    phrase = words_on(person.sees("Hide"))
    assert set(range(1, 25)) <= set(phrase)
    person.presses("Enter")
    asked = person.sees("From your paper")
    for number in re.findall(r"Word (\d+)", asked):
        person.fills_in(phrase[int(number)])
    person.sees("trader", "key file")
    person.presses("Enter")
    person.sees("● trader", "locked")
    return {number: phrase[number] for number in range(1, 25)}


def traces_of(phrase: dict[int, str], text: str) -> list[str]:
    """Words of the phrase that stand there as they did when it was shown, or in a row."""
    numbered = [f"{number} {word}" for number, word in phrase.items()]
    pairs = [f"{phrase[number]} {phrase[number + 1]}" for number in range(1, 24)]
    return [trace for trace in (*numbered, *pairs) if trace in text]


def written_under(folder: Path) -> str:
    """All that lies in files there, as far as it is text."""
    return "".join(path.read_bytes().decode(errors="replace") for path in folder.rglob("*") if path.is_file())


def stake(person: Terminal, amount: str) -> None:
    person.presses("1")
    person.sees("Subnets")
    person.presses("/")
    person.types("templar")
    person.presses("Enter", "Enter")
    person.sees("γ templar", "Pool")
    person.presses("s")
    person.types(amount)
    person.sees("You get", "✓ chain")


def test_a_wallet_made_here_is_funded_unlocked_and_trades(own_home: Path, tmp_path: Path) -> None:
    settings = load()
    prepare(settings.places)
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with (
        node("--still") as address,
        terminal(f"{SCRIPT} 2>&1; echo left with $?; sleep 60", tmp_path, environment, (120, 36)) as person,
    ):
        announce(settings.places, address)
        person.sees("Subnets", "templar", "PRACTICE")
        phrase = make_a_wallet(person)
        person.records(tmp_path / "received")
        person.presses("+")
        person.sees("1,000.000 τ free")
        stake(person, "25%")
        person.presses("Enter")
        person.sees("Unlock trader", "Password")
        person.types(PASSWORD)
        person.presses("Enter")
        review = person.sees("add_stake_limit", "trader", "to sign, type")
        assert "249.999" in review or "250.000" in review
        person.presses("y")
        person.sees("✓ final", "Carried out")
        person.presses("Enter", "2")
        person.sees("Holdings", "templar", "unlocked")
        person.presses("L")
        person.sees("locked")
        person.presses("q")
        person.sees("left with 0")
        assert PASSWORD not in person.history()
        assert traces_of(phrase, person.history()) == []
    assert traces_of(phrase, (tmp_path / "received").read_text(errors="replace")) == []
    assert traces_of(phrase, " ".join(f"{number} {word}" for number, word in phrase.items()))
    assert traces_of(phrase, written_under(own_home)) == []
    assert PASSWORD not in written_under(own_home)
    assert "Traceback" not in settings.places.log.read_text(encoding="utf-8")
