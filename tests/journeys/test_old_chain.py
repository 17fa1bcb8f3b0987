"""The announcement's chain by keyboard and by commands: listed, quoted, bought, valued and sold."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.app import DtaoApp
from dtao_tui.cli.composition import joined
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.settings import load, prepare
from tests.cli.command_line import run
from tests.journeys.stage import Person, announce, node

pytestmark = pytest.mark.journey

BLOCK_SECONDS = 1.5
"""Slow enough that no block is stale while commands run beside the app."""

UNCONFIRMED = "computed here, not confirmed by the chain"


async def told(home: Path, address: str, *command: str) -> dict[str, Any]:
    """A headless command's document."""
    done = await asyncio.to_thread(run, home, *command, "-n", address, "--json")
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
async def test_a_stake_is_quoted_signed_valued_and_sold_again(own_home: Path, size: tuple[int, int]) -> None:
    settings = load()
    prepare(settings.places)
    with node("--still", "--age", "announcement", block_seconds=BLOCK_SECONDS) as address:
        announce(settings.places, address)
        listed = (await told(own_home, address, "market"))["subnets"]
        templar = next(row for row in listed if row["name"] == "templar")
        assert templar["quote_weight"] is None
        wish = ("quote", "stake", "--netuid", str(templar["netuid"]), "--tao", "12.5")
        quote = await told(own_home, address, *wish)
        assert (quote["curve"], quote["chain_check"], quote["objections"]) == ("constant product", None, [])
        with joined(settings) as parts:
            async with DtaoApp(parts).run_test(size=size, notifications=True) as pilot:
                person = Person(pilot)
                await person.sees("templar", "10,000.000")
                await person.presses("/", *"templar", "enter", "enter")
                await person.sees("γ templar", "Pool")
                await person.presses("s")
                await person.types("12.5")
                await person.sees("You get", UNCONFIRMED, "esc Back   ✓")
                await person.presses("enter")
                await person.sees("add_stake_limit", "no simulation to confirm it")
                await person.presses("end")
                await person.sees("to sign, type")
                await person.presses("y")
                await person.sees("✓ final", "Carried out")
                bought = parts.desk.orders[0]
                assert bought.filled is not None
                assert (bought.history.rehearsal, bought.filled.received.rao) == ("passed", quote["received_rao"])
                held = (await told(own_home, address, "portfolio", "--address", ADDRESS))["addresses"][0]
                assert (held["complete"], held["subnets"][0]["amount_rao"]) == (True, bought.filled.received.rao)
                await person.presses("enter", "2")
                await person.sees("Holdings", "templar")
                await person.presses("u")
                await person.sees("Unstake")
                await person.types("max")
                await person.sees(UNCONFIRMED, "esc Back   ✓")
                await person.presses("enter")
                await person.sees("remove_stake_full_limit")
                await person.presses("end")
                await person.sees("to sign, type")
                await person.presses("y")
                await person.sees("✓ final", "Carried out")
                sold = parts.desk.orders[0]
                assert sold.filled is not None
                assert (sold.filled.paid, sold.filled.received.rao) == (bought.filled.received, held["exit_rao"])
