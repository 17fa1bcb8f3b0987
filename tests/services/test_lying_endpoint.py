"""An endpoint that shows another world behind the true genesis and the true hashes, beside an honest second one."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.chain_trading import ChainTrading
from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.reading import fixed_storage
from dtao_tui.chain.reading.pool_records import EVEN_WEIGHT
from dtao_tui.chain.reading.second_endpoint import SecondEndpoint, opened
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.endpoint_comparison import Comparison
from dtao_tui.domain.formatting import exact
from dtao_tui.domain.trades.intents import Stake
from dtao_tui.ports.networks import Network
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world
from dtao_tui.records.last_prices import LastPrices
from dtao_tui.services.clock import SystemClock
from dtao_tui.trading.safeguards import Safeguards
from tests.chain.middleman import Middleman

NETUID = 3
GENESIS = "0x" + "5a" * 32
BLOCKS = 6


@asynccontextmanager
async def a_world_of(seed: int) -> AsyncIterator[Node]:
    options = PracticeOptions(block_seconds=0, subnets=6, still=True, seed=seed, genesis=GENESIS)
    async with Node(genesis_world(options), options) as node:
        node.step(BLOCKS)
        yield node


@pytest.fixture
async def honest() -> AsyncIterator[Node]:
    async with a_world_of(1) as node:
        yield node


@pytest.fixture
async def other_world() -> AsyncIterator[Node]:
    async with a_world_of(2) as node:
        yield node


async def hashes_of(node: Node) -> list[str]:
    line = await opened(node.url, GENESIS)
    try:
        return [str(await line.request("chain_getBlockHash", number)) for number in range(1, BLOCKS + 1)]
    finally:
        await line.close()


@asynccontextmanager
async def safeguards_at(first: str, second: str, tmp_path: Path) -> AsyncIterator[tuple[ChainMarket, Safeguards]]:
    connection = NetworkConnection(Network("practice", named=(second,)).at(first), tmp_path / "metadata")
    market, clock = ChainMarket(connection), SystemClock()
    await market.connect()
    guards = Safeguards(
        market, ChainTrading(connection), SecondEndpoint(connection), LastPrices(tmp_path / "prices"), clock
    )
    try:
        yield market, guards
    finally:
        await guards.close()
        await market.close()


async def compared(market: ChainMarket, guards: Safeguards) -> Comparison:
    head = await market.head()
    snapshot = await market.snapshot(head, ())
    hotkey = (await market.validators(NETUID, head))[0].hotkey
    comparison = await guards.compare(Stake(NETUID, hotkey, Tao(10**9)), snapshot)
    assert comparison is not None
    return comparison


async def test_two_ways_to_one_chain_agree(honest: Node, tmp_path: Path) -> None:
    async with Middleman(honest.url) as way, safeguards_at(honest.url, way.url, tmp_path) as (market, guards):
        comparison = await compared(market, guards)
    assert comparison.is_agreed
    assert comparison.objection == ""


async def test_another_world_behind_the_same_genesis_is_another_chain(
    honest: Node, other_world: Node, tmp_path: Path
) -> None:
    async with safeguards_at(other_world.url, honest.url, tmp_path) as (market, guards):
        comparison = await compared(market, guards)
    assert "Two endpoints disagree about a final block" in comparison.objection


async def test_another_world_under_the_true_hashes_is_told_with_both_reserves(
    honest: Node, other_world: Node, tmp_path: Path
) -> None:
    true, false = await hashes_of(honest), await hashes_of(other_world)
    async with Middleman(other_world.url) as liar:
        liar.wear(dict(zip(true, false, strict=True)))
        async with safeguards_at(liar.url, honest.url, tmp_path) as (market, guards):
            comparison = await compared(market, guards)
            shown = (await market.snapshot(await market.head(), ())).subnets[NETUID].pool
    assert comparison.objection.startswith("Two endpoints disagree about the TAO in the pool: 127.0.0.1:")
    assert comparison.differences[0].first == f"{exact(shown.tao_in)} τ"
    assert comparison.confirmed_pools == ()


async def test_a_true_storage_beside_a_false_summary_does_not_help_the_liar(honest: Node, tmp_path: Path) -> None:
    async with Middleman(honest.url) as way, safeguards_at(honest.url, way.url, tmp_path) as (market, guards):
        head = await market.head()
        snapshot = await market.snapshot(head, ())
        hotkey = (await market.validators(NETUID, head))[0].hotkey
        subnet = snapshot.subnets[NETUID]
        cheap = replace(subnet, pool=replace(subnet.pool, alpha_in=subnet.pool.alpha_in + subnet.pool.alpha_in))
        told = replace(snapshot, subnets={**snapshot.subnets, NETUID: cheap})
        comparison = await guards.compare(Stake(NETUID, hotkey, Tao(10**9)), told)
    assert comparison is not None
    assert [one.fact for one in comparison.differences] == ["the alpha in the pool"]


def with_weight(facts: int, weight: int | None) -> Callable[[Any], Any]:
    """Storage without an entry for the pool's weight; a liar puts one into any answer about more than these facts."""
    key = fixed_storage.facts_keys(NETUID, bytes(32))["quote_weight"]

    def twist(answer: Any) -> Any:
        (group,) = answer
        others = [pair for pair in group["changes"] if pair[0] != key]
        is_told = weight is not None and len(others) > facts
        entry = "0x" + weight.to_bytes(8, "little").hex() if is_told else None
        return [{**group, "changes": [*others, [key, entry]]}]

    return twist


@pytest.mark.parametrize(("weight", "differs"), [(None, []), (EVEN_WEIGHT, []), (10**17, ["the pool's weight"])])
async def test_what_storage_does_not_hold_is_compared_with_the_default(
    honest: Node, tmp_path: Path, weight: int | None, differs: list[str]
) -> None:
    facts = len(fixed_storage.facts_keys(NETUID, bytes(32)))
    async with Middleman(honest.url) as liar, Middleman(honest.url) as way:
        liar.twists["state_queryStorageAt"] = with_weight(facts, weight)
        way.twists["state_queryStorageAt"] = with_weight(facts, None)
        async with safeguards_at(liar.url, way.url, tmp_path) as (market, guards):
            comparison = await compared(market, guards)
    assert [one.fact for one in comparison.differences] == differs


async def test_a_second_that_shows_another_description_is_a_difference(honest: Node, tmp_path: Path) -> None:
    async with Middleman(honest.url) as way:

        def altered(answer: Any) -> Any:
            return answer[:-2] + ("00" if answer[-2:] != "00" else "01")

        way.twists["state_call"] = altered
        async with safeguards_at(honest.url, way.url, tmp_path) as (market, guards):
            comparison = await compared(market, guards)
    assert [one.fact for one in comparison.differences] == ["the runtime's description of itself"]
