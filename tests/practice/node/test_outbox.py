"""Answers that nobody reads: weighed in bytes, bounded for each client and for all of them together."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from dtao_tui.practice.node import outbox
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.outbox import MOST_MESSAGES, MOST_UNREAD, MOST_UNREAD_TOGETHER, Outbox, Outboxes
from tests.practice.nodes import PATIENCE, a_node
from tests.practice.wires import a_wire

UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
METADATA = {"id": 1, "method": "state_getMetadata", "params": []}


class Client:
    """Someone whose reading a test decides on."""

    def __init__(self, outboxes: Outboxes) -> None:
        self.read: list[str] = []
        self.reads = asyncio.Event()
        self.was_dropped = False
        self.outbox = Outbox(outboxes, self._send, self._drop)

    async def _send(self, text: str) -> None:
        await self.reads.wait()
        self.read.append(text)

    def _drop(self) -> None:
        self.was_dropped = True


async def test_what_was_read_weighs_nothing() -> None:
    client = Client(Outboxes())
    writer = asyncio.create_task(client.outbox.write())
    client.outbox.put("abc")
    client.outbox.put("de")
    await asyncio.sleep(0)
    assert client.outbox.size == 5, "a message weighs until it is sent"
    client.reads.set()
    for _ in range(9):
        await asyncio.sleep(0)
    assert client.outbox.size == 0
    assert client.read == ["abc", "de"]
    writer.cancel()


async def test_a_client_is_cut_off_by_the_byte() -> None:
    client = Client(Outboxes())
    client.outbox.put("x" * MOST_UNREAD)
    assert not client.was_dropped
    client.outbox.put("x")
    assert client.was_dropped
    assert client.outbox.size == 0, "what it was to be sent is forgotten"
    client.outbox.put("more")
    assert client.outbox.size == 0


async def test_a_batch_weighs_while_it_is_made() -> None:
    client = Client(Outboxes())
    assert client.outbox.hold(MOST_UNREAD)
    assert not client.outbox.hold(1)
    assert client.was_dropped


async def test_many_small_messages_are_too_much_as_well() -> None:
    client = Client(Outboxes())
    for _ in range(MOST_MESSAGES):
        client.outbox.put("{}")
    assert not client.was_dropped
    client.outbox.put("{}")
    assert client.was_dropped


async def test_the_fullest_is_cut_off_when_all_together_leave_too_much() -> None:
    outboxes = Outboxes()
    half = MOST_UNREAD // 2
    greedy = [Client(outboxes) for _ in range(MOST_UNREAD_TOGETHER // half)]
    modest = Client(outboxes)
    for each in greedy:
        each.outbox.put("x" * half)
    assert outboxes.size == MOST_UNREAD_TOGETHER
    modest.outbox.put("x")
    assert [each.was_dropped for each in greedy].count(True) == 1
    assert not modest.was_dropped
    assert outboxes.size == MOST_UNREAD_TOGETHER - half + 1


async def test_who_has_gone_weighs_nothing() -> None:
    outboxes = Outboxes()
    client = Client(outboxes)
    client.outbox.put("abc")
    client.outbox.close()
    assert outboxes.size == 0


def frame(text: str) -> bytes:
    """A masked text frame, masked with zeros."""
    data = text.encode()
    length = bytes([254]) + len(data).to_bytes(2, "big") if len(data) > 125 else bytes([128 + len(data)])
    return b"\x81" + length + bytes(4) + data


@asynccontextmanager
async def a_client_that_never_reads(node: Node) -> AsyncIterator[asyncio.StreamWriter]:
    # With so small a limit the stream stops reading from its socket at once.
    reader, writer = await asyncio.open_connection("127.0.0.1", node.port, limit=64)
    writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{node.port}\r\n{UPGRADE}{KEY}\r\n".encode())
    assert (await asyncio.wait_for(reader.readline(), PATIENCE)).startswith(b"HTTP/1.1 101")
    try:
        yield writer
    finally:
        writer.transport.abort()


async def most_unread(node: Node, done: asyncio.Event | None = None) -> int:
    """The most bytes that were unread until all silent clients were gone."""
    most = 0
    async with asyncio.timeout(PATIENCE):
        while node.user_count and not (done and done.is_set()):
            most = max(most, node.outboxes.size)
            await asyncio.sleep(0)
    return most


@pytest.mark.parametrize("is_batch", [False, True])
async def test_a_client_that_asks_and_never_reads_is_cut_off_at_the_bound(is_batch: bool) -> None:
    async with a_node() as node, a_client_that_never_reads(node) as silent:
        asked = [METADATA] * 1000
        text = [json.dumps(asked)] if is_batch else [json.dumps(each) for each in asked]
        silent.write(b"".join(map(frame, text)))
        most = await most_unread(node)
        assert MOST_UNREAD // 2 < most <= MOST_UNREAD
        assert node.outboxes.size == 0
        async with a_wire(node) as wire:
            assert await wire.result("chain_getHeader")


async def test_silent_clients_together_stay_under_the_bound_and_a_reader_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "MOST_UNREAD_TOGETHER", MOST_UNREAD)
    async with a_node() as node, a_wire(node) as wire:
        size = len(await wire.result("state_getMetadata"))
        each = MOST_UNREAD * 2 // 3 // size
        async with a_client_that_never_reads(node) as one, a_client_that_never_reads(node) as other:
            for silent in (one, other):
                silent.write(frame(json.dumps(METADATA)) * each)
            most, done = 0, asyncio.Event()
            watching = asyncio.create_task(most_unread(node, done))
            for _ in range(3 * each):
                assert (await wire.result("chain_getHeader"))["number"] == "0x0"
            done.set()
            most = await watching
        assert MOST_UNREAD // 2 < most <= MOST_UNREAD


async def test_heads_for_who_never_reads_are_bounded_too() -> None:
    async with a_node() as node, a_client_that_never_reads(node) as silent:
        subscribe = {"id": 1, "method": "chain_subscribeNewHeads", "params": []}
        silent.write(frame(json.dumps(subscribe)) * 1000)
        for _ in range(60):
            for _ in range(50):
                await asyncio.sleep(0)
            node.step()
            assert node.outboxes.size <= MOST_UNREAD
        assert await most_unread(node) <= MOST_UNREAD
        assert node.user_count == 0
