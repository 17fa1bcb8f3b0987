"""The further calls and a moving market, through the real SDK over the socket."""

from typing import Any

import bittensor as bt
import pytest

from dtao_tui.practice.blocks.transactions import Transaction
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.pallets import balances, fees, shares
from tests.practice.nodes import PRACTICE, a_client, a_node, done, hotkey_of, through
from tests.practice.wires import a_wire

HERE, THERE = 3, 4
BOB = bt.sp_core.Keypair.create_from_uri("//Bob")


async def staked(client: bt.Client, who: Any, hotkey: str, netuid: int) -> int:
    return int((await client.staking.get(who.ss58_address, hotkey, netuid)).rao)


async def test_stake_moves_between_subnets_in_one_call():
    async with a_node() as node, a_client(node) as client:
        hotkey = hotkey_of(node, HERE)
        await done(node, client, bt.AddStake(hotkey_ss58=hotkey, netuid=HERE, amount_tao="50"))
        held = await client.staking.get(PRACTICE.ss58_address, hotkey, HERE)
        # The chain bounds moves by reserves alone, so pools of unlike weights need room in the ratio.
        swap = bt.SwapStake(
            hotkey_ss58=hotkey, origin_netuid=HERE, dest_netuid=THERE, amount_alpha=held, rate_tolerance=0.5
        )
        result = await done(node, client, swap)
        assert await staked(client, PRACTICE, hotkey, HERE) == 0
        assert await staked(client, PRACTICE, hotkey, THERE) > 0
        assert "StakeSwapped" in {event["event_id"] for event in result.events}


async def test_stake_is_given_to_another_coldkey():
    async with a_node() as node, a_client(node) as client:
        hotkey = hotkey_of(node, HERE)
        await done(node, client, bt.AddStake(hotkey_ss58=hotkey, netuid=HERE, amount_tao="50"))
        held = await client.staking.get(PRACTICE.ss58_address, hotkey, HERE)
        give = bt.TransferStake(
            dest_coldkey_ss58=BOB.ss58_address,
            hotkey_ss58=hotkey,
            origin_netuid=HERE,
            dest_netuid=HERE,
            amount_alpha=held,
        )
        await done(node, client, give)
        assert abs(await staked(client, BOB, hotkey, HERE) - held.rao) <= 1


async def test_a_batch_is_all_or_nothing():
    async with a_node() as node, a_client(node) as client:
        hotkey = hotkey_of(node, HERE)
        add = bt.AddStake(hotkey_ss58=hotkey, netuid=HERE, amount_tao="5")
        send = bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="3")
        await done(node, client, bt.Batch(intents=[add, send]))
        assert await staked(client, PRACTICE, hotkey, HERE) > 0
        assert (await client.balances.get(BOB.ss58_address)).rao == 3 * 10**9
        too_much = bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="999999")
        before = await staked(client, PRACTICE, hotkey, HERE)
        batch = bt.Batch(intents=[add, too_much])
        failed = await through(node, client.execute(batch, PRACTICE, wait_for_finalization=False))
        assert not failed.success
        assert await staked(client, PRACTICE, hotkey, HERE) == before


async def test_a_staking_proxy_stakes_for_its_owner():
    async with a_node() as node, a_client(node) as client:
        hotkey = hotkey_of(node, HERE)
        await done(node, client, bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="10"))
        await done(node, client, bt.AddProxy(delegate_ss58=BOB.ss58_address, proxy_type="Staking", delay=0))
        add = bt.AddStake(hotkey_ss58=hotkey, netuid=HERE, amount_tao="5")
        await done(node, client, add, BOB, proxy_for=PRACTICE.ss58_address)
        assert await staked(client, PRACTICE, hotkey, HERE) > 0
        assert await staked(client, BOB, hotkey, HERE) == 0


async def test_locked_stake_shows_and_stays():
    async with a_node() as node, a_client(node) as client:
        hotkey = hotkey_of(node, HERE)
        await done(node, client, bt.AddStake(hotkey_ss58=hotkey, netuid=HERE, amount_tao="50"))
        held = await client.staking.get(PRACTICE.ss58_address, hotkey, HERE)
        await done(node, client, bt.LockStake(hotkey_ss58=hotkey, netuid=HERE, amount_alpha=held))
        [lock] = await client.locks.locks_for_coldkey(PRACTICE.ss58_address)
        assert (lock["hotkey"], lock["netuid"]) == (hotkey, HERE)
        assert lock["locked_alpha"].rao == pytest.approx(held.rao, rel=1e-4)
        rows = await client.staking.stake_availability_for_coldkey(PRACTICE.ss58_address, [HERE])
        assert rows[0]["available"].rao < held.rao // 1000
        remove = bt.RemoveStake(hotkey_ss58=hotkey, netuid=HERE, amount_alpha="all")
        failed = await through(node, client.execute(remove, PRACTICE, wait_for_finalization=False))
        assert failed.error is not None
        assert failed.error.name == "StakeUnavailable"


