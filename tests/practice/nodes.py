"""Practice nodes for tests: they make a block when the test says so."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import bittensor as bt
from bittensor.result import ExtrinsicResult

from dtao_tui.domain.practice_account import WORTHLESS_PUBLIC_SEED
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world

PATIENCE = 20.0
PRACTICE = bt.sp_core.Keypair.create_from_seed(WORTHLESS_PUBLIC_SEED)

OWN_HOTKEY = bt.sp_core.Keypair.create_from_uri("//PracticeOwner").ss58_address
"""The hotkey that the practice account registers subnets with."""

Result = TypeVar("Result")


@asynccontextmanager
async def a_node(**options: Any) -> AsyncIterator[Node]:
    """A node of a small, still world; blocks are made by `node.step()`."""
    chosen = PracticeOptions(**{"block_seconds": 0, "subnets": 5, "still": True, "has_faults": True, **options})
    async with Node(genesis_world(chosen), chosen) as node:
        yield node


@asynccontextmanager
async def a_client(node: Node) -> AsyncIterator[bt.Client]:
    """The real SDK, connected to a node."""
    async with bt.Client(node.url) as client:
        yield client


def a_signed_call(
    node: Node, name: str, arguments: dict[str, Any], *, nonce: int = 0, tip: int = 0, **changes: Any
) -> str:
    """A call of the practice account, signed and in hexadecimal; `changes` replace what is signed."""
    runtime = node.chain.description.runtime
    call = runtime.compose_call(*name.split("."), arguments)
    era = changes.get("era", "00")
    promise = runtime.signature_payload(
        call,
        era=era,
        nonce=nonce,
        tip=tip,
        tip_asset_id=None,
        genesis_hash=changes.get("genesis", node.chain.genesis),
        era_block_hash=changes.get("era_hash", node.chain.genesis),
        metadata_hash=None,
    )
    extrinsic, _ = runtime.encode_signed_extrinsic(
        call,
        public_key=PRACTICE.public_key,
        signature=PRACTICE.sign(promise),
        signature_version=1,
        era=era,
        nonce=nonce,
        tip=tip,
        tip_asset_id=None,
    )
    return "0x" + bytes(extrinsic).hex()


def free_number(node: Node, netuid: int) -> None:
    """Let a subnet be removed and paid out; its number is free from then on. For nodes with faults."""
    assert node.faults is not None
    node.faults.ask("dissolve", {"netuid": netuid})
    node.step(2)


async def register_anew(node: Node, client: bt.Client, name: str = "newcomer") -> int:
    """Register a subnet of the practice account by a real call, and open it; says its number."""
    texts = ("github_repo", "subnet_contact", "subnet_url", "discord", "description", "logo_url", "additional")
    identity = {"subnet_name": name.encode(), **dict.fromkeys(texts, b"")}
    register = bt.calls.SubtensorModule.register_network_with_identity(hotkey=OWN_HOTKEY, identity=identity)
    registered = await through(node, client.submit_call(register, PRACTICE))
    assert registered.success, registered.message
    [netuid] = [event["attributes"][0] for event in registered.events if event["event_id"] == "NetworkAdded"]
    opened = await through(node, client.submit_call(bt.calls.SubtensorModule.start_call(netuid=netuid), PRACTICE))
    assert opened.success, opened.message
    return int(netuid)


async def through(node: Node, work: Awaitable[Result], blocks: int = 3) -> Result:
    """Let the SDK do something that sends a transaction, and make the blocks that it waits for."""
    task = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(node.until_waiting())
    done, _ = await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if waiting in done:
        node.step(blocks)
    waiting.cancel()
    return await asyncio.wait_for(task, PATIENCE)


def hotkey_of(node: Node, netuid: int) -> str:
    """The address of a subnet's first validator."""
    account = node.chain.storage.raw("SubtensorModule.Keys", netuid, 0)
    return str(bt.sp_core.ss58_encode(account, 42))


async def done(node: Node, client: bt.Client, intent: Any, signer: Any = PRACTICE, **others: Any) -> ExtrinsicResult:
    """Let the SDK carry out an intent, which has to work."""
    result = await through(node, client.execute(intent, signer, wait_for_finalization=False, **others))
    assert result.success, result.message
    return result
