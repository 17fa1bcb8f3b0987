"""Orders on their way: followed to their end, refused by the pool, or left with an open fate."""

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from bittensor_core import Keypair

from dtao_tui.chain.submission import extrinsic_sender
from dtao_tui.chain.submission.extrinsic_sender import hash_of_extrinsic
from dtao_tui.domain.amounts import Price
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.settlement import settlement_of
from dtao_tui.ports.errors import (
    ChainTrouble,
    FateUnknown,
    MetadataUnverifiable,
    NotConnected,
    Refused,
)
from dtao_tui.ports.extrinsics import Stage
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk, a_desk, placed
from tests.chain.middleman import Middleman, Silence, forged, metadata_lie
from tests.chain.signing import signed
from tests.chain.submission.orders import TEN, a_stake, an_extrinsic


async def test_the_last_valid_block_takes_an_order_and_the_next_one_does_not(desk: Desk, node: Node) -> None:
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    extrinsic = signed(unsigned, desk.facts)
    node.step(unsigned.last_valid_block - node.chain.height)
    with pytest.raises(Refused, match=r"too long ago|signature"):
        [step async for step in desk.trading.broadcast(extrinsic)]
    again = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    last = again.last_valid_block
    node.step(last - 1 - node.chain.height)
    extrinsic = signed(again, desk.facts)
    async with aclosing(desk.trading.broadcast(extrinsic)) as steps:
        assert (await anext(steps)).stage is Stage.READY
        node.step()
        assert await desk.trading.search(hash_of_extrinsic(extrinsic), last, last) is not None


async def test_the_pools_refusal_has_the_chains_name_and_a_sentence(desk: Desk, node: Node) -> None:
    extrinsic = await an_extrinsic(desk, await a_stake(desk))
    node.faults.ask("reject", {})  # type: ignore[union-attr]  # the node was started with faults
    with pytest.raises(Refused, match="past your limit") as refused:
        await anext(desk.trading.broadcast(extrinsic))
    assert refused.value.name == "SlippageTooHigh"


async def test_a_number_that_was_used_already_is_stale(desk: Desk, node: Node) -> None:
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    extrinsic = signed(unsigned, desk.facts)
    await placed(desk, node, await a_stake(desk, limit=Price(2)))
    with pytest.raises(Refused) as refused:
        await anext(desk.trading.broadcast(extrinsic))
    assert refused.value.name == "Stale"


async def test_a_signature_over_other_metadata_is_refused(desk: Desk) -> None:
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    with pytest.raises(Refused) as refused:
        await anext(desk.trading.broadcast(signed(unsigned, desk.facts, digest=bytes(32))))
    assert refused.value.name == "BadProof"


async def test_a_poisoned_cache_of_the_same_endpoint_is_dropped_once_it_shows(
    node: Node, middleman: Middleman, tmp_path: Path
) -> None:
    evil = forged(node, b"unstake_all_alpha", b"unstake_all_omega")
    middleman.lies["state_call"] = metadata_lie(evil, node)
    async with a_desk(middleman.url, cache=tmp_path):
        middleman.lies.clear()
    async with a_desk(middleman.url, cache=tmp_path) as desk:
        assert desk.facts.metadata == evil
        extrinsic = await an_extrinsic(desk, await a_stake(desk))
        with pytest.raises(Refused, match="Reconnect"):
            await anext(desk.trading.broadcast(extrinsic))
        assert (await desk.market.connect()).metadata == node.chain.description.metadata
        assert (await placed(desk, node, await a_stake(desk))).outcome.succeeded


async def test_a_signature_of_another_key_is_refused(desk: Desk) -> None:
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    stranger = Keypair.create_from_seed(bytes(range(32)))
    with pytest.raises(Refused) as refused:
        await anext(desk.trading.broadcast(signed(unsigned, desk.facts, stranger)))
    assert refused.value.name in ("BadProof", "Payment")


async def test_a_chain_without_the_metadata_hash_says_so(desk: Desk, node: Node) -> None:
    extrinsic = await an_extrinsic(desk, await a_stake(desk))
    said = "Could not lookup information required to validate the transaction"
    node.faults.ask("reject", {"code": 1011, "message": "Unknown Transaction Validity", "data": said})  # type: ignore[union-attr]  # started with faults
    with pytest.raises(MetadataUnverifiable):
        await anext(desk.trading.broadcast(extrinsic))


