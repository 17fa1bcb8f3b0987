"""The JSON-RPC client: concurrent requests, each with its own deadline, over a socket that may be lost at any time."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dtao_tui.chain.rpc import rpc_connection
from dtao_tui.chain.rpc.rpc_answers import JsonRpcError
from dtao_tui.chain.rpc.rpc_connection import RpcConnection
from dtao_tui.ports.errors import ChainTrouble, NotConnected, TimedOut
from dtao_tui.practice.node.node import Node
from tests.chain.middleman import Middleman, Objection, Silence
from tests.fakes.waiting import until

SOON = 5.0
NOWHERE = "ws://127.0.0.1:9"
ACCOUNT = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"


def any_chain(genesis: str, url: str) -> None:
    """Every chain will do."""


@pytest.fixture
async def rpc(middleman: Middleman) -> AsyncIterator[RpcConnection]:
    connection = RpcConnection([middleman.url], any_chain)
    await connection.open()
    yield connection
    await connection.close()


def silent(_: list[Any]) -> Any:
    raise Silence


async def test_answers_find_their_requests_in_whatever_order_they_come(
    rpc: RpcConnection, middleman: Middleman, node: Node
) -> None:
    node.step(20)
    numbers = list(range(20))
    hashes = await asyncio.gather(*(rpc.request("chain_getBlockHash", number) for number in numbers))
    headers = await asyncio.gather(*(rpc.request("chain_getHeader", each) for each in reversed(hashes)))
    assert [int(header["number"], 16) for header in reversed(headers)] == numbers


async def test_a_request_that_waits_holds_no_other_back(rpc: RpcConnection, middleman: Middleman) -> None:
    middleman.lies["account_nextIndex"] = silent
    waiting = asyncio.create_task(rpc.request("account_nextIndex", ACCOUNT))
    assert await asyncio.wait_for(rpc.request("chain_getHead"), SOON)
    assert not waiting.done()
    waiting.cancel()
    await asyncio.wait([waiting])


async def test_each_request_has_a_deadline_of_its_own(rpc: RpcConnection, middleman: Middleman) -> None:
    middleman.lies["account_nextIndex"] = silent
    with pytest.raises(TimedOut):
        await rpc.request("account_nextIndex", ACCOUNT, seconds=0.1)
    assert await rpc.request("chain_getHead")


async def test_an_answer_after_its_deadline_is_dropped(
    rpc: RpcConnection, middleman: Middleman, monkeypatch: pytest.MonkeyPatch
) -> None:
    middleman.lies["account_nextIndex"] = silent
    with pytest.raises(TimedOut):
        await rpc.request("account_nextIndex", ACCOUNT, seconds=0.1)
    await middleman.shout('{"jsonrpc": "2.0", "id": 1, "result": "late"}')
    assert await rpc.request("chain_getHead") != "late"


async def test_open_requests_are_sent_again_over_the_next_socket(rpc: RpcConnection, middleman: Middleman) -> None:
    middleman.lies["account_nextIndex"] = silent
    waiting = [asyncio.create_task(rpc.request("account_nextIndex", ACCOUNT)) for _ in range(3)]
    await until(lambda: middleman.asked.count("account_nextIndex") == len(waiting))
    middleman.lies.clear()
    middleman.break_off()
    async with asyncio.timeout(SOON):
        assert await asyncio.gather(*waiting) == [0, 0, 0]
    assert middleman.asked.count("account_nextIndex") == 2 * len(waiting)


async def test_a_request_that_must_not_arrive_twice_fails_with_its_socket(
    rpc: RpcConnection, middleman: Middleman
) -> None:
    middleman.lies["author_submitAndWatchExtrinsic"] = silent
    sending = asyncio.create_task(rpc.subscribe("author_submitAndWatchExtrinsic", "0x00", may_repeat=False))
    await until(lambda: "author_submitAndWatchExtrinsic" in middleman.asked)
    middleman.break_off()
    async with asyncio.timeout(SOON):
        with pytest.raises(rpc_connection.LOSSES):
            await sending
        assert await rpc.request("chain_getHead")
    assert middleman.asked.count("author_submitAndWatchExtrinsic") == 1


async def test_while_there_is_no_socket_requests_wait_for_the_next(rpc: RpcConnection, middleman: Middleman) -> None:
    middleman.break_off()
    await until(lambda: not rpc.is_up)
    assert rpc.is_open
    async with asyncio.timeout(SOON):
        assert await rpc.request("chain_getHead")
    assert rpc.is_up


async def test_an_endpoint_that_keeps_hanging_up_is_given_up(
    node: Node, middleman: Middleman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rpc_connection, "LOSSES_PER_ENDPOINT", 2)
    rpc = RpcConnection([middleman.url], any_chain)
    await rpc.open()

    def hang_up(_: list[Any]) -> Any:
        middleman.break_off()
        raise Silence

    middleman.lies["account_nextIndex"] = hang_up
    async with asyncio.timeout(2 * SOON):
        with pytest.raises(NotConnected):
            await rpc.request("account_nextIndex", ACCOUNT)
    assert not rpc.is_open
    assert middleman.asked.count("account_nextIndex") == 2
    await rpc.close()


async def test_after_losses_the_next_endpoint_is_tried(
    node: Node, middleman: Middleman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rpc_connection, "LOSSES_PER_ENDPOINT", 1)
    rpc = RpcConnection([middleman.url, node.url], any_chain)
    await rpc.open()
    assert rpc.endpoint == middleman.url
    middleman.break_off()
    async with asyncio.timeout(SOON):
        assert await rpc.request("chain_getHead")
    assert rpc.endpoint == node.url
    await rpc.close()


async def test_a_connection_for_one_socket_ends_with_it(middleman: Middleman) -> None:
    rpc = RpcConnection([middleman.url], any_chain, reconnects=False)
    await rpc.open()
    middleman.lies["chain_getHead"] = silent
    waiting = asyncio.create_task(rpc.request("chain_getHead"))
    await asyncio.sleep(0.1)
    middleman.break_off()
    async with asyncio.timeout(SOON):
        with pytest.raises(NotConnected, match="has hung up"):
            await waiting
    with pytest.raises(NotConnected, match="has hung up"):
        await rpc.request("chain_getHead")
    await rpc.close()


async def test_closing_fails_what_waits_and_ends_the_queues(rpc: RpcConnection, middleman: Middleman) -> None:
    middleman.lies["account_nextIndex"] = silent
    waiting = asyncio.create_task(rpc.request("account_nextIndex", ACCOUNT))
    queue = await rpc.subscribe("chain_subscribeNewHeads", newest_wins=True)
    await queue.next()
    await rpc.close()
    async with asyncio.timeout(SOON):
        with pytest.raises(ChainTrouble):
            await waiting
        with pytest.raises(ConnectionError):
            await queue.next()
    with pytest.raises(NotConnected):
        await rpc.request("chain_getHead")


async def test_closing_twice_and_before_opening_is_harmless() -> None:
    rpc = RpcConnection([NOWHERE], any_chain)
    await rpc.close()
    with pytest.raises(NotConnected):
        await rpc.open()
    await rpc.close()
    await rpc.close()


async def test_an_error_is_raised_as_it_is_by_ask_and_as_a_trouble_by_request(
    rpc: RpcConnection, middleman: Middleman
) -> None:
    def refuse(_: list[Any]) -> Any:
        raise Objection(-32000, "no such thing", None)

    middleman.lies["chain_getHead"] = refuse
    with pytest.raises(JsonRpcError, match="no such thing"):
        await rpc.ask("chain_getHead", ())
    with pytest.raises(ChainTrouble, match="“no such thing”"):
        await rpc.request("chain_getHead")


async def test_a_subscription_is_ended_at_the_node_as_well(rpc: RpcConnection, middleman: Middleman) -> None:
    queue = await rpc.subscribe("chain_subscribeNewHeads", newest_wins=True)
    await queue.next()
    await rpc.unsubscribe(queue, "chain_unsubscribeNewHeads")
    assert middleman.asked[-1] == "chain_unsubscribeNewHeads"
