"""What owners of subnets and folders wrote, on all screens of the installed script: the terminal never obeys it."""

import re
from pathlib import Path

import pytest

from dtao_tui.practice.world.invented_names import name_of
from tests.acceptance.script import ENTER, ESCAPE, press, the_app
from tests.journeys.stage import Terminal
from tests.wallet.conftest import write_wallet

pytestmark = pytest.mark.journey

CLIPBOARD, MARKUP, TITLE = 29, 56, 13
WALLET_NAME = "evil\x1b]0;owned\x07[@click=app.quit]\u202etrader"
OTHER = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
BROAD = (160, 45)
PAGE_DOWN = "\x1b[6~"
NAMES = ("]0;pwned", "]52;c;", "[/bad] ", "[@click=", "the longest", "revlis", "broken", "line feed", "\ufffdplar")

CONTROL = re.compile(r"\x1b\[[0-9:;<=>?]*[ $]?[a-zA-Z@`{|}~]|\x1b\]22;[a-z-]*\x07")
"""All that the app itself has to say: sequences that place, colour and switch modes, and the mouse pointer's shape."""


def open_subnet(person: Terminal, netuid: int, word: str) -> None:
    person.types("1")
    person.sees("Subnets")
    person.types("/")
    person.sees("esc clears")
    person.types(str(netuid))
    person.sees("1 of 128")
    press(person, ENTER)
    press(person, ENTER)
    person.sees(word, "esc Back")


def leave_subnet(person: Terminal) -> None:
    press(person, ESCAPE)
    person.sees("1 of 128")
    press(person, ESCAPE)
    person.sees("Subnets  128")


def stake(person: Terminal) -> None:
    person.types("s")
    person.sees("Tolerance")
    person.types("\x0c")
    person.sees("name or address")
    press(person, ESCAPE)
    person.sees("You get")
    person.types("5")
    person.sees("✓ chain")
    press(person, ENTER)
    person.sees("add_stake_limit", "helper", "to sign, type")
    person.types("y")
    person.sees("✓ final", "Carried out")
    press(person, ENTER)
    person.sees("Mine")


def click_on(person: Terminal, word: str) -> None:
    """Press the mouse on the word, wherever it stands."""
    for number, line in enumerate(person.screen().splitlines(), 1):
        if word in line:
            place = f"{line.index(word) + 2};{number}"
            person.types(f"\x1b[<0;{place}M\x1b[<0;{place}m")
            person.settles()


def test_no_name_on_the_chain_drives_the_terminal(home: Path, tmp_path: Path) -> None:
    write_wallet(home / "wallets" / WALLET_NAME, b"$NACL", OTHER)
    received = tmp_path / "received"
    assert name_of(CLIPBOARD).startswith(b"\x1b]52;")
    with the_app(home, {"BT_WALLET": "practice"}, size=BROAD) as person:
        person.records(received)
        person.sees("templar")
        for _ in range(4):
            person.types(PAGE_DOWN)
            person.settles()
        title = person.title()
        open_subnet(person, TITLE, "quiet")
        leave_subnet(person)
        open_subnet(person, MARKUP, "[@click=app.quit]free tao[/]")
        click_on(person, "[@click=")
        person.sees("free tao")
        leave_subnet(person)
        open_subnet(person, CLIPBOARD, "helper")
        stake(person)
        leave_subnet(person)
        person.types("2")
        person.sees("Holdings", "]52;c;")
        person.types(" ")
        person.types("3")
        person.sees("Orders", "]52;c;")
        press(person, ENTER)
        person.sees("Quote against fill")
        press(person, ESCAPE)
        person.types("4")
        person.sees("Accounts", "evil")
        press(person, "\x10")
        person.sees("Search for commands")
        person.types("free")
        person.sees("free tao")
        press(person, ESCAPE)
        person.types("?")
        person.sees("Help")
        assert person.title() == title
        assert person.buffers() == ""
        press(person, ESCAPE)
        person.types("q")
        person.sees("left with 0")
    shown = received.read_bytes().decode()
    plain = CONTROL.sub("", shown)
    assert [name for name in NAMES if name not in plain] == []
    assert re.findall(r"[\x00-\x08\x0e-\x1f\x7f-\x9f].{0,12}", plain) == []
