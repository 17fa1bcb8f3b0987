"""Frames that no honest node sends: each ends in a trouble with a sentence, and an order's fate stays open."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from dtao_tui.chain.rpc import rpc_connection
from dtao_tui.chain.rpc.subscription_queues import MOST_UPDATES
from dtao_tui.ports.errors import ChainTrouble, FateUnknown, NotUnderstood
from dtao_tui.ports.extrinsics import Progress
from tests.chain.conftest import Desk
from tests.chain.middleman import Members, Middleman, Silence
from tests.chain.submission.orders import a_stake, an_extrinsic

NO_MESSAGES = ["5", "null", '"id"', "[1, 2]", '{"id": [1]}', '{"id": {}}', "[" * 200_000, "{", b"\xff\xfe\x00"]

NO_ANSWERS: list[dict[str, Any]] = [
    {"error": None},
    {"error": "no"},
    {"error": 5},
    {"error": []},
    {"error": {}},
    {"error": {"code": "x", "message": 5, "data": [1]}},
    {"error": {"code": -32005, "message": None}},
    {"error": {"code": [], "message": {}}},
    {},
]

NO_UPDATES: list[Any] = [None, 5, [], {}, "word", {"inBlock": 5}, {"inBlock": None}, {"ready": [], "x": 1}]


@pytest.mark.parametrize("frame", NO_MESSAGES, ids=range(len(NO_MESSAGES)))
async def test_a_question_is_not_left_waiting_by_a_frame_that_is_no_message(
    between: Desk, middleman: Middleman, monkeypatch: pytest.MonkeyPatch, frame: str | bytes
) -> None:
    middleman.lies["chain_getHead"] = _silent
    async with aclosing(between.market.heads()) as heads:
        await anext(heads)
        await middleman.shout(frame)
        monkeypatch.setattr(rpc_connection, "ANSWER_SECONDS", 0.3)
        with pytest.raises(ChainTrouble):
            await between.market.head()


@pytest.mark.parametrize("members", NO_ANSWERS, ids=str)
async def test_an_answer_without_answer_is_a_trouble_with_a_sentence(
    between: Desk, middleman: Middleman, members: dict[str, Any]
) -> None:
    middleman.lies["chain_getHead"] = _answering(members)
    with pytest.raises(ChainTrouble) as told:
        await between.market.head()
    assert str(told.value).endswith(".")


@pytest.mark.parametrize("members", [*NO_ANSWERS, {"result": None}, {"result": []}, {"result": {}}], ids=str)
async def test_a_submission_without_answer_leaves_its_fate_open(
    between: Desk, middleman: Middleman, members: dict[str, Any]
) -> None:
    extrinsic = await an_extrinsic(between, await a_stake(between))
    middleman.lies["author_submitAndWatchExtrinsic"] = _answering(members)
    with pytest.raises(FateUnknown):
        [step async for step in between.trading.broadcast(extrinsic)]


@pytest.mark.parametrize("update", NO_UPDATES, ids=str)
async def test_an_update_about_an_order_that_says_nothing_leaves_its_fate_open(
    between: Desk, middleman: Middleman, update: Any
) -> None:
    extrinsic = await an_extrinsic(between, await a_stake(between))
    middleman.lies["author_submitAndWatchExtrinsic"] = _answering({"result": "mine"})
    async with aclosing(between.trading.broadcast(extrinsic)) as steps:
        await _soon_shouts(middleman, {"method": "author_extrinsicUpdate", "params": _params("mine", update)})
        with pytest.raises(FateUnknown):
            [step async for step in steps]


async def test_more_updates_about_an_order_than_anybody_reads_leave_its_fate_open(
    between: Desk, middleman: Middleman
) -> None:
    extrinsic = await an_extrinsic(between, await a_stake(between))
    middleman.lies["author_submitAndWatchExtrinsic"] = _answering({"result": "mine"})
    seen: list[Progress] = []
    async with aclosing(between.trading.broadcast(extrinsic)) as steps:
        await _soon_shouts(middleman, {"method": "author_extrinsicUpdate", "params": _params("mine", "ready")})
        await anext(steps)
        for _ in range(10 * MOST_UPDATES):
            await _soon_shouts(middleman, {"method": "author_extrinsicUpdate", "params": _params("mine", "ready")})
        await between.market.head()
        with pytest.raises(FateUnknown):
            await _all_of(steps, seen)
    assert 0 < len(seen) <= MOST_UPDATES


@pytest.mark.parametrize("update", [None, 5, [], {}, "head", {"number": "x"}, {"number": -1}], ids=str)
async def test_a_head_that_says_nothing_ends_the_stream_of_heads_with_a_sentence(
    between: Desk, middleman: Middleman, update: Any
) -> None:
    middleman.lies["chain_subscribeNewHeads"] = _answering({"result": "mine"})
    await _soon_shouts(middleman, {"method": "chain_newHead", "params": _params("mine", update)})
    with pytest.raises(ChainTrouble):
        async with aclosing(between.market.heads()) as heads:
            await anext(heads)


@pytest.mark.parametrize("number", ["-0x5", "0x100000000", "0x", "", "five", None, 5, [], "0x" + "f" * 5000])
async def test_a_block_number_that_no_chain_has_is_a_trouble_with_a_sentence(
    between: Desk, middleman: Middleman, number: Any
) -> None:
    middleman.lies["chain_getHeader"] = lambda _: {"number": number}
    with pytest.raises(NotUnderstood):
        await between.market.head()


async def _all_of(steps: AsyncIterator[Progress], seen: list[Progress]) -> None:
    async for step in steps:
        seen.append(step)


async def _soon_shouts(middleman: Middleman, frame: dict[str, Any]) -> None:
    """An update may come before the answer that names its subscription."""
    await middleman.shout(json.dumps({"jsonrpc": "2.0", **frame}))


def _params(subscription: str, update: Any) -> dict[str, Any]:
    return {"subscription": subscription} | ({} if update == {} else {"result": update})


def _answering(members: dict[str, Any]) -> Any:
    def lie(_: list[Any]) -> Any:
        raise Members(members)

    return lie


def _silent(_: list[Any]) -> Any:
    raise Silence