async def test_the_fee_that_is_quoted_is_the_fee_that_is_taken():
    async with a_node() as node, a_client(node) as client, a_wire(node) as wire:
        free = (await client.balances.get(PRACTICE.ss58_address)).rao
        result = await done(node, client, bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="1"))
        told = {event["event_id"]: event["attributes"] for event in result.events}
        [_, extrinsic] = node.chain.block(1).extrinsics
        question = extrinsic + len(extrinsic).to_bytes(4, "little")
        answer = await wire.result("state_call", "TransactionPaymentApi_query_info", "0x" + question.hex())
        quoted = node.chain.description.decode("RuntimeDispatchInfo", bytes.fromhex(answer[2:]))
        assert told["TransactionFeePaid"]["actual_fee"] == quoted["partial_fee"]
        used = told["ExtrinsicSuccess"]["dispatch_info"]["weight"]["ref_time"]
        assert used == quoted["weight"]["ref_time"] + fees.BASE
        assert (await client.balances.get(PRACTICE.ss58_address)).rao == free - 10**9 - quoted["partial_fee"]


async def test_an_account_without_tao_pays_for_its_unstake_in_alpha():
    async with a_node() as node, a_client(node) as client:
        hotkey, who = hotkey_of(node, HERE), PRACTICE.public_key
        await done(node, client, bt.AddStake(hotkey_ss58=hotkey, netuid=HERE, amount_tao="50"))
        balances.set_free(node.chain.storage, who, 500)
        held = await staked(client, PRACTICE, hotkey, HERE)
        remove = bt.RemoveStake(hotkey_ss58=hotkey, netuid=HERE, amount_alpha="100")
        result = await done(node, client, remove)
        told = {event["event_id"]: event["attributes"] for event in result.events}
        names = [event["event_id"] for event in result.events if event["module_id"] == "SubtensorModule"]
        assert names == ["StakeRemoved", "StakeRemoved", "TransactionFeePaidWithAlpha"]
        fee, own = told["TransactionFeePaidWithAlpha"], told["StakeRemoved"]
        left = await staked(client, PRACTICE, hotkey, HERE)
        assert held - left == pytest.approx(fee["alpha_fee"] + 100 * 10**9, abs=2)
        assert (await client.balances.get(PRACTICE.ss58_address)).rao == 500 + own[2]


async def test_the_pool_refuses_an_unstake_whose_position_cannot_pay_for_it():
    async with a_node() as node, a_client(node) as client:
        hotkey, who = hotkey_of(node, HERE), PRACTICE.public_key
        await done(node, client, bt.AddStake(hotkey_ss58=hotkey, netuid=HERE, amount_tao="50"))
        balances.set_free(node.chain.storage, who, 500)
        held = await staked(client, PRACTICE, hotkey, HERE)
        shares.withdraw(
            node.chain.storage, node.chain.storage.raw("SubtensorModule.Keys", HERE, 0), who, HERE, held - 9
        )
        remove = bt.RemoveStake(hotkey_ss58=hotkey, netuid=HERE, amount_alpha="all", slippage_protection=False)
        result = await client.execute(remove, PRACTICE)
        assert "cannot cover the transaction fee" in result.message
        assert not len(node.chain.pool)


async def test_a_moving_market_is_read_block_by_block():
    async with a_node(still=False, subnets=40) as node, a_client(node) as client:
        before = await client.prices.alpha_prices()
        for _ in range(12):
            node.step()
        after = await client.prices.alpha_prices()
        assert sum(before[netuid] != after[netuid] for netuid in before) > 20
        graph = await client.subnets.metagraph(HERE, commitments=False)
        assert len(graph.validators) == 5
        status = await client.epochs.epoch_status(HERE)
        assert 0 < status["blocks_remaining"] <= 360
        events = await client.query(bt.storage.System.Events, [])
        assert any("StakeAdded" in str(event) or "StakeRemoved" in str(event) for event in events)


