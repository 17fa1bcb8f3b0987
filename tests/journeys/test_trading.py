"""The whole way by keyboard in the app, through the real SDK, against the real practice node."""

from pathlib import Path

import pytest

from tests.journeys.stage import a_desk

pytestmark = pytest.mark.journey


async def test_a_stake_lands_becomes_a_position_and_is_unstaked(own_home: Path) -> None:
    async with a_desk((120, 36)) as person:
        await person.sees("templar", "10,000.000")
        await person.presses("/", *"templar", "enter", "enter")
        await person.sees("γ templar", "Pool")
        await person.presses("s")
        await person.types("12.5")
        await person.sees("You get", "✓ chain")
        await person.presses("enter")
        review = await person.sees("add_stake_limit", "12.500 000 000 τ", "decoded from the bytes")
        assert "PRACTICE" in review
        await person.presses("end")
        await person.sees("to sign, type")
        await person.presses("y")
        await person.sees("in block")
        await person.sees("✓ final", "Carried out")
        await person.presses("enter")
        await person.sees("477.")
        await person.presses("2")
        await person.sees("Holdings", "templar", "9,987.499")
        await person.presses("u")
        await person.sees("Unstake")
        await person.types("max")
        await person.sees("✓ chain")
        await person.presses("enter")
        await person.sees("remove_stake_full_limit")
        await person.presses("end")
        await person.sees("to sign, type")
        await person.presses("y")
        await person.sees("✓ final", "Carried out")
        await person.presses("enter", "3")
        activity = await person.sees("unstake", "stake", "final")
        assert activity.count("✓ final") >= 2


async def test_an_order_under_the_shield_is_followed_through_both_its_stages(own_home: Path) -> None:
    # Slow enough that eight blocks are time for a person, and a busy machine.
    async with a_desk((80, 24), block_seconds=2.0) as person:
        await person.sees("templar", "10,000.000")
        await person.presses("/", *"templar", "enter", "enter")
        await person.sees("γ templar", "Pool")
        await person.presses("s")
        await person.types("12.5")
        await person.sees("You get", "✓ chain", "^s shield on")
        await person.presses("enter")
        await person.sees("sealed until its block is made", "nonces 0 and 1")
        await person.presses("end")
        await person.sees("to sign, type")
        await person.presses("y")
        await person.sees("○ sealed", "carrier sent")
        await person.sees("carrier in", "opened in")
        await person.sees("✓ final", "Carried out")
        await person.presses("enter", "3")
        await person.sees("Orders", "✓ final", "477.")
