"""Every drill by keyboard in the app, through the real SDK, against the real practice node."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dtao_tui.app import DtaoApp
from dtao_tui.cli.composition import joined
from dtao_tui.settings import load, prepare
from tests.journeys.stage import Person, announce, node

pytestmark = pytest.mark.journey

BLOCK_SECONDS = 0.3
DRILLS = ("Thin pool", "Front run", "Runaway price", "Deregistration", "Lost connection")


@asynccontextmanager
async def in_a_drill(title: str, block_seconds: float = BLOCK_SECONDS) -> AsyncIterator[Person]:
    """The app at 80×24, on a node of its own, with this drill begun from the list."""
    settings = load()
    prepare(settings.places)
    with node("--still", "--subnets", "30", block_seconds=block_seconds) as address:
        announce(settings.places, address)
        with joined(settings) as parts:
            async with DtaoApp(parts).run_test(size=(80, 24), notifications=True) as pilot:
                person = Person(pilot)
                await person.sees("templar", "10,000.000")
                await person.presses("D")
                await person.sees("Drills", *DRILLS)
                await person.presses(*["j"] * DRILLS.index(title), "enter")
                await person.sees(f"Drill {title}")
                yield person


async def stakes(person: Person, tao: str) -> None:
    """Type an amount into the open ticket and sign it."""
    await reviews_a_stake(person, tao)
    # What is said of a price that moves may push the end of the review out of sight.
    await person.presses("end")
    await person.sees("add_stake_limit", "to sign, type")
    await person.presses("y")


async def reviews_a_stake(person: Person, tao: str) -> None:
    """Type an amount into the open ticket and have it reviewed."""
    await person.sees("Pay")
    await person.types(tao)
    await person.sees("✓ chain")
    await person.presses("enter")
    await person.sees("add_stake_limit")


async def test_a_careful_stake_in_a_thin_pool_is_praised(own_home: Path) -> None:
    # An amount is typed here, which takes a person, and a slow machine, more than some short blocks.
    async with in_a_drill("Thin pool", block_seconds=1.0) as person:
        await person.sees("0.1 kτ")
        await reviews_a_stake(person, "0.8")
        # The drill empties the pool, which is a jump like any other.
        await person.sees("price jumped")
        await person.presses("end")
        await person.sees("to sign, type the amount")
        await person.types("0.8")
        await person.sees("✓ final")
        await person.presses("enter")
        told = await person.sees("Debrief Thin pool", "0.800 000 000 τ", "Price impact", "A good choice")
        assert "Difference             0.00 %" in told


async def test_a_front_run_stake_learns_who_was_before_it(own_home: Path) -> None:
    async with in_a_drill("Front run") as person:
        await stakes(person, "10")
        await person.sees("✓ final")
        await person.presses("enter")
        await person.sees("Debrief Front run", "at your cost", "Bought before", "Difference", "−1.", "Tolerance")
        await person.presses("enter")
        await person.sees("Stake", "9,989.999")


async def test_a_stake_that_the_price_ran_away_from_is_refused_and_explained(own_home: Path) -> None:
    # The price climbs with each block while the order is typed and reviewed; a slow machine needs some of them.
    async with in_a_drill("Runaway price", block_seconds=1.0) as person:
        await stakes(person, "10")
        await person.sees("limit", "Done")
        await person.presses("enter")
        await person.sees("Debrief Runaway price", "passed your limit", "Price met", "Chasing needs", "After the run")


async def test_a_position_on_a_removed_subnet_is_paid_out(own_home: Path) -> None:
    async with in_a_drill("Deregistration") as person:
        await person.sees("Sell", "Root removes it at block")
        await person.sees("Debrief Deregistration", "The subnet was removed", "Paid out", "Selling", "Waiting")
        await person.presses("enter")
        await person.sees("Another subnet has taken number")


async def test_an_order_whose_line_was_lost_is_found_and_sent_once(own_home: Path) -> None:
    async with in_a_drill("Lost connection") as person:
        await stakes(person, "10")
        await person.sees("✓ final")
        await person.presses("enter")
        await person.sees("Debrief Lost connection", "broke after sending", "Sent again", "Difference")
        await person.presses("enter", "escape", "escape", "3")
        activity = await person.sees("final", "9,989.999")
        assert activity.count("✓ final") == 1
