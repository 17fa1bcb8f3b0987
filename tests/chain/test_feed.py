"""The feed over the real SDK: it goes on through every loss of the connection and stops at a foreign chain."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node.node import Node
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.feed import Feed, Interruption
from tests.chain.conftest import a_desk, a_node
from tests.chain.middleman import Middleman

SOON = 10.0


@pytest.fixture
async def feed(middleman: Middleman, tmp_path: Path) -> AsyncIterator[Feed]:
    async with a_desk(middleman.url, cache=tmp_path) as desk:
        yield Feed(ChainMarket(desk.connection), lambda: (ADDRESS,), SystemClock(), sleep=_no_pause)


@pytest.mark.parametrize("code", [1000, 1001, 1011, None])
async def test_the_feed_goes_on_after_every_kind_of_loss(
    feed: Feed, middleman: Middleman, node: Node, code: int | None
) -> None:
    async with asyncio.timeout(SOON), aclosing(feed.events()) as events:
        first = await anext(events)
        assert isinstance(first, Snapshot)
        node.step()
        await anext(events)
        if code is None:
            middleman.break_off()
        else:
            await middleman.hang_up(code)
        interruption = await anext(events)
        assert isinstance(interruption, Interruption)
        assert not interruption.is_foreign
        again = await anext(events)
        assert isinstance(again, Snapshot)
        assert again.block >= first.block


async def test_the_feed_calls_a_chain_that_was_swapped_foreign(feed: Feed, middleman: Middleman) -> None:
    async with a_node(subnets=3) as other, asyncio.timeout(SOON), aclosing(feed.events()) as events:
        await anext(events)
        middleman.upstream = other.url
        middleman.break_off()
        seen = [await anext(events), await anext(events)]
        assert isinstance(seen[-1], Interruption)
        assert seen[-1].is_foreign


async def _no_pause(_: float) -> None:
    await asyncio.sleep(0)
