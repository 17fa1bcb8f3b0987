"""Orders through the real SDK into the practice node: composed, signed, followed, found again, and refused."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bittensor_core import Keypair, Runtime

from dtao_tui.chain.adapters import PracticeFaucet
from dtao_tui.chain.submission import extrinsic_sender
from dtao_tui.chain.submission.extrinsic_sender import hash_of_extrinsic
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intents import StakeOrder, UnstakeOrder
from dtao_tui.ports.errors import (
    ChainTrouble,
    FateUnknown,
    MetadataUnverifiable,
    NotConnected,
    NotUnderstood,
    Refused,
)
from dtao_tui.ports.extrinsics import Outcome, Stage
from dtao_tui.ports.networks import network_of
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk, a_desk, blocks_coming, placed
from tests.chain.middleman import Honest, Middleman, Objection, Silence, forged, metadata_lie
from tests.chain.signing import signed

TEN = Tao(10**10)
NO_LIMIT = Price(10**12)
LOWEST = Price(1)


@pytest.fixture
async def between(middleman: Middleman, tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(middleman.url, cache=tmp_path / "between") as desk:
        yield desk


async def a_stake(desk: Desk, limit: Price = NO_LIMIT) -> StakeOrder:
    return StakeOrder(1, await desk.hotkey(1), TEN, limit)


async def an_extrinsic(desk: Desk, order: StakeOrder | UnstakeOrder) -> bytes:
    return signed(await desk.trading.prepare(order, ADDRESS), desk.facts)


async def test_a_stake_goes_its_whole_way_and_pays_what_the_pool_said(desk: Desk, node: Node) -> None:
    before = await desk.snapshot()
    order = await placed(desk, node, await a_stake(desk))
    bought = before.subnets[1].pool.trade(Side.BUY, TEN)
    assert order.stages == (Stage.READY, Stage.BROADCAST, Stage.IN_BLOCK, Stage.FINAL)
    assert (order.outcome.paid, order.outcome.received) == (TEN, bought.received)
    assert order.outcome.pool_fee == bought.fee


async def test_the_outcome_of_an_unstake_equals_what_changed(desk: Desk, node: Node) -> None:
    hotkey = await desk.hotkey(1)
    await placed(desk, node, StakeOrder(1, hotkey, TEN, NO_LIMIT))
    before = (await desk.snapshot()).holdings[ADDRESS]
    order = await placed(desk, node, UnstakeOrder(1, hotkey, Alpha(10**9, 1), LOWEST))
    after = (await desk.snapshot()).holdings[ADDRESS]
    outcome = order.outcome
    assert isinstance(outcome.received, Tao)
    assert outcome.network_fee is not None
    assert outcome.paid == before.staked(1) - after.staked(1) == Alpha(10**9, 1)
    assert after.free == before.free + outcome.received - outcome.network_fee


async def test_a_whole_position_is_sold_whole(desk: Desk, node: Node) -> None:
    hotkey = await desk.hotkey(1)
    staked = await placed(desk, node, StakeOrder(1, hotkey, TEN, NO_LIMIT))
    amount = staked.outcome.received
    assert isinstance(amount, Alpha)
    order = await placed(desk, node, UnstakeOrder(1, hotkey, amount, LOWEST, is_whole_position=True))
    assert order.outcome.paid == amount
    assert (await desk.snapshot()).holdings[ADDRESS].stakes == ()


async def test_root_takes_tao_one_for_one(desk: Desk, node: Node) -> None:
    order = await placed(desk, node, StakeOrder(0, await desk.hotkey(0), TEN, Price(10**9)))
    assert (order.outcome.paid, order.outcome.received) == (TEN, Alpha(10**10, 0))


async def test_the_estimated_fee_is_the_one_that_is_paid(desk: Desk, node: Node) -> None:
    order = await placed(desk, node, await a_stake(desk))
    assert order.unsigned.fee == order.outcome.network_fee


async def test_an_order_is_anchored_at_the_finalized_block_for_16_blocks(desk: Desk, node: Node) -> None:
    node.step(5)
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    final = await desk.trading.finalized()
    assert (unsigned.era_block, unsigned.era_hash, unsigned.era_period) == (final.number, final.hash, 16)
    assert final.number < (await desk.market.head()).number
    assert (await desk.trading.prepare(await a_stake(desk), ADDRESS, 8)).era_period == 8


async def test_a_time_that_begins_anew_changes_nothing_else(desk: Desk, node: Node) -> None:
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    node.step(5)
    anchored, final = await desk.trading.anchored(unsigned), await desk.trading.finalized()
    assert final.number > unsigned.era_block
    assert anchored == replace(unsigned, era_block=final.number, era_hash=final.hash)


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
        assert await desk.trading.search(hash_of_extrinsic(extrinsic), last, last, 1) is not None


async def test_a_waiting_order_counts_in_the_next_number_but_not_in_the_accounts_own(desk: Desk, node: Node) -> None:
    extrinsic = await an_extrinsic(desk, await a_stake(desk))
    steps = desk.trading.broadcast(extrinsic)
    assert (await anext(steps)).stage is Stage.READY
    assert (await desk.trading.prepare(await a_stake(desk), ADDRESS)).nonce == 1
    assert await desk.trading.nonce(ADDRESS) == 0
    old = await desk.market.head()
    node.step()
    assert (await desk.trading.nonce(ADDRESS), await desk.trading.nonce(ADDRESS, old)) == (1, 0)
    await steps.aclose()


async def test_composed_bytes_say_what_the_order_says(desk: Desk) -> None:
    order = await a_stake(desk)
    facts = desk.facts
    runtime = Runtime(facts.metadata, facts.spec_version, facts.transaction_version, 42)
    decoded = runtime.decode_call(await desk.trading.compose(order.call()))
    arguments = {argument["name"]: argument["value"] for argument in decoded["call_args"]}
    assert (decoded["call_module"], decoded["call_function"]) == ("SubtensorModule", "add_stake_limit")
    assert arguments == dict(order.call().arguments)


@pytest.mark.parametrize(
    "call",
    [
        Call("SubtensorModule", "no_such_call", {}),
        Call("Nowhere", "add_stake", {}),
        Call("SubtensorModule", "add_stake_limit", {"netuid": 1}),
        Call("SubtensorModule", "remove_stake_full_limit", {"hotkey": "x", "netuid": 1, "limit_price": 1}),
        Call("SubtensorModule", "remove_stake_full_limit", {"hotkey": ADDRESS, "netuid": 70_000, "limit_price": 1}),
    ],
)
async def test_a_call_the_runtime_does_not_take_is_told_in_a_sentence(desk: Desk, call: Call) -> None:
    with pytest.raises(NotUnderstood, match="does not take"):
        await desk.trading.compose(call)


async def test_an_order_past_its_limit_fails_in_the_block_and_costs_the_fee(desk: Desk, node: Node) -> None:
    order = await placed(desk, node, await a_stake(desk, limit=LOWEST))
    assert (order.outcome.succeeded, order.outcome.error) == (False, "PriceLimitExceeded")
    assert order.outcome.network_fee is not None
    assert order.outcome.paid is None
    assert "limit" in order.outcome.sentence


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
    found = await desk.trading.search(hash_of_extrinsic(extrinsic), unsigned.era_block + 1, last, 1)
    assert found is not None
    assert (found.succeeded, found.paid) == (True, TEN)


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


async def test_an_unknown_order_is_in_none_of_the_blocks(desk: Desk, node: Node) -> None:
    node.step(20)
    assert await desk.trading.search("0x" + "ab" * 32, 1, 20, 1) is None
    block_hash = await desk.trading.hash_of(5)
    assert await desk.trading.outcome("0x" + "ab" * 32, str(block_hash), 1) is None


async def test_blocks_that_cannot_be_looked_into_are_never_taken_for_empty(desk: Desk) -> None:
    with pytest.raises(NotUnderstood, match="does not have block 4,000 yet"):
        await desk.trading.search("0x" + "ab" * 32, 4000, 4001, 1)


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
        await between.trading.search("0x" + "ab" * 32, 1, 3, 1)


async def test_there_is_no_hash_for_a_block_that_is_not_there_yet(desk: Desk) -> None:
    assert await desk.trading.hash_of(4000) is None


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


async def test_an_upgrade_between_quote_and_review_stops_the_order(between: Desk, middleman: Middleman) -> None:
    middleman.twists["state_getRuntimeVersion"] = lambda version: {**version, "specVersion": 460}
    with pytest.raises(NotUnderstood, match="has just been upgraded"):
        await between.trading.prepare(await a_stake(between), ADDRESS)


async def test_a_fee_that_the_chain_does_not_tell_is_unknown(between: Desk, middleman: Middleman) -> None:
    order = await a_stake(between)
    middleman.lies["state_call"] = _no_fee
    assert (await between.trading.prepare(order, ADDRESS)).fee is None


async def test_of_an_old_block_it_is_still_told_that_it_holds_the_order(desk: Desk, node: Node) -> None:
    order = await placed(desk, node, await a_stake(desk))
    place = (order.outcome.block, order.outcome.block_hash)
    node.step(300)
    told = await desk.trading.outcome(order.hash, order.outcome.block_hash, 1)
    found = await desk.trading.search(order.hash, place[0] - 1, place[0] + 1, 1)
    assert told == found == Outcome(*place, succeeded=None, sentence="This endpoint no longer tells what it brought.")


async def test_an_archive_that_does_not_answer_now_may_still_tell_later(
    node: Node, middleman: Middleman, tmp_path: Path
) -> None:
    network = replace(network_of("practice"), archives=("ws://127.0.0.1:9",))
    async with a_desk(middleman.url, cache=tmp_path, network=network) as desk:
        order = await placed(desk, node, await a_stake(desk))
        middleman.lies["state_getStorageAt"] = _pruned
        again = await desk.trading.outcome(order.hash, order.outcome.block_hash, 1)
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
        again = await desk.trading.outcome(order.hash, order.outcome.block_hash, 1)
        assert again == order.outcome


async def test_the_faucet_gives_with_the_next_block(desk: Desk, node: Node) -> None:
    stranger = Keypair.create_from_seed(bytes(range(32))).ss58_address
    await PracticeFaucet(desk.connection).give(stranger, Tao(5 * 10**9))
    node.step()
    assert (await desk.snapshot(stranger)).holdings[stranger].free == Tao(5 * 10**9)


async def test_two_orders_of_one_block_have_each_their_own_outcome(desk: Desk, node: Node) -> None:
    hotkey = await desk.hotkey(1)
    first = await an_extrinsic(desk, StakeOrder(1, hotkey, TEN, NO_LIMIT))
    steps = desk.trading.broadcast(first)
    await anext(steps)
    second = await an_extrinsic(desk, StakeOrder(2, await desk.hotkey(2), Tao(10**9), NO_LIMIT))
    async with blocks_coming(node):
        block_hash = [step async for step in desk.trading.broadcast(second)][-1].block_hash or ""
    mine = await desk.trading.outcome(hash_of_extrinsic(first), block_hash, 1)
    other = await desk.trading.outcome(hash_of_extrinsic(second), block_hash, 2)
    assert mine is not None
    assert other is not None
    assert (mine.paid, other.paid) == (TEN, Tao(10**9))
    await steps.aclose()


def _silent(_: list[Any]) -> None:
    raise Silence


def _no_fee(parameters: list[Any]) -> str:
    if parameters[0] != "TransactionPaymentApi_query_info":
        raise Honest
    return "0x00"


def _pruned(parameters: list[Any]) -> None:
    raise Objection(4003, "Client error: UnknownBlock", f"State already discarded for {parameters[-1]}")
