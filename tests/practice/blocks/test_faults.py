"""Misfortunes on demand, as the SDK meets them."""

import asyncio

import bittensor as bt
import pytest
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK

from dtao_tui.practice.blocks.faults import Faults
from tests.practice.nodes import PATIENCE, PRACTICE, a_client, a_node, through
from tests.practice.wires import a_transfer, a_wire

BOB = bt.sp_core.Keypair.create_from_uri("//Bob")
GIFT = bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="1")


async def test_a_lost_reply_leaves_a_transaction_that_lands_all_the_same() -> None:
    async with a_node() as node, a_client(node) as client:
        assert node.faults is not None
        node.faults.ask("lose_reply", {})
        result = await through(node, client.execute(GIFT, PRACTICE))
        assert not result.success
        assert result.block_hash is None
        assert (await client.balances.get(BOB.ss58_address)).rao == 10**9


async def test_a_lost_reply_is_lost_once() -> None:
    async with a_node() as node:
        async with a_wire(node) as wire:
            assert await wire.result("practice_fault", {"kind": "lose_reply"}) is None
            with pytest.raises(ConnectionClosedError):
                await wire.call("author_submitExtrinsic", a_transfer(node))
        async with a_wire(node) as wire:
            assert await wire.result("author_submitExtrinsic", a_transfer(node, nonce=1))
        node.step()
        assert len(node.chain.head.included) == 2


async def test_a_clean_close_says_that_the_node_goes_away() -> None:
    async with a_node() as node, a_wire(node) as wire, a_wire(node) as control:
        await control.result("practice_fault", {"kind": "close"})
        with pytest.raises(ConnectionClosedOK) as closed:
            await wire.call("chain_getHeader")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1001


async def test_a_policy_close_is_told_as_one() -> None:
    async with a_node() as node, a_wire(node) as wire, a_wire(node) as control:
        await control.result("practice_fault", {"kind": "policy"})
        with pytest.raises(ConnectionClosedError) as closed:
            await wire.call("chain_getHeader")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


async def test_a_shield_without_a_key_is_seen_as_one() -> None:
    async with a_node() as node, a_client(node) as client:
        assert node.faults is not None
        node.step()
        assert await client.read("mev_shield_next_key") is not None
        node.faults.ask("unshield", {})
        node.step()
        assert await client.read("mev_shield_next_key") is None
        node.faults.ask("unshield", {"on": False})
        node.step()
        assert await client.read("mev_shield_next_key") is not None


async def test_a_busy_endpoint_turns_the_sdk_away_once() -> None:
    async with a_node() as node:
        assert node.faults is not None
        node.faults.ask("busy", {})
        with pytest.raises(bt.RpcPolicyError) as refused:
            async with a_client(node):
                pass
        assert refused.value.status_code == 429
        async with a_client(node) as client:
            assert await client.block() == 0


async def test_a_call_can_be_made_to_fail_in_its_block() -> None:
    async with a_node() as node, a_client(node) as client:
        assert node.faults is not None
        node.faults.ask("fail", {"name": "StakeUnavailable"})
        result = await through(node, client.execute(GIFT, PRACTICE))
        assert result.error is not None
        assert result.error.name == "StakeUnavailable"
        assert (await client.balances.get(BOB.ss58_address)).rao == 0


async def test_a_retracted_block_is_told_and_the_transaction_is_final_all_the_same() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await wire.result("practice_fault", {"kind": "retract"})
        await wire.result("author_submitAndWatchExtrinsic", a_transfer(node))
        node.step(3)
        told = [await wire.notice() for _ in range(5)][2:]
        landed = await wire.result("chain_getBlockHash", 1)
        assert told == [{"inBlock": landed}, {"retracted": landed}, {"finalized": landed}]
        await wire.result("author_submitAndWatchExtrinsic", a_transfer(node, nonce=1))
        node.step(3)
        later = [await wire.notice() for _ in range(4)][2:]
        assert [next(iter(each)) for each in later] == ["inBlock", "finalized"]


async def test_a_pruned_node_knows_the_newest_state_alone() -> None:
    async with a_node() as node, a_client(node) as client:
        node.step(3)
        assert node.faults is not None
        node.faults.ask("prune", {})
        assert (await client.balances.get(BOB.ss58_address)).rao == 0
        with pytest.raises(bt.ChainError, match="State discarded"):
            await client.balances.get(BOB.ss58_address, block=2)


