"""A node that takes a question and never answers: each kind of question ends with a sentence, and in time."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.rpc import rpc_connection
from dtao_tui.chain.runtime import runtime_client
from dtao_tui.chain.submission.extrinsic_sender import hash_of_extrinsic
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.ports.errors import TimedOut
from dtao_tui.ports.networks import network_of
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk, blocks_coming
from tests.chain.middleman import Honest, Middleman, Silence
from tests.chain.submission.orders import a_stake, an_extrinsic

PATIENCE = 10.0
IMPATIENT = 0.3

Question = Callable[[Desk], Awaitable[object]]


def _silent(_: list[Any]) -> Any:
    raise Silence


def _silent_about_metadata(parameters: list[Any]) -> Any:
    if str(parameters[0]).startswith("Metadata"):
        raise Silence
    raise Honest


async def _first_head(desk: Desk) -> object:
    async with aclosing(desk.market.heads()) as heads:  # type: ignore[type-var]  # the Protocol names the iterator only
        return await anext(heads)


@pytest.mark.parametrize(
    ("method", "question"),
    [
        ("chain_getHead", lambda desk: desk.market.head()),
        ("chain_subscribeNewHeads", _first_head),
        ("chain_getFinalizedHead", lambda desk: desk.trading.finalized()),
        ("state_queryStorageAt", lambda desk: desk.snapshot()),
        ("state_call", lambda desk: desk.snapshot()),
        ("account_nextIndex", lambda desk: _prepared(desk)),
        ("chain_getBlockHash", lambda desk: desk.trading.search("0x" + "00" * 32, 1, 2)),
        ("chain_getBlock", lambda desk: desk.trading.search("0x" + "00" * 32, 1, 2)),
    ],
)
async def test_a_question_without_an_answer_ends_in_time(
    between: Desk, middleman: Middleman, monkeypatch: pytest.MonkeyPatch, method: str, question: Question
) -> None:
    middleman.lies[method] = _silent
    monkeypatch.setattr(rpc_connection, "ANSWER_SECONDS", IMPATIENT)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(TimedOut):
            await question(between)


async def _prepared(desk: Desk) -> object:
    return await desk.trading.prepare(await a_stake(desk), ADDRESS)


@pytest.mark.parametrize(
    ("method", "lie"), [("state_getRuntimeVersion", _silent), ("state_call", _silent_about_metadata)]
)
async def test_a_node_that_never_describes_itself_is_given_up(
    middleman: Middleman, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, lie: Any
) -> None:
    middleman.lies[method] = lie
    monkeypatch.setattr(runtime_client, "CONNECT_SECONDS", IMPATIENT)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(TimedOut):
            await NetworkConnection(network_of("practice").at(middleman.url), tmp_path).connect()


async def test_an_upgrade_that_is_never_described_is_given_up(
    between: Desk, middleman: Middleman, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = await between.market.head()
    middleman.twists["state_getRuntimeVersion"] = lambda version: {**version, "specVersion": 999}
    middleman.lies["state_call"] = _silent_about_metadata
    monkeypatch.setattr(runtime_client, "CONNECT_SECONDS", IMPATIENT)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(TimedOut):
            await between.market.snapshot(head, ())


async def test_events_that_never_come_are_given_up(
    between: Desk, middleman: Middleman, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    extrinsic = await an_extrinsic(between, await a_stake(between))
    async with blocks_coming(node):
        steps = [step async for step in between.trading.broadcast(extrinsic)]
    middleman.lies["state_getStorageAt"] = _silent
    monkeypatch.setattr(runtime_client, "CONNECT_SECONDS", IMPATIENT)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(TimedOut):
            await between.trading.outcome(hash_of_extrinsic(extrinsic), steps[-1].block_hash or "")
