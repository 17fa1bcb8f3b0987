"""The node as the real SDK sees it: what the SDK accepts is the definition of right."""

import asyncio
from contextlib import aclosing

import bittensor as bt
import pytest

from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.pallets.registry import QUERIES
from tests.practice.nodes import PATIENCE, PRACTICE, a_client, a_node, through

SUBNETS = 5
TAO = 10**9


async def test_connecting_finds_a_chain_with_its_block_time() -> None:
    async with a_node() as node, a_client(node) as client:
        node.step(4)
        assert await client.block() == 4
        assert await client.finalized_block() == 2
        assert await client.block_time() == 3.0
        assert await client.spec_version() == 475


async def test_every_subnet_is_listed_with_its_price() -> None:
    async with a_node() as node, a_client(node) as client:
        subnets = await client.subnets.all()
        prices = await client.prices.alpha_prices()
        assert [subnet.netuid for subnet in subnets] == list(range(SUBNETS + 1))
        assert set(prices) == set(range(SUBNETS + 1))
        assert prices[0] == 1.0


async def test_dynamic_info_and_prices_agree_with_storage() -> None:
    async with a_node() as node, a_client(node) as client:
        rows = await client.runtime(bt.runtime_api.SubnetInfoRuntimeApi.get_all_dynamic_info, [])
        for row in rows:
            netuid = row["netuid"]
            assert row["tao_in"] == node.chain.storage.number("SubtensorModule.SubnetTAO", netuid)
            assert row["alpha_in"] == node.chain.storage.number("SubtensorModule.SubnetAlphaIn", netuid)


async def test_a_map_with_more_than_a_page_of_keys_is_read_whole() -> None:
    async with a_node(subnets=230) as node, a_client(node) as client:
        rows = await client.query_map(bt.storage.SubtensorModule.NetworksAdded)
        assert sorted(int(netuid) for netuid, _ in rows) == list(range(231))


async def test_quotes_have_amounts_net_of_their_fee() -> None:
    async with a_node() as node, a_client(node) as client:
        quote = await client.prices.quote_stake(1, "10")
        assert quote.tao.rao + quote.tao_fee.rao == 10 * TAO
        assert quote.alpha.rao > 0
        back = await client.prices.quote_unstake(1, "10")
        assert back.alpha.rao + back.alpha_fee.rao == 10 * TAO
        assert back.tao.rao > 0


async def test_balances_are_read_one_by_one_and_together() -> None:
    async with a_node() as node, a_client(node) as client:
        assert (await client.balances.get(ADDRESS)).rao == 10_000 * TAO
        nobody = bt.sp_core.Keypair.create_from_uri("//Nobody").ss58_address
        many = await client.balances.get_many([ADDRESS, nobody])
        assert [many[ADDRESS].rao, many[nobody].rao] == [10_000 * TAO, 0]


async def test_validators_of_a_subnet_are_found_with_take_and_identity() -> None:
    async with a_node() as node, a_client(node) as client:
        graph = await client.subnets.metagraph(1)
        validator = graph.validators[0]
        assert validator.identity["name"]
        assert validator.alpha_stake.rao > 0
        take = await client.delegation.delegate_take(validator.hotkey)
        assert take is not None
        assert any(delegate.hotkey == validator.hotkey for delegate in await client.delegation.delegates())


async def test_epochs_and_time_are_told() -> None:
    async with a_node(still=False) as node, a_client(node) as client:
        node.step()
        status = await client.epochs.epoch_status(1)
        assert status["blocks_remaining"] > 0
        assert (await client.timestamp()).timestamp() > 0


async def test_an_account_without_stake_has_no_positions_and_no_locks() -> None:
    async with a_node() as node, a_client(node) as client:
        assert await client.staking.positions(ADDRESS) == []
        assert await client.locks.locks_for_coldkey(ADDRESS) == []


async def test_an_account_without_root_stake_is_owed_nothing() -> None:
    async with a_node() as node, a_client(node) as client:
        assert (await client.staking.root_basket_owed(ADDRESS)).rao == 0
        assert await client.staking.root_basket_owed_breakdown(ADDRESS) == []


async def test_new_heads_arrive_as_blocks_are_made() -> None:
    async with a_node() as node, a_client(node) as client, aclosing(client.blocks()) as heads:
        first = await asyncio.wait_for(anext(heads), PATIENCE)
        node.step(2)
        numbers = [first.number, *[(await asyncio.wait_for(anext(heads), PATIENCE)).number for _ in range(2)]]
        assert numbers == [0, 1, 2]


async def test_final_heads_follow_two_blocks_behind() -> None:
    async with a_node() as node, a_client(node) as client, aclosing(client.blocks(finalized=True)) as heads:
        await asyncio.wait_for(anext(heads), PATIENCE)
        node.step(3)
        assert (await asyncio.wait_for(anext(heads), PATIENCE)).number == 1


async def test_a_past_block_is_read_as_it_was() -> None:
    async with a_node() as node, a_client(node) as client:
        node.step()
        node.chain.grant(PRACTICE.public_key, 7)
        node.step()
        assert (await client.balances.get(ADDRESS, block=2)).rao - (
            await client.balances.get(ADDRESS, block=1)
        ).rao == 7


async def test_a_block_older_than_the_last_256_says_its_state_is_gone() -> None:
    async with a_node(subnets=1) as node, a_client(node) as client:
        node.step(260)
        assert (await client.balances.get(ADDRESS, block=5)).rao == 10_000 * TAO
        with pytest.raises(bt.ChainError, match="State discarded"):
            await client.balances.get(ADDRESS, block=4)


async def test_an_api_that_is_not_simulated_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(QUERIES, "SubnetInfoRuntimeApi.get_subnet_to_prune")
    async with a_node() as node, a_client(node) as client:
        with pytest.raises(bt.ChainError, match="get_subnet_to_prune is declared"):
            await client.runtime(bt.runtime_api.SubnetInfoRuntimeApi.get_subnet_to_prune, [])


async def test_a_plan_knows_what_the_transaction_costs() -> None:
    async with a_node() as node, a_client(node) as client:
        hotkey = (await client.subnets.metagraph(1)).validators[0].hotkey
        intent = bt.AddStake(hotkey_ss58=hotkey, netuid=1, amount_tao="1")
        plan = await client.plan(intent, PRACTICE)
        result = await through(node, client.execute(intent, PRACTICE))
        assert result.success
        # The real one is mortal, the estimated one is not: one byte more.
        assert plan.fee is not None
        assert result.fee is not None
        assert 0 <= result.fee.rao - plan.fee.rao <= 40
