"""The second endpoint, asked over a real socket: what it is asked, what it tells, and that it learns no address."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from websockets.proxy import get_proxy
from websockets.uri import parse_uri

from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.reading.second_endpoint import LARGEST_ANSWER, READS, SecondEndpoint, opened
from dtao_tui.domain.endpoint_comparison import EndpointView, differences_between, shown_otherwise
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import ChainTrouble, NotConnected, NotUnderstood, WrongNetwork
from dtao_tui.ports.networks import Network, network_of
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk, a_desk
from tests.chain.middleman import Honest, Members, Middleman, Silence
from tests.conftest import NOBODY_LISTENS

NETUID = 3
FOREIGN = "0x" + "cd" * 32


@pytest.fixture
async def both(node: Node, middleman: Middleman, tmp_path: Path) -> AsyncIterator[tuple[Desk, SecondEndpoint]]:
    """A connection to the node, and the middleman as the endpoint of another operator."""
    network = Network("practice", named=(middleman.url,))
    async with a_desk(node.url, cache=tmp_path / "metadata", network=network) as desk:
        second = SecondEndpoint(desk.connection)
        yield desk, second
        await second.close()


async def views(desk: Desk, second: SecondEndpoint) -> tuple[EndpointView, EndpointView]:
    head, final = await desk.market.head(), await desk.trading.finalized()
    hotkey = await desk.hotkey(NETUID)
    here = await second.first_view(NETUID, hotkey, head, final)
    there = await second.second_view(NETUID, hotkey, head, final)
    return here, there


async def test_two_honest_endpoints_tell_the_same(both: tuple[Desk, SecondEndpoint], node: Node) -> None:
    desk, second = both
    snapshot = await desk.snapshot()
    here, there = await views(desk, second)
    assert differences_between(here, there, snapshot.block) == ()
    assert there.subnet is not None
    assert shown_otherwise(snapshot.subnets[NETUID], there.subnet) == ()
    subnet = snapshot.subnets[NETUID]
    assert there.subnet.tao_in == subnet.pool.tao_in.rao
    assert there.subnet.name == subnet.name
    assert there.subnet.quote_weight == subnet.pool.quote_weight
    assert there.subnet.owner is not None
    assert there.runtime is not None
    digest = blake2b(node.chain.description.metadata, digest_size=32).hexdigest()
    assert there.runtime.metadata_hash == digest


async def test_the_second_learns_no_address_and_is_sent_no_order(
    both: tuple[Desk, SecondEndpoint], middleman: Middleman
) -> None:
    desk, second = both
    frames: list[Any] = []
    middleman.hear = frames.append
    await desk.snapshot()
    await views(desk, second)
    assert {*middleman.asked} <= READS
    whole = str(frames)
    assert ADDRESS not in whole
    assert desk.connection.client.public_key_of(ADDRESS).hex() not in whole


async def test_nothing_but_reads_can_be_asked(middleman: Middleman, desk: Desk) -> None:
    line = await opened(middleman.url, desk.facts.genesis)
    with pytest.raises(ValueError, match="not asked of a second endpoint"):
        await line.request("author_submitExtrinsic", "0x00")
    await line.close()
    assert "author_submitExtrinsic" not in middleman.asked


async def test_a_second_of_another_chain_is_not_used(both: tuple[Desk, SecondEndpoint], middleman: Middleman) -> None:
    _, second = both
    middleman.lies["chain_getBlockHash"] = lambda _: FOREIGN
    with pytest.raises(WrongNetwork, match="serves another chain"):
        await second.opened()


async def test_a_block_that_the_second_has_another_one_for_is_a_difference(
    both: tuple[Desk, SecondEndpoint], node: Node
) -> None:
    desk, second = both
    final, hotkey = await desk.trading.finalized(), await desk.hotkey(NETUID)
    invented = Head((await desk.market.head()).number, FOREIGN)
    node.step()
    there = await second.second_view(NETUID, hotkey, invented, final)
    here = EndpointView("first", invented.number, final.hash, None, None)
    found = differences_between(here, there, invented.number)
    assert [one.fact for one in found] == [f"block {invented.number:,}"]


async def test_a_block_that_comes_a_moment_later_is_waited_for(
    both: tuple[Desk, SecondEndpoint], middleman: Middleman
) -> None:
    desk, second = both
    head = await desk.market.head()
    looks = iter(range(2))

    def late(parameters: list[Any]) -> Any:
        if parameters and next(looks, None) is not None:
            return None
        raise Honest

    middleman.lies["chain_getHeader"] = late
    there = await asyncio.wait_for(
        second.second_view(NETUID, await desk.hotkey(NETUID), head, await desk.trading.finalized()), 10
    )
    assert there.runtime is not None
    assert next(looks, None) is None


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("state_queryStorageAt", "nonsense"),
        ("state_queryStorageAt", [{"changes": [["0x00"]]}]),
        ("state_queryStorageAt", [{"changes": 7}]),
        ("state_getRuntimeVersion", {"specVersion": "x"}),
        ("state_getRuntimeVersion", None),
        ("state_getRuntimeVersion", {"specVersion": 10**400, "transactionVersion": 1, "specName": "x"}),
        ("state_getRuntimeVersion", {"specVersion": 1, "transactionVersion": 1, "specName": 5}),
        ("state_call", "0x00"),
        ("state_call", "0x01ff"),
        ("chain_getHeader", {"number": "0xzz"}),
        ("chain_getHeader", []),
    ],
)
async def test_an_answer_of_another_shape_is_said(
    both: tuple[Desk, SecondEndpoint], middleman: Middleman, method: str, answer: object
) -> None:
    desk, second = both
    middleman.lies[method] = lambda _: answer
    with pytest.raises(NotUnderstood):
        await views(desk, second)


async def test_a_frame_that_is_no_answer_ends_the_wait(both: tuple[Desk, SecondEndpoint], middleman: Middleman) -> None:
    desk, second = both
    await second.opened()

    def odd(_: list[Any]) -> Any:
        raise Members({"nothing": 1})

    middleman.lies["state_queryStorageAt"] = odd
    with pytest.raises(ChainTrouble):
        await views(desk, second)


async def test_a_line_that_breaks_while_it_is_asked_is_said_and_dialled_anew(
    both: tuple[Desk, SecondEndpoint], middleman: Middleman
) -> None:
    desk, second = both
    await second.opened()

    def quiet(_: list[Any]) -> Any:
        raise Silence

    middleman.lies["state_queryStorageAt"] = quiet
    asking = asyncio.create_task(views(desk, second))
    await asyncio.sleep(0.3)
    middleman.break_off()
    with pytest.raises(NotConnected, match="has hung up"):
        await asking
    del middleman.lies["state_queryStorageAt"]
    _, there = await views(desk, second)
    assert there.runtime is not None


async def test_frames_that_nobody_asked_for_are_dropped(
    both: tuple[Desk, SecondEndpoint], middleman: Middleman
) -> None:
    desk, second = both
    await second.opened()
    await middleman.shout('{"jsonrpc": "2.0", "id": 999, "result": 1}')
    await middleman.shout('{"jsonrpc": "2.0", "method": "x", "params": {"subscription": "a"}}')
    _, there = await views(desk, second)
    assert there.runtime is not None


async def test_an_answer_beyond_all_measure_is_not_read(
    both: tuple[Desk, SecondEndpoint], middleman: Middleman
) -> None:
    desk, second = both
    middleman.twists["state_call"] = lambda _: "0x" + "00" * (LARGEST_ANSWER // 2)
    with pytest.raises(NotConnected, match="has hung up"):
        await views(desk, second)


async def test_text_of_the_second_reaches_no_terminal(both: tuple[Desk, SecondEndpoint], middleman: Middleman) -> None:
    desk, second = both
    middleman.twists["state_getRuntimeVersion"] = lambda version: {**version, "specName": "\x1b[2J" + "x" * 500}
    here, there = await views(desk, second)
    (found,) = differences_between(here, there, here.newest_block)
    assert found.second.isprintable()
    assert len(found.second) < 60


async def test_a_network_without_a_second_says_so(node: Node, tmp_path: Path) -> None:
    async with a_desk(node.url, cache=tmp_path / "metadata") as desk:
        second = SecondEndpoint(desk.connection)
        assert second.endpoint == ""
        with pytest.raises(NotConnected, match="No endpoint of another operator"):
            await second.opened()


async def test_the_description_is_fetched_once_for_each_runtime(
    both: tuple[Desk, SecondEndpoint], middleman: Middleman
) -> None:
    desk, second = both
    await views(desk, second)
    await views(desk, second)
    assert middleman.asked.count("state_call") == 1


async def test_practice_may_be_compared_with_what_the_settings_name() -> None:
    network = network_of("practice", {"practice": ("ws://127.0.0.1:9",)})
    assert (network.endpoints, network.named) == ((), ("ws://127.0.0.1:9",))
    assert isinstance(NetworkConnection(network, Path("unused")), NetworkConnection)


def test_no_test_can_reach_a_public_endpoint() -> None:
    assert get_proxy(parse_uri("wss://lite.sub.latent.to:443")) == NOBODY_LISTENS
