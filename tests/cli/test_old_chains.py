"""A chain of the announcement's kind, without weights and simulations: headless commands list, quote and value it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.domain.amounts import RAO_PER_TAO
from dtao_tui.practice.node.node import Node
from tests.cli.command_line import run
from tests.practice.nodes import a_node
from tests.practice.wires import a_wire

NETUID = 3
LACKS = [
    "Swap.SwapBalancer",
    "SwapRuntimeApi.sim_swap_tao_for_alpha",
    "SwapRuntimeApi.sim_swap_alpha_for_tao",
    "SwapRuntimeApi.current_alpha_price_all",
]
UNCONFIRMED = "Computed here; this chain has no simulation to confirm it."


@pytest.fixture
async def old_node() -> AsyncIterator[Node]:
    async with a_node() as node, a_wire(node) as control:
        await control.result("practice_fault", {"kind": "upgrade", "spec_version": 293, "lacks": LACKS})
        node.step(2)
        yield node


async def told(node: Node, home: Path, *command: str) -> tuple[int, str, str]:
    done = await asyncio.to_thread(run, home, *command, "-n", node.url)
    return done.returncode, done.stdout, done.stderr


async def document(node: Node, home: Path, *command: str) -> dict[str, Any]:
    status, text, trouble = await told(node, home, *command, "--json")
    assert (status, trouble) == (0, "")
    read: dict[str, Any] = json.loads(text, parse_float=pytest.fail)
    return read


async def test_its_market_has_no_weights_and_prices_of_the_reserves(old_node: Node, own_home: Path) -> None:
    rows = (await document(old_node, own_home, "market"))["subnets"]
    assert all(row["quote_weight"] is None for row in rows if row["netuid"])
    assert all(
        row["price_rao"] == row["tao_in"] * RAO_PER_TAO // row["alpha_in"] for row in rows if row["mechanism"] == 1
    )


async def test_a_quote_is_computed_here_and_says_that_nothing_confirms_it(old_node: Node, own_home: Path) -> None:
    wish = ("quote", "stake", "--netuid", str(NETUID), "--tao", "10")
    quote = await document(old_node, own_home, *wish)
    _, table, _ = await told(old_node, own_home, *wish)

    assert (quote["curve"], quote["chain_check"], quote["is_computed_here"]) == ("constant product", None, True)
    assert (quote["objections"], quote["fills"]) == ([], True)
    assert 0 < quote["worst_received_rao"] < quote["received_rao"]
    assert UNCONFIRMED in table
    assert "agrees" not in table


async def test_root_is_one_to_one_and_needs_no_confirming(old_node: Node, own_home: Path) -> None:
    _, table, _ = await told(old_node, own_home, "quote", "stake", "--netuid", "0", "--tao", "10")
    quote = await document(old_node, own_home, "quote", "stake", "--netuid", "0", "--tao", "10")

    assert (quote["received_rao"], quote["chain_check"]) == (10 * RAO_PER_TAO, None)
    assert "confirm" not in table


async def test_the_doctor_says_what_still_works(old_node: Node, own_home: Path) -> None:
    status, text, _ = await told(old_node, own_home, "doctor")
    assert status == 1
    assert "The chain keeps no Swap.SwapBalancer." in text
    assert "Still there: the market; quotes computed here on a constant product" in text
    assert "orders." in text
