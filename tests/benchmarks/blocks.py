"""A block on its way: requests, decoding, and the screen until it has settled."""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dtao_tui.app import DtaoApp
from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.domain.amounts import Price
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.ports.networks import network_of
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world
from tests.benchmarks.report import Measured, milliseconds
from tests.chain.middleman import Middleman
from tests.fakes import a_parts

BLOCKS = 12
REST_SECONDS = 0.3
SIZES = ((80, 24), (120, 36), (160, 45))


async def read(subnets: int) -> tuple[Snapshot, list[Measured]]:
    """One world's snapshot, and what reading it costs on the wire and in CPU."""
    options = PracticeOptions(subnets=subnets, block_seconds=0)
    with tempfile.TemporaryDirectory() as cache:
        async with Node(genesis_world(options), options) as node, Middleman(node.url) as wire:
            market = ChainMarket(NetworkConnection(network_of(wire.url), Path(cache)))
            await market.connect()
            stepping = milliseconds(node.step, BLOCKS, time.process_time)
            await market.snapshot(await market.head(), (ADDRESS,))
            samples, requests = [], []
            for _ in range(BLOCKS):
                node.step()
                wire.asked.clear()
                started = time.process_time()
                snapshot = await market.snapshot(await market.head(), (ADDRESS,))
                samples.append((time.process_time() - started) * 1000)
                requests.append(float(len(wire.asked)))
            await market.close()
    return snapshot, [
        Measured(
            f"practice node: one block of {subnets} subnets, CPU", stepping, "ms", 100 if subnets <= 130 else None
        ),
        Measured(f"requests per block at {subnets} subnets", requests, "", 8),
        Measured(f"reading a block of {subnets}, CPU of node, wire and app", samples, "ms"),
    ]


async def shown(snapshot: Snapshot, size: tuple[int, int]) -> Measured:
    """CPU from a snapshot to the settled market at this size of screen."""
    count, chance = len(snapshot.subnets) - 1, random.Random(7)
    samples = []
    with tempfile.TemporaryDirectory() as home:
        app = DtaoApp(a_parts(Path(home)))
        async with app.run_test(size=size) as pilot:
            app.take(snapshot)
            await pilot.pause()
            for block in range(1, BLOCKS + 1):
                moved = _moved(snapshot, block, chance)
                await asyncio.sleep(REST_SECONDS)
                started = time.process_time()
                app.take(moved)
                await pilot.pause()
                samples.append((time.process_time() - started) * 1000)
    return Measured(
        f"snapshot to settled {size[0]}×{size[1]}, {count} subnets, 30 % moved",
        samples,
        "ms",
        80 if count <= 130 else None,
    )


def _moved(snapshot: Snapshot, block: int, chance: random.Random) -> Snapshot:
    subnets = {
        netuid: replace(subnet, price=Price(subnet.price.rao + chance.randrange(1, 10**5)))
        if chance.random() < 0.3 and netuid
        else subnet
        for netuid, subnet in snapshot.subnets.items()
    }
    return replace(snapshot, subnets=subnets, block=snapshot.block + block, block_hash=f"0x{block:064x}")


def measured(subnets: int) -> Iterator[Measured]:
    """All of it for one size of world."""
    snapshot, figures = asyncio.run(read(subnets))
    yield from figures
    for size in SIZES:
        yield asyncio.run(shown(snapshot, size))
