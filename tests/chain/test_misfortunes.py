"""The practice node's misfortunes as the app's own chain layer meets them."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.ports.errors import AskedToWait, ChainTrouble, FateUnknown, NotUnderstood, StateGone
from dtao_tui.ports.extrinsics import Stage
from dtao_tui.practice.blocks.faults import GOING_AWAY, POLICY_VIOLATION, Faults
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world
from tests.chain.conftest import Desk, a_desk, placed
from tests.chain.middleman import Middleman, Objection
from tests.chain.signing import practice_key, signed
from tests.chain.submission.orders import a_stake, an_extrinsic

PATIENCE = 10.0


def misfortunes(node: Node) -> Faults:
    assert node.faults is not None
    return node.faults


async def test_a_call_that_fails_in_its_block_is_an_outcome_with_its_fee(desk: Desk, node: Node) -> None:
    misfortunes(node).ask("fail", {"name": "InsufficientLiquidity"})
    order = await placed(desk, node, await a_stake(desk))
    assert (order.outcome.succeeded, order.outcome.error) == (False, "InsufficientLiquidity")
    assert order.outcome.network_fee is not None


async def test_a_retracted_block_is_no_failure_and_the_order_is_found(desk: Desk, node: Node) -> None:
    misfortunes(node).ask("retract", {})
    order = await placed(desk, node, await a_stake(desk))
    assert Stage.RETRACTED in order.stages
    assert order.stages[-1] is Stage.FINAL
    assert order.outcome.succeeded


async def test_an_order_behind_a_gap_in_the_numbers_waits_until_it_is_filled(desk: Desk, node: Node) -> None:
    first = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    second = signed(replace(first, nonce=first.nonce + 1), desk.facts)
    async with aclosing(desk.trading.broadcast(second)) as steps:
        assert (await anext(steps)).stage is Stage.READY
        node.step(3)
        assert node.chain.next_nonce(bytes(practice_key().public_key)) == first.nonce
        async with aclosing(desk.trading.broadcast(signed(first, desk.facts))) as others:
            await anext(others)
            node.step()
            stages = [(await asyncio.wait_for(anext(steps), PATIENCE)).stage for _ in range(3)]
    assert stages[-1] is Stage.IN_BLOCK


@pytest.mark.parametrize("item", ["SwapRuntimeApi.current_alpha_price_all", "Swap.FeeRate"])
async def test_an_older_runtime_in_mid_session_is_read_all_the_same(desk: Desk, node: Node, item: str) -> None:
    before = await desk.snapshot()
    misfortunes(node).ask("upgrade", {"spec_version": 430, "lacks": [item]})
    node.step(2)
    after = await desk.snapshot()
    assert desk.facts.spec_version == 430
    assert {n: subnet.price for n, subnet in after.subnets.items()} == {
        n: subnet.price for n, subnet in before.subnets.items()
    }


async def test_a_runtime_without_simulations_says_so_and_still_has_prices(desk: Desk, node: Node) -> None:
    names = ("sim_swap_tao_for_alpha", "sim_swap_alpha_for_tao")
    misfortunes(node).ask("upgrade", {"lacks": [f"SwapRuntimeApi.{name}" for name in names]})
    node.step(2)
    assert (await desk.snapshot()).subnets[1].price.rao > 0
    with pytest.raises(NotUnderstood, match="sim_swap_tao_for_alpha"):
        await desk.market.simulate(1, Side.BUY, Tao(10**9), await desk.market.head())


async def test_a_runtime_without_weights_is_found_out_by_its_own_simulation(desk: Desk, node: Node) -> None:
    misfortunes(node).ask("upgrade", {"lacks": ["Swap.SwapBalancer"]})
    node.step(2)
    subnet = (await desk.snapshot()).subnets[1]
    assert subnet.pool.price != subnet.price
    simulated = await desk.market.simulate(1, Side.BUY, Tao(10**9), await desk.market.head())
    assert simulated != subnet.pool.simulate(Side.BUY, Tao(10**9))


async def test_forged_names_and_an_absurd_price_arrive_as_plain_words_and_numbers(desk: Desk, node: Node) -> None:
    storage = node.chain.storage
    storage.put("SubtensorModule.TokenSymbol", 1, value="[@click=app.quit]τ\x1b]0;x\x07".encode())
    storage.put("SubtensorModule.SubnetTAO", 1, value=2**64 - 1)
    storage.put("SubtensorModule.SubnetAlphaIn", 1, value=1)
    node.step()
    subnet = (await desk.snapshot()).subnets[1]
    assert subnet.symbol.isprintable()
    assert subnet.pool.tao_in.rao == 2**64 - 1
    simulated = await desk.market.simulate(1, Side.BUY, Tao(10**9), await desk.market.head())
    assert simulated == subnet.pool.simulate(Side.BUY, Tao(10**9))


async def test_a_pruned_node_says_that_the_state_is_gone(desk: Desk, node: Node) -> None:
    old = await desk.market.head()
    node.step()
    misfortunes(node).ask("prune", {})
    with pytest.raises(StateGone):
        await desk.market.snapshot(old, (ADDRESS,))
    assert await desk.snapshot()


async def test_a_busy_endpoint_is_told_at_the_first_dial_and_taken_at_the_next(node: Node, tmp_path: Path) -> None:
    misfortunes(node).ask("busy", {})
    with pytest.raises(ChainTrouble) as told:
        async with a_desk(node.url, cache=tmp_path / "busy"):
            pass
    assert "429" in str(told.value) or "limit" in str(told.value)
    async with a_desk(node.url, cache=tmp_path / "busy") as desk:
        assert await desk.snapshot()


async def test_a_limit_told_in_an_answer_is_a_wait(middleman: Middleman, tmp_path: Path) -> None:
    async with a_desk(middleman.url, cache=tmp_path) as desk:
        middleman.lies["chain_getHead"] = _limit
        with pytest.raises(AskedToWait, match=r"asked to wait 12 s \(its own limit\)") as told:
            await desk.snapshot()
    assert told.value.wait_seconds == 12


async def test_a_close_for_the_endpoints_policy_is_a_wait(desk: Desk, node: Node) -> None:
    async with aclosing(desk.market.heads()) as heads:
        await anext(heads)
        await node.close_others(code=POLICY_VIOLATION)
        with pytest.raises(AskedToWait):
            await asyncio.wait_for(anext(heads), PATIENCE)


@pytest.mark.parametrize("code", [GOING_AWAY, POLICY_VIOLATION])
async def test_a_close_by_the_node_while_an_order_is_on_its_way_leaves_its_fate_open(
    desk: Desk, node: Node, code: int
) -> None:
    steps = desk.trading.broadcast(await an_extrinsic(desk, await a_stake(desk)))
    await anext(steps)
    await anext(steps)
    await node.close_others(code=code)
    with pytest.raises(FateUnknown):
        await asyncio.wait_for(anext(steps), PATIENCE)
    node.step(3)
    assert node.chain.next_nonce(bytes(practice_key().public_key)) == 1


async def test_a_line_that_breaks_off_while_an_order_is_on_its_way_leaves_its_fate_open(desk: Desk, node: Node) -> None:
    steps = desk.trading.broadcast(await an_extrinsic(desk, await a_stake(desk)))
    await anext(steps)
    await anext(steps)
    node.drop_others()
    with pytest.raises(FateUnknown):
        await asyncio.wait_for(anext(steps), PATIENCE)


async def test_a_stalled_chain_sends_no_heads_until_it_goes_on(tmp_path: Path) -> None:
    options = PracticeOptions(block_seconds=0.05, subnets=1, still=True, has_faults=True)
    async with Node(genesis_world(options), options) as node, a_desk(node.url, cache=tmp_path) as desk:
        async with aclosing(desk.market.heads()) as heads:
            await asyncio.wait_for(anext(heads), PATIENCE)
            misfortunes(node).ask("stall", {})
            height = node.chain.height
            await asyncio.sleep(0.2)
            assert node.chain.height == height
            misfortunes(node).ask("stall", {"on": False})
            numbers = [(await asyncio.wait_for(anext(heads), PATIENCE)).number for _ in range(height + 1)]
        assert max(numbers) > height


async def test_a_slow_answer_comes_late_and_whole(desk: Desk, node: Node) -> None:
    misfortunes(node).ask("slow", {"milliseconds": 100})
    began = asyncio.get_running_loop().time()
    assert await desk.snapshot()
    assert asyncio.get_running_loop().time() - began >= 0.1


def _limit(_: list[Any]) -> Any:
    raise Objection(-32005, "slow down", {"retry_after": 12})
