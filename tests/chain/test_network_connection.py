"""The connection to a network: verified at every socket, honest about every loss, bounded in time and size."""

import asyncio
import gc
import logging
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.rpc import rpc_connection, websocket_dialler
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import ChainTrouble, NotConnected, NotUnderstood, TimedOut, WrongNetwork
from dtao_tui.ports.networks import FINNEY_GENESIS, TEST_GENESIS, network_of
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk, a_desk, a_node
from tests.chain.middleman import Middleman, Silence, forged, metadata_lie

SOON = 5.0
NOWHERE = "ws://127.0.0.1:9"


async def test_facts_tell_the_chain_and_its_rules(desk: Desk, node: Node) -> None:
    facts = desk.facts
    assert facts.network == "practice"
    assert facts.genesis == "0x" + node.chain.genesis.hex()
    assert (facts.spec_version, facts.checks_metadata_hash, facts.existential_deposit.rao) == (475, True, 500)
    assert facts.metadata.startswith(b"meta")


async def test_heads_come_with_their_hash_in_order(desk: Desk, node: Node) -> None:
    async with aclosing(desk.market.heads()) as heads:
        seen = [await anext(heads)]
        for _ in range(3):
            node.step()
            seen.append(await anext(heads))
    first = seen[0].number
    assert [head.number for head in seen] == [first, first + 1, first + 2, first + 3]
    assert seen[-1].hash == (await desk.market.head()).hash


async def test_a_dead_address_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotConnected, match=r"127\.0\.0\.1:9 does not answer"):
        await NetworkConnection(network_of(NOWHERE), tmp_path).connect()


async def test_the_second_endpoint_is_used_where_the_first_is_dead(node: Node, tmp_path: Path) -> None:
    async with a_desk(NOWHERE, node.url, cache=tmp_path) as desk:
        assert desk.facts.endpoint == node.url


async def test_an_endpoint_is_asked_for_at_each_dialling(node: Node, middleman: Middleman, tmp_path: Path) -> None:
    answers = iter([node.url, middleman.url])

    async def now() -> str:
        return next(answers)

    connection = NetworkConnection(network_of("practice"), tmp_path, now)
    assert (await connection.connect()).endpoint == node.url
    await connection.close()
    assert (await connection.connect()).endpoint == middleman.url
    await connection.close()


async def test_a_network_without_an_endpoint_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotConnected, match="no endpoint for practice yet"):
        await NetworkConnection(network_of("practice"), tmp_path).connect()


async def test_before_connecting_everything_says_so(tmp_path: Path) -> None:
    connection = NetworkConnection(network_of(NOWHERE), tmp_path)
    with pytest.raises(NotConnected):
        _ = connection.facts
    await connection.close()


@pytest.mark.parametrize("code", [1000, 1001, 1008, 1011])
async def test_a_proper_close_ends_the_heads_at_once(between: Desk, middleman: Middleman, code: int) -> None:
    await _ends_heads(between, lambda: middleman.hang_up(code))


async def test_a_broken_connection_ends_the_heads_at_once(between: Desk, middleman: Middleman) -> None:
    async def break_off() -> None:
        middleman.break_off()

    await _ends_heads(between, break_off)


async def test_after_a_loss_connecting_again_works(between: Desk, middleman: Middleman) -> None:
    await middleman.hang_up(1001)
    await between.market.close()
    await between.market.connect()
    assert (await between.snapshot()).subnets


async def test_a_request_survives_a_short_loss(between: Desk, middleman: Middleman) -> None:
    middleman.break_off()
    async with asyncio.timeout(SOON):
        assert await between.market.head()


async def test_a_request_fails_with_a_sentence_when_nobody_answers_any_more(
    between: Desk, middleman: Middleman
) -> None:
    middleman.is_away = True
    middleman.break_off()
    async with asyncio.timeout(SOON):
        with pytest.raises(NotConnected):
            await between.market.head()


async def test_a_lost_session_leaves_nothing_unretrieved(
    between: Desk, middleman: Middleman, caplog: pytest.LogCaptureFixture
) -> None:
    middleman.is_away = True
    middleman.break_off()
    with pytest.raises(ChainTrouble):
        await between.market.head()
    await between.market.close()
    gc.collect()
    assert "never retrieved" not in caplog.text