async def test_a_lost_reply_leaves_the_fate_open_and_the_order_is_found_again(desk: Desk, node: Node) -> None:
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    extrinsic = signed(unsigned, desk.facts)
    node.faults.ask("lose_reply", {})  # type: ignore[union-attr]  # the node was started with faults
    with pytest.raises(FateUnknown, match="may or may not have happened"):
        await anext(desk.trading.broadcast(extrinsic))
    node.step(4)
    await desk.market.close()
    await desk.market.connect()
    last = (await desk.trading.finalized()).number
    found = await desk.trading.search(hash_of_extrinsic(extrinsic), unsigned.era_block + 1, last)
    assert found is not None
    assert found.succeeded
    told = settlement_of(found.events, ADDRESS, [1])
    assert told.filled is not None
    assert told.filled.paid == TEN


@pytest.mark.parametrize("how", ["close", "abort"])
async def test_a_connection_lost_while_following_leaves_the_fate_open(
    between: Desk, middleman: Middleman, how: str
) -> None:
    steps = between.trading.broadcast(await an_extrinsic(between, await a_stake(between)))
    await anext(steps)
    await anext(steps)
    if how == "close":
        await middleman.hang_up(1001)
    else:
        middleman.break_off()
    async with asyncio.timeout(5):
        with pytest.raises(FateUnknown):
            await anext(steps)


async def test_a_node_that_never_confirms_leaves_the_fate_open(
    between: Desk, middleman: Middleman, monkeypatch: pytest.MonkeyPatch
) -> None:
    extrinsic = await an_extrinsic(between, await a_stake(between))
    middleman.lies["author_submitAndWatchExtrinsic"] = _silent
    monkeypatch.setattr("dtao_tui.chain.rpc.rpc_connection.ANSWER_SECONDS", 0.2)
    with pytest.raises(FateUnknown, match="did not confirm"):
        await anext(between.trading.broadcast(extrinsic))


async def test_a_node_that_falls_silent_leaves_the_fate_open(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extrinsic_sender, "SHORTEST_SILENCE_SECONDS", 0.2)
    monkeypatch.setattr(extrinsic_sender, "SILENCE_IN_BLOCKS", 0)
    steps = desk.trading.broadcast(await an_extrinsic(desk, await a_stake(desk)))
    with pytest.raises(FateUnknown, match="said nothing"):
        _ = [step async for step in steps]


async def test_nothing_is_sent_without_a_connection(between: Desk, middleman: Middleman) -> None:
    extrinsic = await an_extrinsic(between, await a_stake(between))
    middleman.is_away = True
    middleman.break_off()
    with pytest.raises(ChainTrouble):
        await between.market.head()
    with pytest.raises(NotConnected, match="was not sent"):
        await anext(between.trading.broadcast(extrinsic))
    assert "author_submitAndWatchExtrinsic" not in middleman.asked


async def test_an_order_is_sent_once_though_the_connection_is_made_anew(between: Desk, middleman: Middleman) -> None:
    extrinsic = await an_extrinsic(between, await a_stake(between))

    def drop(_: list[Any]) -> None:
        middleman.break_off()
        raise Silence

    middleman.lies["author_submitAndWatchExtrinsic"] = drop
    with pytest.raises(FateUnknown):
        await anext(between.trading.broadcast(extrinsic))
    await between.market.head()
    assert middleman.asked.count("author_submitAndWatchExtrinsic") == 1


@pytest.mark.parametrize("status", ["zombie", {"inBlock": "nonsense"}, {"finalityTimeout": "0x" + "ab" * 32}, 7, {}])
async def test_a_word_about_an_order_that_cannot_be_understood_leaves_its_fate_open(status: Any) -> None:
    with pytest.raises(FateUnknown):
        extrinsic_sender._progress(status)


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("future", Stage.READY),
        ({"retracted": "0x" + "ab" * 32}, Stage.RETRACTED),
        ({"usurped": "0x" + "ab" * 32}, Stage.USURPED),
        ("dropped", Stage.DROPPED),
        ("invalid", Stage.INVALID),
    ],
)
async def test_each_word_of_the_node_has_its_stage(status: Any, stage: Stage) -> None:
    assert extrinsic_sender._progress(status).stage is stage


def _silent(_: list[Any]) -> None:
    raise Silence
