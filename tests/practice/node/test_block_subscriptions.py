"""The newer JSON-RPC interface and storage subscriptions, spoken without a client: what is told, and in which order."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node.block_subscriptions import MOST_FOLLOWS
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.storage_watch import MOST_KEYS
from tests.practice.nodes import a_node
from tests.practice.wires import Wire, a_transfer, a_wire

CODE = "0x" + b":code".hex()
NOWHERE = "0x" + "ee" * 32


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    async with a_node() as node:
        yield node


@pytest.fixture
async def wire(node: Node) -> AsyncIterator[Wire]:
    async with a_wire(node) as wire:
        yield wire


async def events(wire: Wire, count: int) -> list[dict[str, Any]]:
    return [await wire.notice() for _ in range(count)]


async def hashed(wire: Wire, number: int) -> str:
    return str(await wire.result("chain_getBlockHash", number))


def number_key(node: Node) -> str:
    return "0x" + bytes(node.chain.description.runtime.storage_key("System", "Number", [])).hex()


async def test_a_follow_tells_what_is_final_what_came_since_and_each_new_block(node: Node, wire: Wire) -> None:
    node.step(3)
    await wire.result("chainHead_v1_follow", True)
    begun, *blocks = await events(wire, 5)
    hashes = [await hashed(wire, number) for number in range(4)]
    assert (begun["event"], begun["finalizedBlockHashes"]) == ("initialized", [hashes[1]])
    assert begun["finalizedBlockRuntime"]["spec"]["specVersion"] == 475
    assert "0xdf6acb689907609b" in begun["finalizedBlockRuntime"]["spec"]["apis"]
    assert [each["event"] for each in blocks] == ["newBlock", "bestBlockChanged"] * 2
    assert [each["blockHash"] for each in blocks[::2]] == hashes[2:]
    assert [each["parentBlockHash"] for each in blocks[::2]] == hashes[1:3]
    node.step()
    new, best, final = await events(wire, 3)
    assert (new["blockHash"], new["newRuntime"]) == (best["bestBlockHash"], None)
    assert new["blockHash"] == await hashed(wire, 4)
    assert final == {"event": "finalized", "finalizedBlockHashes": [hashes[2]], "prunedBlockHashes": []}


async def test_a_follow_at_genesis_names_the_best_block(wire: Wire) -> None:
    await wire.result("chainHead_v1_follow", False)
    begun, best = await events(wire, 2)
    assert begun["finalizedBlockHashes"] == [best["bestBlockHash"]]
    assert "finalizedBlockRuntime" not in begun


async def test_an_upgrade_is_told_with_the_block_that_has_it(node: Node, wire: Wire) -> None:
    await wire.result("chainHead_v1_follow", True)
    await events(wire, 2)
    code = await wire.result("state_getStorage", CODE)
    assert node.faults is not None
    node.faults.ask("upgrade", {"spec_version": 480})
    node.step(2)
    told = [each for each in await events(wire, 4) if each["event"] == "newBlock"]
    specs = [each["newRuntime"] and each["newRuntime"]["spec"]["specVersion"] for each in told]
    assert specs.count(480) == 1
    assert await wire.result("state_getStorage", CODE) != code


async def test_operations_answer_by_events_after_their_reply(node: Node, wire: Wire) -> None:
    node.step()
    follow = await wire.result("chainHead_v1_follow", False)
    at = await hashed(wire, 1)
    await events(wire, 3)
    header = await wire.result("chainHead_v1_header", follow, at)
    assert "0x" + hashlib.blake2b(bytes.fromhex(header[2:]), digest_size=32).hexdigest() == at

    called = await wire.result("chainHead_v1_call", follow, at, "SwapRuntimeApi_current_alpha_price", "0x0100")
    assert called["result"] == "started"
    [done] = await events(wire, 1)
    assert done["operationId"] == called["operationId"]
    assert done["output"] == await wire.result("state_call", "SwapRuntimeApi_current_alpha_price", "0x0100", at)

    key = number_key(node)
    asked = [
        {"key": key, "type": "value"},
        {"key": key, "type": "hash"},
        {"key": key[:34], "type": "descendantsValues"},
    ]
    await wire.result("chainHead_v1_storage", follow, at, asked, None)
    items, end = await events(wire, 2)
    assert end["event"] == "operationStorageDone"
    value = {"key": key, "value": "0x01000000"}
    assert items["items"][0] == value
    assert items["items"][1]["hash"] == "0x" + hashlib.blake2b(bytes([1, 0, 0, 0]), digest_size=32).hexdigest()
    assert value in items["items"][2:]

    await wire.result("chainHead_v1_body", follow, at)
    [body] = await events(wire, 1)
    assert body["value"] == (await wire.result("chain_getBlock", at))["block"]["extrinsics"]

    await wire.result("chainHead_v1_call", follow, at, "Nowhere_nothing", "0x")
    [failed] = await events(wire, 1)
    assert (failed["event"], "Nowhere_nothing" in failed["error"]) == ("operationError", True)


async def test_what_is_not_followed_or_not_known_is_refused(wire: Wire) -> None:
    at = await hashed(wire, 0)
    assert (await wire.error("chainHead_v1_header", "nobody", at))["code"] == -32801
    follow = await wire.result("chainHead_v1_follow", False)
    assert (await wire.error("chainHead_v1_header", follow, NOWHERE))["code"] == -32801
    assert (await wire.error("chainHead_v1_storage", follow, at, 7))["code"] == -32602
    assert (await wire.error("chainHead_v1_call", follow, at))["code"] == -32602
    await wire.result("chainHead_v1_unfollow", follow)
    assert (await wire.error("chainHead_v1_header", follow, at))["code"] == -32801


async def test_one_connection_follows_so_often_and_no_more(wire: Wire) -> None:
    for _ in range(MOST_FOLLOWS):
        await wire.result("chainHead_v1_follow", False)
    assert (await wire.error("chainHead_v1_follow", False))["code"] == -32800


async def test_a_transaction_is_watched_in_the_newer_words(node: Node, wire: Wire) -> None:
    await wire.result("transactionWatch_v1_submitAndWatch", a_transfer(node))
    assert await wire.notice() == {"event": "validated"}
    node.step(3)
    included, final = await events(wire, 2)
    block = {"hash": await hashed(wire, 1), "index": 1}
    assert included == {"event": "bestChainBlockIncluded", "block": block}
    assert final == {"event": "finalized", "block": block}
    await wire.result("transactionWatch_v1_submitAndWatch", a_transfer(node))
    refused = await wire.notice()
    assert refused["event"] == "invalid"
    assert "outdated" in refused["error"]


async def test_a_broadcast_transaction_arrives(node: Node, wire: Wire) -> None:
    assert await wire.result("transaction_v1_broadcast", a_transfer(node))
    node.step()
    assert await wire.result("account_nextIndex", ADDRESS) == 1


async def test_the_archive_answers_for_any_block(node: Node, wire: Wire) -> None:
    node.step(3)
    assert await wire.result("archive_v1_finalizedHeight") == 1
    [at] = await wire.result("archive_v1_hashByHeight", 2)
    assert at == await hashed(wire, 2)
    assert await wire.result("archive_v1_hashByHeight", 99) == []
    assert await wire.result("archive_v1_header", NOWHERE) is None
    assert await wire.result("archive_v1_body", at) == (await wire.result("chain_getBlock", at))["block"]["extrinsics"]
    answer = await wire.result("archive_v1_call", at, "SwapRuntimeApi_current_alpha_price", "0x0000")
    assert answer == {"success": True, "value": "0x00ca9a3b00000000"}
    assert (await wire.result("archive_v1_call", at, "Nowhere_nothing", "0x"))["success"] is False
    key = number_key(node)
    await wire.result("archive_v1_storage", at, [{"key": key, "type": "value"}])
    assert await events(wire, 2) == [
        {"event": "storage", "key": key, "value": "0x02000000"},
        {"event": "storageDone"},
    ]
    assert await wire.result("chainSpec_v1_genesisHash") == await hashed(wire, 0)


async def test_watched_storage_is_told_at_once_and_when_it_changes(node: Node, wire: Wire) -> None:
    issued = "0x" + bytes(node.chain.description.runtime.storage_key("Balances", "TotalIssuance", [])).hex()
    number = number_key(node)
    subscription = await wire.result("state_subscribeStorage", [number, issued])
    first = await wire.notice()
    assert [key for key, _ in first["changes"]] == [number, issued]
    node.step()
    second = await wire.notice()
    assert second == {"block": await hashed(wire, 1), "changes": [[number, "0x01000000"]]}
    assert await wire.result("state_unsubscribeStorage", subscription) is True
    assert await wire.result("state_unsubscribeStorage", subscription) is False


async def test_one_connection_watches_so_many_keys_and_no_more(wire: Wire) -> None:
    keys = [f"0x{number:064x}" for number in range(MOST_KEYS + 1)]
    assert (await wire.error("state_subscribeStorage", keys))["code"] == -32602
    assert (await wire.error("state_subscribeStorage", []))["code"] == -32602
    assert (await wire.error("state_subscribeStorage"))["code"] == -32602


async def test_both_descriptions_that_are_offered_are_given(wire: Wire) -> None:
    offered = await wire.result("state_call", "Metadata_metadata_versions", "0x")
    assert offered == "0x080e0000000f000000"
    for version in (14, 15):
        asked = "0x" + version.to_bytes(4, "little").hex()
        answer = bytes.fromhex((await wire.result("state_call", "Metadata_metadata_at_version", asked))[2:])
        assert answer[5:10] == b"meta" + bytes([version])
    assert await wire.result("state_call", "Metadata_metadata_at_version", "0x10000000") == "0x00"