async def test_frames_that_are_no_json_rpc_end_the_session_instead_of_hanging(
    between: Desk, middleman: Middleman
) -> None:
    async with aclosing(between.market.heads()) as heads:
        await anext(heads)
        await middleman.shout("[1, 2, 3]")
        async with asyncio.timeout(SOON):
            with pytest.raises(ChainTrouble):
                await anext(heads)


async def test_a_foreign_chain_is_refused_at_connect(tmp_path: Path) -> None:
    async with a_node(genesis=TEST_GENESIS) as node:
        with pytest.raises(WrongNetwork, match="does not serve finney"):
            await NetworkConnection(network_of("finney").at(node.url), tmp_path).connect()


async def test_a_node_that_announces_testnets_genesis_stands_in_for_it(tmp_path: Path) -> None:
    async with a_node(genesis=TEST_GENESIS) as node:
        network = network_of("test", {"test": (node.url,)})
        async with a_desk(node.url, cache=tmp_path, network=network) as desk:
            assert (desk.facts.network, desk.facts.genesis) == ("test", TEST_GENESIS)
            assert (await desk.snapshot()).network == "test"


async def test_an_address_that_serves_mainnet_is_shown_as_mainnet(tmp_path: Path) -> None:
    async with (
        a_node(genesis=FINNEY_GENESIS) as node,
        a_desk(node.url, cache=tmp_path, network=network_of(node.url)) as desk,
    ):
        assert desk.facts.network == "finney"


async def test_a_foreign_chain_behind_a_lost_socket_is_never_asked(between: Desk, middleman: Middleman) -> None:
    async with a_node(subnets=3) as other:
        middleman.upstream = other.url
        middleman.asked.clear()
        middleman.break_off()
        async with asyncio.timeout(SOON):
            with pytest.raises(WrongNetwork, match="serves another chain now"):
                await between.market.head()
        assert set(middleman.asked) == {"chain_getBlockHash"}


async def test_the_same_chain_behind_a_lost_socket_is_verified_before_it_is_asked(
    between: Desk, middleman: Middleman
) -> None:
    middleman.asked.clear()
    middleman.break_off()
    await between.market.head()
    assert middleman.asked[0] == "chain_getBlockHash"


async def test_metadata_of_one_endpoint_is_never_used_for_another(
    node: Node, middleman: Middleman, tmp_path: Path
) -> None:
    evil = forged(node, b"unstake_all_alpha", b"unstake_all_omega")
    middleman.lies["state_call"] = metadata_lie(evil, node)
    cache = tmp_path / "metadata"
    async with a_desk(middleman.url, cache=cache) as poisoned:
        assert poisoned.facts.metadata == evil
    async with a_desk(node.url, cache=cache) as desk:
        assert desk.facts.metadata == node.chain.description.metadata


async def test_a_second_connection_needs_no_metadata_from_the_node(middleman: Middleman, tmp_path: Path) -> None:
    async with a_desk(middleman.url, cache=tmp_path):
        assert "state_call" in middleman.asked
    middleman.asked.clear()
    async with a_desk(middleman.url, cache=tmp_path):
        assert "state_call" not in middleman.asked


async def test_a_slow_node_times_out(between: Desk, middleman: Middleman, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_connection, "ANSWER_SECONDS", 0.2)
    middleman.lies["chain_getHead"] = _silent
    with pytest.raises(TimedOut, match="did not answer in time"):
        await between.market.head()


async def test_a_node_that_never_names_its_chain_times_out(
    middleman: Middleman, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket_dialler, "DIAL_SECONDS", 0.3)
    middleman.lies["chain_getBlockHash"] = _silent
    with pytest.raises(TimedOut, match="did not name its chain"):
        await NetworkConnection(network_of("practice").at(middleman.url), tmp_path).connect()


@pytest.mark.parametrize("answer", [None, 7, "0x12", {"hash": 1}, "0x" + "zz" * 32])
async def test_a_first_block_that_is_no_hash_is_refused(middleman: Middleman, tmp_path: Path, answer: Any) -> None:
    middleman.lies["chain_getBlockHash"] = lambda _: answer
    with pytest.raises(NotUnderstood, match="does not name its first block"):
        await NetworkConnection(network_of("practice").at(middleman.url), tmp_path).connect()