async def test_root_dividends_are_seen_and_claimed():
    # So many subnets that their prices together are worth more than a TAO: only then is root paid.
    async with a_node(still=False, subnets=128) as node, a_client(node) as client:
        root = hotkey_of(node, 0)
        await done(node, client, bt.AddStake(hotkey_ss58=root, netuid=0, amount_tao="9000"))
        for _ in range(25):
            node.step()
        owed = await client.staking.root_basket_owed(PRACTICE.ss58_address)
        assert owed.rao > 0
        [row] = await client.staking.root_basket_owed_breakdown(PRACTICE.ss58_address)
        assert row["hotkey"] == root
        held = await staked(client, PRACTICE, root, 0)
        await done(node, client, bt.ClaimRootWithHotkey(hotkey_ss58=root))
        assert await staked(client, PRACTICE, root, 0) >= held + owed.rao * 9 // 10


async def test_a_proxys_failure_comes_back_by_its_name():
    async with a_node() as node, a_client(node) as client:
        await done(node, client, bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="10"))
        await done(node, client, bt.AddProxy(delegate_ss58=BOB.ss58_address, proxy_type="Staking", delay=0))
        send = bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="1")
        work = client.execute(send, BOB, proxy_for=PRACTICE.ss58_address, wait_for_finalization=False)
        result = await through(node, work)
        assert not result.success
        assert "CallFiltered" in result.message


async def test_a_shielded_order_travels_unseen_and_is_carried_out_a_block_later():
    async with a_node() as node, a_client(node) as client:
        node.step()
        seen: list[str] = []
        node.chain.pre_block_hooks.append(lambda _, transactions: seen.extend(each.call.name for each in transactions))
        hotkey = hotkey_of(node, HERE)
        order = bt.AddStake(hotkey_ss58=hotkey, netuid=HERE, amount_tao="5")
        result = await through(node, client.submit_shielded(order, PRACTICE))
        assert result.success, result.message
        assert result.data["shielded"]
        assert await staked(client, PRACTICE, hotkey, HERE) > 0
        assert await client.query(bt.storage.System.Account, [PRACTICE.ss58_address], block=2) != await client.query(
            bt.storage.System.Account, [PRACTICE.ss58_address], block=3
        )
        assert seen == ["MevShield.submit_encrypted"]


async def test_a_shielded_order_is_opened_in_the_block_after_its_carrier():
    async with a_node() as node, a_client(node) as client:
        node.step()
        hotkey = hotkey_of(node, HERE)
        order = bt.AddStake(hotkey_ss58=hotkey, netuid=HERE, amount_tao="5")
        await through(node, client.submit_shielded(order, PRACTICE))
        names = [[each.call.name for each in _signed(node, number)] for number in (2, 3)]
        assert names == [["MevShield.submit_encrypted"], ["SubtensorModule.add_stake_limit"]]


async def test_the_shield_announces_another_key_with_every_block():
    async with a_node() as node, a_client(node) as client:
        node.step(2)
        keys = [await client.query(bt.storage.MevShield.NextKey, [], block=number) for number in (1, 2)]
        assert keys[0] != keys[1]
        assert await client.query(bt.storage.MevShield.CurrentKey, []) == keys[0]


async def test_what_is_no_sealed_transaction_is_refused_by_the_pool():
    async with a_node() as node, a_client(node) as client:
        call = bt.calls.MevShield.submit_encrypted(ciphertext=b"short")
        result = await client.submit_call(call, PRACTICE)
        assert not result.success
        assert result.error is not None
        assert result.error.name == "FailedShieldedTxParsing"


@pytest.mark.parametrize(("is_disputed", "name"), [(False, "ColdkeySwapAnnounced"), (True, "ColdkeySwapDisputed")])
async def test_a_coldkey_that_is_about_to_be_swapped_is_refused_by_the_pool(is_disputed: bool, name: str):
    async with a_node() as node, a_client(node) as client:
        node.chain.storage.put("SubtensorModule.ColdkeySwapAnnouncements", PRACTICE.public_key, value=(0, bytes(32)))
        if is_disputed:
            node.chain.storage.put("SubtensorModule.ColdkeySwapDisputes", PRACTICE.public_key, value=0)
        result = await client.execute(bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="3"), PRACTICE)
        assert result.error is not None
        assert result.error.name == name


def _signed(node: Node, number: int) -> list[Transaction]:
    block = node.chain.block(number)
    assert block is not None
    return [node.chain.decoded(data) for data in block.extrinsics[1:]]
