"""An alert from its first key to its draft, in the app on a real practice node."""

import json
import shutil
from pathlib import Path

import pytest

from tests.journeys.stage import a_desk

pytestmark = pytest.mark.journey


async def test_a_trade_fires_its_command_gets_the_facts_and_its_draft_opens_a_ticket(own_home: Path) -> None:
    facts, shell = own_home / "facts.json", shutil.which("sh") or "/bin/sh"
    async with a_desk((120, 36)) as person:
        await person.sees("templar", "10,000.000")
        await person.presses("!")
        await person.sees("There is no alert here yet")
        await person.presses("n")
        await person.pastes("My size")
        await person.presses("tab", *"templar")
        await person.sees("Alert for")
        await person.presses("enter", "tab")
        await person.pastes("trade>5 side=stake")
        await person.presses("tab", "tab", "tab", "space")
        await person.sees("fill in a ticket")
        await person.presses("u", "tab")
        await person.pastes("25%")
        await person.presses("tab")
        await person.pastes(f"{shell} -c 'cat > {facts}'")
        await person.presses("ctrl+s")
        await person.sees("Alerts  1", "My size", "3 γ templar", "unstake 25% on 3 γ templar")
        await person.presses("escape", "/", *"templar", "enter", "enter")
        await person.sees("γ templar", "Pool")
        await person.presses("s")
        await person.types("12.5")
        await person.sees("You get", "✓ chain")
        await person.presses("enter")
        await person.sees("add_stake_limit")
        await person.presses("end")
        await person.sees("to sign, type")
        await person.presses("y")
        await person.sees("3 γ templar: 12.5 τ staked by")
        await person.sees("✓ final", "Carried out")
        await person.presses("enter", "escape", "!")
        await person.sees("! Fired", "12.5", "> 5.0", "Open ticket d")
        await person.presses("d")
        await person.sees("Unstake", "25%", "You get", "✓ chain")
        told = json.loads(facts.read_text(encoding="utf-8"))
    assert (told["alert"], told["netuid"], told["value"], told["while_away"]) == ("My size", 3, "12.5", False)
    assert (told["trade"]["side"], told["trade"]["size_rao"]) == ("stake", 12_500_000_000)
    assert told["trade"]["price_after_rao"] > told["trade"]["price_before_rao"]
