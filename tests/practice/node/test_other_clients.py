"""A client that shares no code with the SDK or the node: another codec, another socket, another signer."""

import asyncio

import pytest

from dtao_tui.domain.practice_account import ADDRESS, WORTHLESS_PUBLIC_SEED
from tests.practice.nodes import PATIENCE, a_node

async_substrate_interface = pytest.importorskip("async_substrate_interface")
bittensor_wallet = pytest.importorskip("bittensor_wallet")

BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"


async def test_it_reads_maps_and_runtime_apis() -> None:
    async with a_node() as node, async_substrate_interface.AsyncSubstrateInterface(node.url, ss58_format=42) as client:
        node.step()
        assert await client.query("SubtensorModule", "Tempo", [1]) == 360
        added = [netuid async for netuid, _ in await client.query_map("SubtensorModule", "NetworksAdded")]
        assert len(added) == 6
        price = await client.runtime_call("SwapRuntimeApi", "current_alpha_price", [1])
        assert price > 0


async def test_it_signs_a_transfer_and_reads_what_happened() -> None:
    keypair = bittensor_wallet.Keypair.create_from_seed(WORTHLESS_PUBLIC_SEED.hex())
    assert keypair.ss58_address == ADDRESS
    async with a_node() as node, async_substrate_interface.AsyncSubstrateInterface(node.url, ss58_format=42) as client:
        call = await client.compose_call("Balances", "transfer_keep_alive", {"dest": BOB, "value": 7 * 10**9})
        extrinsic = await client.create_signed_extrinsic(call, keypair, era={"period": 16})
        sending = asyncio.ensure_future(client.submit_extrinsic(extrinsic, wait_for_inclusion=True))
        await asyncio.wait_for(node.until_waiting(), PATIENCE)
        node.step()
        receipt = await asyncio.wait_for(sending, PATIENCE)
        assert await receipt.is_success
        assert await receipt.total_fee_amount > 0
        account = await client.query("System", "Account", [BOB])
        assert account["data"]["free"] == 7 * 10**9
