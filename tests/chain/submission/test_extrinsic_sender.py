"""Orders into the practice node: composed, priced, carried out, and what their outcome says."""

from dataclasses import replace
from typing import Any

import pytest
from bittensor_core import Keypair, Runtime

from dtao_tui.chain.practice_controls import PracticeFaucet
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.assets import TAO, alpha_of
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.errors import (
    NotUnderstood,
)
from dtao_tui.ports.extrinsics import Stage
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk, placed
from tests.chain.middleman import Honest, Middleman
from tests.chain.submission.orders import LOWEST, NO_LIMIT, TEN, a_stake, an_extrinsic
from tests.quoting import stake_call, unstake_call


async def test_a_stake_goes_its_whole_way_and_pays_what_the_pool_said(desk: Desk, node: Node) -> None:
    before = await desk.snapshot()
    order = await placed(desk, node, await a_stake(desk))
    bought = before.subnets[1].pool.trade(Side.BUY, TEN)
    assert order.stages == (Stage.READY, Stage.BROADCAST, Stage.IN_BLOCK, Stage.FINAL)
    assert (order.filled.paid, order.filled.received) == (TEN, bought.received)
    assert order.filled.pool_fee == bought.fee


async def test_the_outcome_of_an_unstake_equals_what_changed(desk: Desk, node: Node) -> None:
    hotkey = await desk.hotkey(1)
    await placed(desk, node, stake_call(1, hotkey, TEN, NO_LIMIT))
    before = (await desk.snapshot()).holdings[ADDRESS]
    order = await placed(desk, node, unstake_call(1, hotkey, Alpha(10**9, 1), LOWEST))
    after = (await desk.snapshot()).holdings[ADDRESS]
    filled, fee = order.filled, order.settlement.network_fee
    assert isinstance(filled.received, Tao)
    assert fee is not None
    assert filled.paid == before.staked(1) - after.staked(1) == Alpha(10**9, 1)
    assert after.free == before.free + filled.received - fee
    assert {flow.asset: flow.amount for flow in order.settlement.flows} == {
        TAO: after.free - before.free,
        alpha_of(1): Alpha(-(10**9), 1),
    }


async def test_a_whole_position_is_sold_whole(desk: Desk, node: Node) -> None:
    hotkey = await desk.hotkey(1)
    staked = await placed(desk, node, stake_call(1, hotkey, TEN, NO_LIMIT))
    amount = staked.filled.received
    assert isinstance(amount, Alpha)
    order = await placed(desk, node, unstake_call(1, hotkey, amount, LOWEST, is_whole_position=True))
    assert order.filled.paid == amount
    assert (await desk.snapshot()).holdings[ADDRESS].stakes == ()


async def test_root_takes_tao_one_for_one(desk: Desk, node: Node) -> None:
    order = await placed(desk, node, stake_call(0, await desk.hotkey(0), TEN, Price(10**9)))
    assert (order.filled.paid, order.filled.received) == (TEN, Alpha(10**10, 0))


async def test_the_estimated_fee_is_the_one_that_is_paid(desk: Desk, node: Node) -> None:
    order = await placed(desk, node, await a_stake(desk))
    assert order.unsigned.fee == order.outcome.network_fee


async def test_an_order_is_anchored_at_the_finalized_block_for_16_blocks(desk: Desk, node: Node) -> None:
    node.step(5)
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    final = await desk.trading.finalized()
    assert (unsigned.era_block, unsigned.era_hash, unsigned.era_period) == (final.number, final.hash, 16)
    assert final.number < (await desk.market.head()).number
    assert (await desk.trading.prepare(await a_stake(desk), ADDRESS, 8)).era_period == 8


async def test_an_order_may_be_signed_for_another_account(desk: Desk) -> None:
    real = Keypair.create_from_seed(bytes(range(32))).ss58_address
    call = Call("Proxy", "proxy", {"real": real, "force_proxy_type": None, "call": await a_stake(desk)})
    plain = await desk.trading.prepare(call, ADDRESS)
    unsigned = await desk.trading.prepare(call, ADDRESS, origin=real)
    assert (plain.signer, plain.origin) == (ADDRESS, ADDRESS)
    assert unsigned == replace(plain, origin=real)


