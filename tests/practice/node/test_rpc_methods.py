"""The node's JSON-RPC, spoken to without the SDK: what a careless or hostile client sends and is told."""

import asyncio
import hashlib
import json
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node import rpc_methods
from dtao_tui.practice.node.node import LARGEST_MESSAGE
from tests.practice.nodes import PATIENCE, PRACTICE, a_node
from tests.practice.wires import Wire, a_transfer, a_wire


async def test_blocks_are_chained_by_the_hashes_of_their_headers() -> None:
    async with a_node() as node, a_wire(node) as wire:
        node.step(3)
        hashes = await wire.result("chain_getBlockHash", [0, 1, 2, 3])
        headers = [await wire.result("chain_getHeader", each) for each in hashes]
        assert [int(header["number"], 16) for header in headers] == [0, 1, 2, 3]
        assert [header["parentHash"] for header in headers] == ["0x" + "00" * 32, *hashes[:3]]
        for header, announced in zip(headers[1:], hashes[1:], strict=True):
            assert announced == _hash_of(header)
        assert await wire.result("chain_getFinalizedHead") == hashes[1]


def _hash_of(header: dict[str, Any]) -> str:
    """Blake2b-256 of the SCALE bytes of a header as it is shown."""
    roots = bytes.fromhex(header["stateRoot"][2:] + header["extrinsicsRoot"][2:])
    logs = [bytes.fromhex(log[2:]) for log in header["digest"]["logs"]]
    number = bytes([int(header["number"], 16) << 2])
    encoded = bytes.fromhex(header["parentHash"][2:]) + number + roots + bytes([len(logs) << 2]) + b"".join(logs)
    return "0x" + hashlib.blake2b(encoded, digest_size=32).hexdigest()


async def test_other_worlds_have_other_genesis_hashes() -> None:
    hashes = set()
    for options in ({"seed": 1}, {"seed": 2}, {"seed": 1, "subnets": 6}, {"seed": 1, "block_seconds": 1.0}):
        async with a_node(**options) as node:
            hashes.add(node.chain.genesis)
    assert len(hashes) == 4
    async with a_node(seed=1) as node:
        assert node.chain.genesis in hashes


async def test_another_genesis_is_announced_when_asked_for() -> None:
    announced = "0x" + "ab" * 32
    async with a_node(genesis=announced) as node, a_wire(node) as wire:
        node.step()
        assert await wire.result("chain_getBlockHash", 0) == announced
        assert (await wire.result("chain_getHeader"))["parentHash"] == announced
        assert (await wire.result("chain_getHeader", announced))["number"] == "0x0"


async def test_a_submitted_transaction_is_watched_from_ready_to_finalized() -> None:
    async with a_node() as node, a_wire(node) as wire:
        subscription = await wire.result("author_submitAndWatchExtrinsic", a_transfer(node))
        assert isinstance(subscription, str)
        assert await wire.notice() == "ready"
        assert await wire.notice() == {"broadcast": []}
        node.step(3)
        landed = await wire.result("chain_getBlockHash", 1)
        assert await wire.notice() == {"inBlock": landed}
        assert await wire.notice() == {"finalized": landed}
        assert await wire.result("account_nextIndex", ADDRESS) == 1


async def test_a_gap_in_the_nonces_waits_until_it_is_filled() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await wire.result("author_submitAndWatchExtrinsic", a_transfer(node, nonce=1))
        assert await wire.notice() == "future"
        assert await wire.result("account_nextIndex", ADDRESS) == 0
        node.step()
        assert node.chain.head.included == []
        await wire.result("author_submitExtrinsic", a_transfer(node, nonce=0))
        assert await wire.notice() == "ready"
        assert await wire.result("account_nextIndex", ADDRESS) == 2
        node.step()
        assert len(node.chain.head.included) == 2


async def test_a_higher_tip_takes_the_place_of_a_waiting_transaction() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await wire.result("author_submitAndWatchExtrinsic", a_transfer(node))
        assert [await wire.notice(), await wire.notice()] == ["ready", {"broadcast": []}]
        better = await wire.result("author_submitExtrinsic", a_transfer(node, tip=5))
        assert await wire.notice() == {"usurped": better}
        worse = await wire.error("author_submitExtrinsic", a_transfer(node, tip=4))
        assert worse["code"] == 1014
        again = await wire.error("author_submitExtrinsic", a_transfer(node, tip=5))
        assert again["code"] in (1013, 1014)


