"""Orders found again in blocks, in old ones and by an archive; a block not looked into is never taken for empty."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.chain.submission.extrinsic_sender import hash_of_extrinsic
from dtao_tui.domain import practice_account
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.trades.settlement import settlement_of
from dtao_tui.ports.errors import (
    NotUnderstood,
)
from dtao_tui.ports.extrinsics import Outcome
from dtao_tui.ports.networks import network_of
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk, a_desk, blocks_coming, placed
from tests.chain.middleman import Middleman, Objection
from tests.chain.submission.orders import NO_LIMIT, TEN, a_stake, an_extrinsic
from tests.quoting import stake_call


async def test_an_unknown_order_is_in_none_of_the_blocks(desk: Desk, node: Node) -> None:
    node.step(20)
    assert await desk.trading.search("0x" + "ab" * 32, 1, 20) is None
    block_hash = await desk.trading.hash_of(5)
    assert await desk.trading.outcome("0x" + "ab" * 32, str(block_hash)) is None


async def test_blocks_that_cannot_be_looked_into_are_never_taken_for_empty(desk: Desk) -> None:
    with pytest.raises(NotUnderstood, match="does not have block 4,000 yet"):
        await desk.trading.search("0x" + "ab" * 32, 4000, 4001)


@pytest.mark.parametrize(
    "twist",
    [
        lambda block: None,
        lambda block: {"block": {**block["block"], "header": {**block["block"]["header"], "number": "0x99"}}},
        lambda block: {"block": {**block["block"], "header": {**block["block"]["header"], "parentHash": "0x00"}}},
        lambda block: {"block": {"header": block["block"]["header"]}},
    ],
)
async def test_blocks_that_do_not_fit_together_are_never_taken_for_empty(
    between: Desk, middleman: Middleman, twist: Callable[[Any], Any]
) -> None:
    middleman.twists["chain_getBlock"] = twist
    with pytest.raises(NotUnderstood):
        await between.trading.search("0x" + "ab" * 32, 1, 3)


async def test_there_is_no_hash_for_a_block_that_is_not_there_yet(desk: Desk) -> None:
    assert await desk.trading.hash_of(4000) is None


async def test_of_an_old_block_it_is_still_told_that_it_holds_the_order(desk: Desk, node: Node) -> None:
    order = await placed(desk, node, await a_stake(desk))
    place = (order.outcome.block, order.outcome.block_hash)
    node.step(300)
    told = await desk.trading.outcome(order.hash, order.outcome.block_hash)
    found = await desk.trading.search(order.hash, place[0] - 1, place[0] + 1)
    assert told == found == Outcome(*place, succeeded=None, sentence="This endpoint no longer tells what it brought.")


async def test_an_archive_that_does_not_answer_now_may_still_tell_later(
    node: Node, middleman: Middleman, tmp_path: Path
) -> None:
    network = replace(network_of("practice"), archives=("ws://127.0.0.1:9",))
    async with a_desk(middleman.url, cache=tmp_path, network=network) as desk:
        order = await placed(desk, node, await a_stake(desk))
        middleman.lies["state_getStorageAt"] = _pruned
        again = await desk.trading.outcome(order.hash, order.outcome.block_hash)
        assert again is not None
        assert (again.block, again.succeeded, again.may_be_told_later) == (order.outcome.block, None, True)
        assert "does not answer now" in again.sentence


async def test_an_old_block_is_asked_of_an_archive_where_there_is_one(
    node: Node, middleman: Middleman, tmp_path: Path
) -> None:
    network = replace(network_of("practice"), archives=(node.url,))
    async with a_desk(middleman.url, cache=tmp_path, network=network) as desk:
        order = await placed(desk, node, await a_stake(desk))
        middleman.lies["state_getStorageAt"] = _pruned
        again = await desk.trading.outcome(order.hash, order.outcome.block_hash)
        assert again == order.outcome


async def test_two_orders_of_one_block_have_each_their_own_outcome(desk: Desk, node: Node) -> None:
    hotkey = await desk.hotkey(1)
    first = await an_extrinsic(desk, stake_call(1, hotkey, TEN, NO_LIMIT))
    steps = desk.trading.broadcast(first)
    await anext(steps)
    second = await an_extrinsic(desk, stake_call(2, await desk.hotkey(2), Tao(10**9), NO_LIMIT))
    async with blocks_coming(node):
        block_hash = [step async for step in desk.trading.broadcast(second)][-1].block_hash or ""
    mine = await desk.trading.outcome(hash_of_extrinsic(first), block_hash)
    other = await desk.trading.outcome(hash_of_extrinsic(second), block_hash)
    assert mine is not None
    assert other is not None
    owner = practice_account.ADDRESS
    told = [settlement_of(found.events, owner, [netuid]).filled for found, netuid in ((mine, 1), (other, 2))]
    assert [filled.paid for filled in told if filled] == [TEN, Tao(10**9)]
    await steps.aclose()


def _pruned(parameters: list[Any]) -> None:
    raise Objection(4003, "Client error: UnknownBlock", f"State already discarded for {parameters[-1]}")
