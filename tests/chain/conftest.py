"""A practice node that makes blocks when asked, and the chain layer connected to it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.chain_trading import ChainTrading
from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.submission.extrinsic_sender import hash_of_extrinsic
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.settlement import Filled, Settlement, settlement_of
from dtao_tui.ports.chain import ChainFacts, Head
from dtao_tui.ports.extrinsics import Outcome, Progress, Stage, Unsigned
from dtao_tui.ports.networks import Network, network_of
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world
from tests.chain.middleman import Middleman
from tests.chain.signing import signed

AT_ONCE, AT_EASE = 0.03, 0.5
"""Seconds to the next block while an order waits, and while none does."""

BLOCKS_TO_END = 3
"""After these a block is final, and seen to be."""


@dataclass
class Desk:
    """One connection and what a test does with it."""

    connection: NetworkConnection
    market: ChainMarket
    trading: ChainTrading

    @property
    def facts(self) -> ChainFacts:
        return self.market.facts

    async def snapshot(self, *addresses: str) -> Snapshot:
        return await self.market.snapshot(await self.market.head(), addresses or (ADDRESS,))

    async def hotkey(self, netuid: int) -> str:
        return (await self.market.validators(netuid, await self.market.head()))[0].hotkey


@asynccontextmanager
async def a_desk(*urls: str, cache: Path, network: Network | None = None) -> AsyncIterator[Desk]:
    """The chain layer connected to these endpoints."""
    connection = NetworkConnection((network or network_of("practice")).at(*urls), cache)
    await connection.connect()
    try:
        yield Desk(connection, ChainMarket(connection), ChainTrading(connection))
    finally:
        await connection.close()


@asynccontextmanager
async def a_node(subnets: int = 6, genesis: str | None = None) -> AsyncIterator[Node]:
    """A node whose prices move by orders alone and whose blocks come when asked for."""
    options = PracticeOptions(block_seconds=0, subnets=subnets, still=True, has_faults=True, genesis=genesis)
    async with Node(genesis_world(options), options) as node:
        node.step(3)
        yield node


@asynccontextmanager
async def blocks_coming(node: Node, seconds: float = 0.02) -> AsyncIterator[None]:
    """Blocks in quick succession while something waits for them."""

    async def make() -> None:
        while True:
            await asyncio.sleep(seconds)
            node.step()

    task = asyncio.create_task(make())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def blocks_when_needed(node: Node) -> AsyncIterator[None]:
    """Blocks at once while orders wait for one or for their end, else slowly: a busy machine needs time to sign."""

    async def make() -> None:
        made = time.monotonic()
        while True:
            await asyncio.sleep(AT_ONCE)
            has_waiting = bool(node.chain.pool.ready())
            if has_waiting or time.monotonic() - made > AT_EASE:
                node.step()
                made = time.monotonic()
            if has_waiting:
                for _ in range(BLOCKS_TO_END):
                    await asyncio.sleep(AT_ONCE)
                    node.step()

    task = asyncio.create_task(make())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@dataclass(frozen=True)
class Placed:
    """An order that went its whole way."""

    unsigned: Unsigned
    hash: str
    steps: tuple[Progress, ...]
    outcome: Outcome
    settlement: Settlement

    @property
    def filled(self) -> Filled:
        """What was traded."""
        assert self.settlement.filled is not None
        return self.settlement.filled

    @property
    def stages(self) -> tuple[Stage, ...]:
        return tuple(step.stage for step in self.steps)


async def placed(desk: Desk, node: Node, order: Call) -> Placed:
    """The order signed with the practice key, broadcast and final."""
    unsigned = await desk.trading.prepare(order, ADDRESS)
    extrinsic = signed(unsigned, desk.facts)
    async with blocks_coming(node):
        steps = tuple([step async for step in desk.trading.broadcast(extrinsic)])
    netuid = order.arguments["netuid"]
    assert isinstance(netuid, int)
    found = await desk.trading.outcome(hash_of_extrinsic(extrinsic), steps[-1].block_hash or "")
    assert found is not None
    told = settlement_of(found.events, ADDRESS, [netuid], removal_has_fee=found.removal_has_fee)
    return Placed(unsigned, hash_of_extrinsic(extrinsic), steps, found, told)


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    async with a_node() as running:
        yield running


@pytest.fixture
async def middleman(node: Node) -> AsyncIterator[Middleman]:
    async with Middleman(node.url) as between:
        yield between


@pytest.fixture
async def desk(node: Node, tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(node.url, cache=tmp_path / "metadata") as connected:
        yield connected


@pytest.fixture
async def between(middleman: Middleman, tmp_path: Path) -> AsyncIterator[Desk]:
    """A connection through the middleman."""
    async with a_desk(middleman.url, cache=tmp_path / "between") as connected:
        yield connected


@pytest.fixture
async def head(desk: Desk) -> Head:
    return await desk.market.head()