async def test_a_mortal_transaction_ends_with_its_era() -> None:
    async with a_node() as node, a_wire(node) as wire:
        node.step()
        born = node.chain.hash_of(1)
        era = {"period": 4, "phase": 1}
        await wire.result("author_submitAndWatchExtrinsic", a_transfer(node, nonce=1, era=era, era_hash=born))
        assert await wire.notice() == "future"
        node.step(4)
        assert await wire.notice() == "invalid"


@pytest.mark.parametrize(
    ("changes", "data"),
    [
        ({"genesis": bytes(32)}, "bad signature"),
        ({"era": {"period": 4, "phase": 0}, "era_hash": bytes(32)}, "bad signature"),
        ({"era": {"period": 64, "phase": 60}, "era_hash": bytes(32)}, "ancient birth block"),
        ({"rao": 10**18, "tip": 10**13}, "Inability to pay some fees"),
    ],
)
async def test_the_pool_refuses_what_was_not_promised_rightly(changes: dict[str, Any], data: str) -> None:
    async with a_node() as node, a_wire(node) as wire:
        refused = await wire.error("author_submitExtrinsic", a_transfer(node, **changes))
        assert (refused["code"], refused["message"]) == (1010, "Invalid Transaction")
        assert data in refused["data"]


async def test_a_changed_byte_anywhere_is_refused() -> None:
    async with a_node() as node, a_wire(node) as wire:
        good = bytes.fromhex(a_transfer(node)[2:])
        for at in range(len(good)):
            bad = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
            assert (await wire.call("author_submitExtrinsic", "0x" + bad.hex())).get("error")
        assert not len(node.chain.pool)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not json", -32700),
        ("[" * 50_000, -32700),
        ("{}", -32600),
        ("[]", -32600),
        ("7", -32600),
        ('{"id": 1, "method": 7}', -32600),
        ('{"id": 1, "method": "no_such_method"}', -32601),
        ('{"id": 1, "method": "chain_getBlockHash", "params": {"hash": 1}}', -32602),
        ('{"id": 1, "method": "chain_getBlockHash", "params": [1.5]}', -32602),
        ('{"id": 1, "method": "chain_getHeader", "params": ["0xzz"]}', -32602),
        ('{"id": 1, "method": "state_call", "params": []}', -32602),
        ('{"id": 1, "method": "state_call", "params": ["SwapRuntimeApi_current_alpha_price", "0x01"]}', -32602),
        ('{"id": 1, "method": "state_call", "params": ["No_such_api", "0x"]}', 4003),
        ('{"id": 1, "method": "state_getStorageAt", "params": ["0x00", "0x' + "11" * 32 + '"]}', 4003),
        ('{"id": 1, "method": "state_getKeysPaged", "params": ["0x", 100000]}', -32602),
        ('{"id": 1, "method": "state_getKeysPaged", "params": ["0x", -5]}', -32602),
        ('{"id": 1, "method": "chain_getBlockHash", "params": [-1]}', -32602),
        ('{"id": 1, "method": "account_nextIndex", "params": ["not an address"]}', -32602),
        ('{"id": 1, "method": "author_submitExtrinsic", "params": ["0x"]}', 1002),
        ('{"id": 1, "method": "author_submitExtrinsic", "params": [null]}', -32602),
        ('{"id": 1, "method": "author_submitAndWatchExtrinsic", "params": []}', -32602),
        ('{"id": 1, "method": "practice_faucet", "params": ["x", 1]}', -32602),
        ('{"id": 1, "method": "practice_faucet", "params": ["' + ADDRESS + '", -1]}', -32602),
    ],
)
async def test_malformed_requests_get_errors_and_the_node_goes_on(text: str, code: int) -> None:
    async with a_node() as node, a_wire(node) as wire:
        assert (await wire.send(text))["error"]["code"] == code
        assert (await wire.result("chain_getHeader"))["number"] == "0x0"


async def test_keys_come_unpaged_as_well_unless_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_node() as node, a_wire(node) as wire:
        prefix = "0x" + bytes(node.chain.description.runtime.storage_key("SubtensorModule", "NetworksAdded", [])).hex()
        keys = await wire.result("state_getKeys", prefix)
        assert len(keys) == 6
        assert keys == await wire.result("state_getKeysPaged", prefix, 1000)
        assert keys == await wire.result("state_getKeys", prefix, "0x" + node.chain.genesis.hex())
        monkeypatch.setattr(rpc_methods, "MOST_KEYS_UNPAGED", 5)
        assert (await wire.error("state_getKeys", prefix))["code"] == -32602


