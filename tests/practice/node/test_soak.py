"""Long trials of the node: several clients for a thousand blocks, and nothing lost, leaked or logged."""

import asyncio
import logging
from contextlib import aclosing
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world
from tests.practice.nodes import a_client

pytestmark = pytest.mark.soak

BLOCKS = 1000
MOST_MEGABYTES = 60
PAGE_KILOBYTES = 4
TAO = 10**9


def _resident_megabytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_KILOBYTES // 1024


async def _trade(node: Node, keypair: Any) -> int:
    """Stake and unstake until the chain is high enough; says how often it worked."""
    done = 0
    async with a_client(node) as client:
        hotkey = (await client.subnets.metagraph(1)).validators[0].hotkey
        while node.chain.height < BLOCKS:
            for intent in (
                bt.AddStake(hotkey_ss58=hotkey, netuid=1, amount_tao="0.5"),
                bt.RemoveStake(hotkey_ss58=hotkey, netuid=1, amount_alpha="all"),
            ):
                result = await client.execute(intent, keypair, wait_for_finalization=False)
                done += result.success
    return done


async def _watch(node: Node) -> int:
    """Read as the app does at every head; says how many heads came."""
    heads = 0
    async with a_client(node) as client, aclosing(client.blocks()) as blocks:
        async for head in blocks:
            rows = await client.runtime(bt.runtime_api.SubnetInfoRuntimeApi.get_all_dynamic_info, [], block=head.number)
            assert len(rows) == node.options.subnets + 1
            heads += 1
            if head.number >= BLOCKS:
                return heads
    return heads


async def test_a_thousand_blocks_with_traders_and_watchers(caplog: pytest.LogCaptureFixture) -> None:
    traders = [bt.sp_core.Keypair.create_from_uri(uri) for uri in ("//One", "//Two")]
    funds = tuple((trader.public_key, Tao(1000 * TAO)) for trader in traders)
    options = PracticeOptions(block_seconds=0.05, subnets=32, fund=funds)
    with caplog.at_level(logging.WARNING, logger="dtao_tui"):
        async with Node(genesis_world(options), options) as node:
            before = _resident_megabytes()
            trading = [_trade(node, trader) for trader in traders]
            results = await asyncio.gather(*trading, _watch(node), _watch(node))
            assert all(count > 50 for count in results)
            assert _resident_megabytes() - before < MOST_MEGABYTES
    assert caplog.records == []