async def test_a_runtime_upgrade_in_mid_session_is_followed_by_a_new_signature() -> None:
    async with a_node() as node, a_wire(node) as wire:
        before = a_transfer(node)
        await wire.result("practice_fault", {"kind": "upgrade", "lacks": ["Swap.FeeRate"]})
        await wire.result("author_submitAndWatchExtrinsic", a_transfer(node, nonce=1))
        assert await wire.notice() == "future"
        old = (await wire.result("state_getRuntimeVersion"))["specVersion"]
        node.step(2)
        assert await wire.notice() == "invalid"
        assert (await wire.result("state_getRuntimeVersion"))["specVersion"] == old + 1
        genesis = await wire.result("chain_getBlockHash", 0)
        assert (await wire.result("state_getRuntimeVersion", genesis))["specVersion"] == old
        assert "bad signature" in (await wire.error("author_submitExtrinsic", before))["data"]
        assert await wire.result("author_submitExtrinsic", a_transfer(node))


async def test_the_sdk_reads_on_across_an_upgrade() -> None:
    async with a_node() as node:
        assert node.faults is not None
        node.faults.ask("upgrade", {"lacks": ["SwapRuntimeApi.current_alpha_price_all"]})
        async with a_client(node) as client:
            assert len(await client.prices.alpha_prices()) == 6
            assert await client.spec_version() == 475
        node.step(3)
        async with a_client(node) as client:
            assert await client.spec_version() == 476
            assert (await client.balances.get(BOB.ss58_address)).rao == 0
            with pytest.raises(ValueError, match="current_alpha_price_all"):
                await client.prices.alpha_prices()


async def test_a_dropped_connection_says_nothing() -> None:
    async with a_node() as node, a_wire(node) as wire, a_wire(node) as control:
        await control.result("practice_fault", {"kind": "drop"})
        with pytest.raises(ConnectionClosedError):
            await wire.call("chain_getHeader")


async def test_a_rejection_by_the_pool_reaches_the_user_by_its_name() -> None:
    async with a_node() as node, a_client(node) as client:
        assert node.faults is not None
        node.faults.ask("reject", {"data": "Custom error: 8"})
        result = await client.execute(GIFT, PRACTICE)
        assert result.error is not None
        assert result.error.name == "SlippageTooHigh"
        assert (await through(node, client.execute(GIFT, PRACTICE))).success


async def test_a_foreign_genesis_is_announced_and_the_chain_goes_on() -> None:
    foreign = "0x" + "cd" * 32
    async with a_node() as node, a_wire(node) as wire:
        await wire.result("practice_fault", {"kind": "genesis", "hash": foreign})
        assert await wire.result("chain_getBlockHash", 0) == foreign
        assert await wire.result("author_submitExtrinsic", a_transfer(node))


async def test_simulations_can_disagree_with_the_pools() -> None:
    async with a_node() as node, a_client(node) as client:
        honest = await client.prices.quote_stake(1, "10")
        assert node.faults is not None
        node.faults.ask("twist", {"millionths": 900_000})
        twisted = await client.prices.quote_stake(1, "10")
        assert twisted.alpha.rao == honest.alpha.rao * 9 // 10
        assert twisted.tao_fee == honest.tao_fee


async def test_storage_can_be_changed_under_a_client() -> None:
    async with a_node() as node, a_client(node) as client, a_wire(node) as control:
        cheap = await client.prices.quote_stake(1, "10")
        await control.result("practice_put", "Swap.FeeRate", [1], 10_000)
        dear = await client.prices.quote_stake(1, "10")
        assert dear.tao_fee.rao > 100 * cheap.tao_fee.rao
        unknown = await control.error("practice_put", "Swap.NoSuchItem", [1], 1)
        assert unknown["code"] == -32602


async def test_a_stalled_chain_makes_no_blocks_until_it_is_let_go() -> None:
    async with a_node(block_seconds=0.02) as node, a_wire(node) as wire:
        await wire.result("practice_fault", {"kind": "stall"})
        height = node.chain.height
        await wire.result("chain_subscribeNewHeads")
        assert int((await wire.notice())["number"], 16) == height
        await wire.result("practice_fault", {"kind": "slow", "milliseconds": 60})
        await wire.result("chain_getHeader")
        assert node.chain.height == height
        await wire.result("practice_fault", {"kind": "stall", "on": False})
        assert int((await wire.notice())["number"], 16) == height + 1


async def test_a_slow_node_answers_late_but_answers() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await wire.result("practice_fault", {"kind": "slow", "milliseconds": 30})
        began = asyncio.get_running_loop().time()
        assert await asyncio.wait_for(wire.result("chain_getHeader"), PATIENCE)
        assert asyncio.get_running_loop().time() - began >= 0.03


@pytest.mark.parametrize("plan", [{}, {"kind": "earthquake"}, {"kind": "lose_reply", "count": -1}, {"kind": "genesis"}])
async def test_a_fault_that_does_not_exist_is_refused(plan: dict[str, object]) -> None:
    async with a_node() as node, a_wire(node) as wire:
        assert (await wire.error("practice_fault", plan))["code"] == -32602
        assert node.faults == Faults()