async def test_a_batch_is_answered_as_a_batch() -> None:
    async with a_node() as node, a_wire(node) as wire:
        batch = [{"id": number, "method": "chain_getHeader", "params": []} for number in (1, 2)]
        replies: Any = await wire.send(json.dumps([*batch, {"method": "system_name"}]))
        assert [reply["id"] for reply in replies] == [1, 2]


async def test_one_client_that_asks_for_much_leaves_the_others_a_turn_after_each_answer() -> None:
    async with a_node() as node, a_wire(node) as greedy:
        requests = [{"id": number, "method": "state_getKeysPaged", "params": ["0x", 1000]} for number in range(200)]
        asking = asyncio.ensure_future(greedy.send(json.dumps(requests)))
        turns = 0
        while not asking.done():
            turns += 1
            await asyncio.sleep(0)
        assert len(await asking) == 200
        assert turns >= 200


@pytest.mark.parametrize("words", [b"\x16\x03\x01\x02\x00\x01", b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"])
async def test_who_speaks_another_protocol_is_let_go_without_a_word(
    words: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_node() as node, a_wire(node) as wire:
        reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
        writer.write(words + b"\r\n\r\n")
        await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        assert (await wire.result("chain_getHeader"))["number"] == "0x0"
    assert not caplog.records


async def test_a_message_that_is_too_large_ends_that_connection_alone() -> None:
    async with a_node() as node, a_wire(node) as other:
        # Not by a context manager: leaving it would abort a transport that is gone.
        connection = await connect(node.url, max_size=None, compression=None)
        with pytest.raises(ConnectionClosed):
            await Wire(connection).send("x" * (LARGEST_MESSAGE + 1))
        assert (await other.result("chain_getHeader"))["number"] == "0x0"


async def test_calls_nested_too_deep_are_refused() -> None:
    async with a_node() as node, a_wire(node) as wire:
        body = bytes.fromhex(a_transfer(node)[2:])[:-36]
        nested = body[2:] + bytes([11, 2, 4]) * 10_000 + bytes([0, 0, 0])
        length = (len(nested) << 2 | 2).to_bytes(4, "little")
        assert (await wire.error("author_submitExtrinsic", "0x" + (length + nested).hex()))["code"] == 1002


async def test_the_faucet_gives_in_the_next_block() -> None:
    async with a_node() as node, a_wire(node) as wire:
        issuances = ("Balances.TotalIssuance", "SubtensorModule.TotalIssuance")
        before = [node.chain.storage.number(item) for item in issuances]
        assert await wire.result("practice_faucet", ADDRESS, 10**12) == {"block": 1}
        node.step()
        assert [node.chain.storage.number(item) - 10**12 for item in issuances] == before


async def test_a_chain_that_passes_for_another_has_no_faucet() -> None:
    async with a_node(genesis="0x" + "ab" * 32) as node, a_wire(node) as wire:
        assert (await wire.error("practice_faucet", ADDRESS, 1))["code"] == -32601


async def test_what_follows_a_transaction_that_cannot_pay_waits_for_another_in_its_place() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await wire.result("author_submitAndWatchExtrinsic", a_transfer(node, nonce=0))
        assert [await wire.notice(), await wire.notice()] == ["ready", {"broadcast": []}]
        await wire.result("author_submitExtrinsic", a_transfer(node, nonce=1))
        account = node.chain.storage.get("System.Account", PRACTICE.public_key)
        broke = {**account, "data": {**account["data"], "free": 500}}
        node.chain.storage.put("System.Account", PRACTICE.public_key, value=broke)
        node.step()
        assert await wire.notice() == "invalid"
        assert node.chain.head.included == []
        node.chain.storage.put("System.Account", PRACTICE.public_key, value=account)
        await wire.result("author_submitExtrinsic", a_transfer(node, nonce=0, rao=7))
        node.step()
        assert len(node.chain.head.included) == 2


async def test_watching_ends_when_the_watcher_says_so() -> None:
    async with a_node() as node, a_wire(node) as wire:
        heads = await wire.result("chain_subscribeNewHeads")
        assert (await wire.notice())["number"] == "0x0"
        assert await wire.result("chain_unsubscribeNewHeads", heads) is True
        assert await wire.result("chain_unsubscribeNewHeads", heads) is False
        node.step()
        assert await wire.result("chain_getBlockHash", 1) is not None


async def test_controls_of_faults_are_unknown_to_an_ordinary_node() -> None:
    async with a_node(has_faults=False) as node, a_wire(node) as wire:
        assert (await wire.error("practice_fault", {"kind": "stall"}))["code"] == -32601
        assert (await wire.error("practice_put", "Swap.FeeRate", [1], 99))["code"] == -32601
