"""A practice node with much to see on few tapes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world


@asynccontextmanager
async def a_lively_node() -> AsyncIterator[Node]:
    """A node whose market makers trade a lot on few subnets, and whose blocks come when asked for."""
    options = PracticeOptions(block_seconds=0, subnets=4, intensity=300, seed=11)
    async with Node(genesis_world(options), options) as node:
        node.step(2)
        yield node
