"""A pool whose curve is not computed here: headless quotes it by the chain alone, and says so."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dtao_tui.domain.pools.pool import Pool
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.registry import View
from dtao_tui.practice.queries import pool_queries
from tests.cli.command_line import run
from tests.practice.nodes import a_node
from tests.practice.wires import a_wire

NETUID = 3
WHOLE = 10**18
"""No pool of the curve that is known here has all its weight on one side."""


async def quoted(node: Node, home: Path, *wish: str) -> tuple[int, str, str]:
    command = ("quote", "stake", "--netuid", str(NETUID), *wish, "-n", node.url)
    done = await asyncio.to_thread(run, home, *command)
    return done.returncode, done.stdout, done.stderr


def on_another_curve(view: View, netuid: int) -> Pool:
    """What the node computes with, whatever its storage says."""
    return replace(pools.pool_of(view, netuid), quote_weight=WHOLE // 2)


async def test_it_is_quoted_by_the_chain_alone_and_marked(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_queries, "pools", SimpleNamespace(pool_of=on_another_curve, netuids=pools.netuids))
    async with a_node() as node, a_wire(node) as control:
        await control.result("practice_put", "Swap.SwapBalancer", [NETUID], {"quote": WHOLE})
        status, paper, _ = await quoted(node, own_home, "--tao", "10", "--json")
        _, table, _ = await quoted(node, own_home, "--tao", "10")
        refused, _, sentence = await quoted(node, own_home, "--max-impact", "1")
    answer = json.loads(paper)
    assert status == 0
    assert answer["is_computed_here"] is False
    assert answer["chain_check"] == {"received_rao": answer["received_rao"], "agrees": None}
    assert answer["price_after_rao"] is None
    assert answer["received_rao"] > 0
    assert "the chain's own numbers" in table
    assert refused == 1
    assert "name an amount" in sentence
