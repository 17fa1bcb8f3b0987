"""Orders after a kept world stood still: a catch-up moves its pools, and fills equal quotes to the rao all the same."""

import random
import time
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.practice.market.catch_up import HOUR, catch_ups
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.persistent_node import open_node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.subnets.emission import FIRST_EMISSION
from dtao_tui.practice.persistence.world_store import WorldStore
from dtao_tui.practice.state.internal_items import PLAY
from tests.execution.real_site import NETUID, Site, a_site

SUBNETS = 6
GAPS = (1, 719)
"""Hours between two times that the program is open."""

MARGIN = 1_000
"""Milliseconds on top: the clock stands, and a block counts as a millisecond after the last."""


def hold_still(node: Node) -> None:
    """No market makers and no emission from now on: what moves a pool is the order."""
    storage = node.chain.storage
    storage.put(PLAY, value={"seed": 1, "traders": 0, "intensity": 0})
    for netuid in range(1, SUBNETS + 1):
        storage.drop(FIRST_EMISSION, netuid)
    node.step()


def set_going(node: Node) -> None:
    node.chain.storage.put(PLAY, value={"seed": 1, "traders": 12, "intensity": 100})
    for netuid in range(1, SUBNETS + 1):
        node.chain.storage.put(FIRST_EMISSION, netuid, value=1)
    node.step(2)


async def fills_as_quoted(site: Site, kind: str, amount: str) -> None:
    order = await site.placed(await site.review(kind, amount))
    assert order.state is OrderState.FINAL
    assert order.filled is not None
    assert (order.filled.paid, order.filled.received) == (order.pays, order.quoted.received)
    assert order.settlement.network_fee == order.quoted.network_fee


async def test_fills_equal_quotes_to_the_rao_with_a_catch_up_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, passed = random.Random(11), 0
    began = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: began + passed * (HOUR + MARGIN) * 1_000_000)
    options = PracticeOptions(state=tmp_path / "world", subnets=SUBNETS, block_seconds=0, catches_up=True)
    with WorldStore(tmp_path / "world") as store:
        node = open_node(options, store)
        node.step(3)
        closed_at = pools.pool_of(node.chain.storage, NETUID)
    for gap in GAPS:
        passed += gap
        with WorldStore(tmp_path / "world") as store:
            node = open_node(options, store)
            assert catch_ups(node.chain.storage)[-1].hours == gap
            assert pools.pool_of(node.chain.storage, NETUID) != closed_at
            async with node:
                hold_still(node)
                async with a_site(node, tmp_path / "home") as site:
                    await fills_as_quoted(site, "stake", f"{Tao(chance.randrange(10**8, 40 * 10**9))}")
                    await fills_as_quoted(site, "unstake", f"{chance.randrange(5, 60)} %")
                set_going(node)
            closed_at = pools.pool_of(node.chain.storage, NETUID)
    assert [each.hours for each in catch_ups(node.chain.storage)] == list(GAPS)
