"""Subnets that are registered through the SDK and the node's socket."""

from typing import Any

import bittensor as bt
import pytest

from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.pallets.subnets import registration, subnet_slots
from tests.practice.nodes import OWN_HOTKEY, PRACTICE, a_client, a_node, free_number, register_anew, through

SUBNETS = 5


async def told_of(client: bt.Client, netuid: int) -> dict[str, Any] | None:
    """What the chain tells of a subnet; None when there is none of this number."""
    answer: dict[str, Any] | None = await client.runtime(bt.runtime_api.SubnetInfoRuntimeApi.get_dynamic_info, [netuid])
    return answer


async def test_a_freed_number_belongs_to_another_subnet_once_it_is_registered_anew() -> None:
    async with a_node(subnets=SUBNETS) as node, a_client(node) as client:
        old = await told_of(client, 3)
        free_number(node, 3)
        assert await told_of(client, 3) is None
        assert await register_anew(node, client, "another one") == 3
        new = await told_of(client, 3)
        assert new is not None
        assert old is not None
        assert new["subnet_identity"]["subnet_name"] == "another one"
        assert new["owner_coldkey"] == ADDRESS != old["owner_coldkey"]
        assert old["network_registered_at"] == 0 < 2 < new["network_registered_at"] < node.chain.height
        order = bt.AddStake(hotkey_ss58=OWN_HOTKEY, netuid=3, amount_tao="5")
        assert (await through(node, client.execute(order, PRACTICE))).success


async def test_the_sdk_registers_a_subnet_and_knows_its_number_and_cost() -> None:
    async with a_node(subnets=SUBNETS) as node, a_client(node) as client:
        before = (await client.balances.get(ADDRESS)).rao
        cost = node.chain.storage.number(subnet_slots.LEAST_COST)
        intent = bt.RegisterSubnet(hotkey_ss58=OWN_HOTKEY)
        result = await through(node, client.execute(intent, PRACTICE, policy=None))
        assert result.success, result.message
        assert result.data["netuid"] == SUBNETS + 1
        assert cost < before - (await client.balances.get(ADDRESS)).rao < cost + 10**8


async def test_at_the_limit_the_sdk_is_told_of_the_queue_and_of_the_number_that_was_freed() -> None:
    async with a_node(subnets=SUBNETS) as node, a_client(node) as client:
        node.chain.storage.put(subnet_slots.LIMIT, value=SUBNETS)
        node.chain.storage.put(subnet_slots.IMMUNITY, value=0)
        leaving = subnet_slots.lowest(node.chain.storage, node.chain.height)
        intent = bt.RegisterSubnet(hotkey_ss58=OWN_HOTKEY)
        result = await through(node, client.execute(intent, PRACTICE), blocks=6)
        assert result.success, result.message
        assert result.data["netuid"] == leaving
        owner = node.chain.storage.raw(registration.SUBNET_OWNER, leaving or 0)
        assert bt.sp_core.ss58_encode(owner, 42) == ADDRESS


@pytest.mark.parametrize("netuid", [0, 77])
async def test_a_removal_of_what_cannot_be_removed_changes_nothing(netuid: int) -> None:
    async with a_node(subnets=SUBNETS) as node, a_client(node) as client:
        free_number(node, netuid)
        assert len(await client.subnets.all()) == SUBNETS + 1