async def test_an_answer_beyond_all_measure_is_not_read(
    middleman: Middleman, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket_dialler, "LARGEST_MESSAGE", 2**20)
    async with a_desk(middleman.url, cache=tmp_path) as desk:
        middleman.lies["chain_getHead"] = lambda _: "0x" + "00" * 2**20
        async with asyncio.timeout(SOON):
            with pytest.raises(NotUnderstood, match="more than 1 MiB"):
                await desk.market.head()


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("chain_getHeader", None),
        ("chain_getHeader", {"number": "0x999"}),
        ("chain_getHeader", {"number": 5}),
        ("chain_getHeader", []),
        ("state_getRuntimeVersion", {}),
        ("state_getRuntimeVersion", "461"),
        ("state_call", "0x00ff"),
        ("state_call", "0x" + "ff" * 64),
        ("state_call", "no hex"),
        ("state_call", 5),
        ("state_queryStorageAt", [{"changes": [["0x00"]]}]),
        ("state_queryStorageAt", "nonsense"),
        ("state_queryStorageAt", [{}]),
    ],
)
async def test_an_answer_of_another_shape_is_a_trouble_with_a_sentence(
    between: Desk, middleman: Middleman, method: str, answer: Any
) -> None:
    newest = await between.market.head()
    # The header of a head that was read over this connection is known and not asked for again.
    before = newest.number - 1
    head = Head(before, str(await between.trading.hash_of(before)))
    middleman.lies[method] = lambda _: answer
    with pytest.raises(NotUnderstood):
        await between.market.snapshot(head, ())


async def test_a_nodes_error_text_is_only_quoted(between: Desk, middleman: Middleman) -> None:
    nowhere = Head(1, "0x" + "12" * 32)
    with pytest.raises(ChainTrouble) as trouble:
        await between.market.snapshot(nowhere, ())
    assert str(trouble.value)


async def test_a_foreign_chain_is_refused_when_connecting_again(between: Desk, middleman: Middleman) -> None:
    await between.market.close()
    async with a_node(subnets=3) as other:
        middleman.upstream = other.url
        with pytest.raises(WrongNetwork, match="serves another chain now"):
            await between.market.connect()
        with pytest.raises(NotConnected):
            await between.market.head()


async def test_a_proxy_of_the_system_is_not_asked_about_this_machine(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with a_desk(node.url, cache=tmp_path) as desk:
        assert (await desk.snapshot()).subnets


async def test_nothing_is_written_but_the_private_cache(desk: Desk, tmp_path: Path, own_home: Path) -> None:
    await desk.snapshot()
    assert {path.relative_to(tmp_path).parts[0] for path in _files(tmp_path)} == {"metadata"}
    assert _files(own_home) == []


async def test_hostile_names_of_the_practice_world_arrive_clean(tmp_path: Path) -> None:
    async with a_node(subnets=128) as node, a_desk(node.url, cache=tmp_path) as desk:
        raw = [node.chain.storage.get("SubtensorModule.SubnetIdentitiesV3", netuid) for netuid in range(129)]
        assert b"\x1b" in repr(raw).encode() or "\\x1b" in repr(raw)
        snapshot = await desk.snapshot()
        texts = [text for subnet in snapshot.subnets.values() for text in (subnet.name, subnet.symbol)]
        assert all(character.isprintable() for text in texts for character in text)


async def test_an_upgrade_of_the_runtime_changes_the_facts(between: Desk, middleman: Middleman) -> None:
    middleman.twists["state_getRuntimeVersion"] = lambda version: {**version, "specVersion": 460}
    snapshot = await between.snapshot()
    assert between.facts.spec_version == 460
    assert all(subnet.pool.price == subnet.price for subnet in snapshot.subnets.values())


async def test_frames_are_never_logged(between: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rpc_connection.quiet_loggers()
    await between.market.head()
    assert "chain_getHead" not in caplog.text


async def _ends_heads(desk: Desk, deed: Callable[[], Any]) -> None:
    async with aclosing(desk.market.heads()) as heads:
        await anext(heads)
        waiting = asyncio.ensure_future(anext(heads))
        await deed()
        async with asyncio.timeout(SOON):
            with pytest.raises(NotConnected):
                await waiting


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _silent(_: list[Any]) -> None:
    raise Silence