async def test_a_time_that_begins_anew_changes_nothing_else(desk: Desk, node: Node) -> None:
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    node.step(5)
    anchored, final = await desk.trading.anchored(unsigned), await desk.trading.finalized()
    assert final.number > unsigned.era_block
    assert anchored == replace(unsigned, era_block=final.number, era_hash=final.hash)


async def test_a_waiting_order_counts_in_the_next_number_but_not_in_the_accounts_own(desk: Desk, node: Node) -> None:
    extrinsic = await an_extrinsic(desk, await a_stake(desk))
    steps = desk.trading.broadcast(extrinsic)
    assert (await anext(steps)).stage is Stage.READY
    assert (await desk.trading.prepare(await a_stake(desk), ADDRESS)).nonce == 1
    assert await desk.trading.nonce(ADDRESS) == 0
    old = await desk.market.head()
    node.step()
    assert (await desk.trading.nonce(ADDRESS), await desk.trading.nonce(ADDRESS, old)) == (1, 0)
    await steps.aclose()


async def test_composed_bytes_say_what_the_order_says(desk: Desk) -> None:
    order = await a_stake(desk)
    facts = desk.facts
    runtime = Runtime(facts.metadata, facts.spec_version, facts.transaction_version, 42)
    decoded = runtime.decode_call(await desk.trading.compose(order))
    arguments = {argument["name"]: argument["value"] for argument in decoded["call_args"]}
    assert (decoded["call_module"], decoded["call_function"]) == ("SubtensorModule", "add_stake_limit")
    assert arguments == dict(order.arguments)


@pytest.mark.parametrize(
    "call",
    [
        Call("SubtensorModule", "no_such_call", {}),
        Call("Nowhere", "add_stake", {}),
        Call("SubtensorModule", "add_stake_limit", {"netuid": 1}),
        Call("SubtensorModule", "remove_stake_full_limit", {"hotkey": "x", "netuid": 1, "limit_price": 1}),
        Call("SubtensorModule", "remove_stake_full_limit", {"hotkey": ADDRESS, "netuid": 70_000, "limit_price": 1}),
    ],
)
async def test_a_call_the_runtime_does_not_take_is_told_in_a_sentence(desk: Desk, call: Call) -> None:
    with pytest.raises(NotUnderstood, match="does not take"):
        await desk.trading.compose(call)


async def test_an_order_past_its_limit_fails_in_the_block_and_costs_the_fee(desk: Desk, node: Node) -> None:
    order = await placed(desk, node, await a_stake(desk, limit=LOWEST))
    assert (order.outcome.succeeded, order.outcome.error) == (False, "PriceLimitExceeded")
    assert order.outcome.network_fee is not None
    assert order.settlement.filled is None
    assert "limit" in order.outcome.sentence


async def test_an_upgrade_between_quote_and_review_stops_the_order(between: Desk, middleman: Middleman) -> None:
    middleman.twists["state_getRuntimeVersion"] = lambda version: {**version, "specVersion": 460}
    with pytest.raises(NotUnderstood, match="has just been upgraded"):
        await between.trading.prepare(await a_stake(between), ADDRESS)


async def test_a_fee_that_the_chain_does_not_tell_is_unknown(between: Desk, middleman: Middleman) -> None:
    order = await a_stake(between)
    middleman.lies["state_call"] = _no_fee
    assert (await between.trading.prepare(order, ADDRESS)).fee is None


async def test_the_faucet_gives_with_the_next_block(desk: Desk, node: Node) -> None:
    stranger = Keypair.create_from_seed(bytes(range(32))).ss58_address
    await PracticeFaucet(desk.connection).give(stranger, Tao(5 * 10**9))
    node.step()
    assert (await desk.snapshot(stranger)).holdings[stranger].free == Tao(5 * 10**9)


def _no_fee(parameters: list[Any]) -> str:
    if parameters[0] != "TransactionPaymentApi_query_info":
        raise Honest
    return "0x00"
