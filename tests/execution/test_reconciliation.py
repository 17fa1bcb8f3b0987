"""What became of an order whose connection was lost is told by the chain alone."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotConnected, TimedOut
from dtao_tui.ports.extrinsics import NonceUse, Rehearsal, RehearsalVerdict, Stage
from dtao_tui.trading.order_review import NotPlaced
from tests.domain.trades.example_events import SUCCESS, paid_fee_in_alpha, traded
from tests.execution.reconciling import DROPPED, ERA_SECONDS, land, lost
from tests.fakes import (
    ALICE,
    PRACTICE_ADDRESS,
    World,
    a_holding,
    a_snapshot,
    an_account,
    until,
)
from tests.reviewing import a_review, connected


@pytest.fixture
async def world(tmp_path: Path) -> World:
    return await connected(tmp_path)


async def test_a_lost_connection_leaves_the_order_unknown_and_blocks_the_next(world: World) -> None:
    order = await lost(world)
    assert order.state is OrderState.UNKNOWN
    assert "may or may not have happened" in order.sentence
    assert world.desk.open_order(PRACTICE_ADDRESS) == order
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await a_review(world)
    assert len(world.signer.signed) == 1


async def test_without_a_connection_nothing_was_sent_and_nothing_waits(world: World) -> None:
    world.trading.script = [NotConnected("There is no connection; the order was not sent.")]
    world.trading.rehearsals = [Rehearsal(RehearsalVerdict.UNCLEAR, "there is no connection", was_shown=False)]
    order = [order async for order in world.desk.place(await a_review(world))][-1]
    assert order.state is OrderState.CANCELLED
    assert world.desk.open_order(PRACTICE_ADDRESS) is None
    world.trading.script = [Stage.READY, NotConnected("The connection is lost.")]
    world.desk.place(await a_review(world))
    await until(lambda: world.desk.orders[0].state is OrderState.UNKNOWN)


async def test_whoever_listens_to_a_lost_order_hears_what_the_chain_tells_of_it(world: World) -> None:
    world.trading.script = [Stage.READY, DROPPED]
    heard: list[OrderState] = []

    async def listen() -> None:
        async for order in world.desk.place(await a_review(world)):
            heard.append(order.state)

    listening = asyncio.create_task(listen())
    await until(lambda: OrderState.UNKNOWN in heard)
    land(world, world.desk.orders[0], 48_214)
    world.market.grow()
    await world.desk.reconcile()
    world.market.grow(3)
    await world.desk.reconcile()
    await asyncio.wait_for(listening, 5)
    assert heard[heard.index(OrderState.UNKNOWN) :] == [OrderState.UNKNOWN, OrderState.IN_BLOCK, OrderState.FINAL]


async def test_asking_goes_on_though_whoever_asked_has_gone(world: World) -> None:
    order = await lost(world)
    land(world, order, 48_214)
    world.market.grow(10)
    world.trading.searching.clear()
    for _ in range(3):
        asking = asyncio.create_task(world.desk.reconcile())
        await until(lambda: world.trading.is_searching)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    world.trading.searching.set()
    await until(lambda: world.desk.orders[0].state is OrderState.FINAL)
    assert world.trading.searched == [(order.extrinsic.era_block + 1, world.market.current.block - 2)]


async def test_an_unknown_order_is_found_in_a_young_block_then_final(world: World) -> None:
    order = await lost(world)
    land(world, order, 48_215)
    world.market.grow(3)
    (found,) = await world.desk.reconcile()
    assert (found.state, found.block) == (OrderState.IN_BLOCK, 48_215)
    assert found.filled is not None
    assert await world.desk.reconcile() == ()
    world.market.grow(2)
    (final,) = await world.desk.reconcile()
    assert final.state is OrderState.FINAL
    assert not world.desk.has_open_orders
    assert len(world.trading.sent) == 1


async def test_an_order_that_no_block_holds_stays_unknown_until_its_era_is_over(world: World) -> None:
    order = await lost(world)
    await world.desk.reconcile()
    assert world.desk.orders[0].state is OrderState.UNKNOWN
    assert f"until block {order.extrinsic.last_valid_block:,}" in world.desk.orders[0].sentence
    world.trading.finalized_at = order.extrinsic.last_valid_block - 1
    world.market.grow(order.extrinsic.last_valid_block - world.market.current.block + 5)
    await world.desk.reconcile()
    assert world.desk.orders[0].state is OrderState.UNKNOWN
    world.trading.finalized_at = order.extrinsic.last_valid_block
    world.clock.turn(ERA_SECONDS)
    (expired,) = await world.desk.reconcile()
    assert expired.state is OrderState.EXPIRED
    assert "did not happen" in expired.sentence
    assert world.desk.open_order(PRACTICE_ADDRESS) is None
    assert len(world.trading.sent) == 1


async def test_every_block_of_the_era_is_searched_and_all_of_them_as_one_chain_at_its_end(world: World) -> None:
    order = await lost(world)
    for _ in range(order.extrinsic.last_valid_block - world.market.current.block + 3):
        world.market.grow()
        world.clock.turn(3.0)
        await world.desk.reconcile()
    assert world.desk.orders[0].state is OrderState.EXPIRED
    assert world.trading.searched.pop() == (order.extrinsic.era_block + 1, order.extrinsic.last_valid_block)
    ends = [last for first, last in world.trading.searched if last <= world.market.current.block]
    final_searches = sorted({(f, last) for f, last in world.trading.searched})
    covered = {number for first, last in final_searches for number in range(first, last + 1)}
    assert covered == set(range(order.extrinsic.era_block + 1, order.extrinsic.last_valid_block + 1))
    assert max(ends) == order.extrinsic.last_valid_block
    assert max(last - first for first, last in world.trading.searched) <= 3


async def test_the_last_block_of_the_era_still_counts(world: World) -> None:
    order = await lost(world)
    land(world, order, order.extrinsic.last_valid_block)
    world.market.grow(200)
    (final,) = await world.desk.reconcile()
    assert final.state is OrderState.FINAL


async def test_a_nonce_that_another_transaction_used_ends_the_wait_only_when_it_is_final(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await lost(world)
    world.market.grow(10)
    used_in = world.market.current.block

    async def nonce(_address: str, at: Head | None = None) -> int:
        return 1 if at is None or at.number >= used_in else 0

    monkeypatch.setattr(world.trading, "nonce", nonce)
    world.trading.finalized_at = used_in - 2
    assert all(order.state is OrderState.UNKNOWN for order in await world.desk.reconcile())
    assert world.desk.open_order(PRACTICE_ADDRESS) is not None
    world.trading.finalized_at = used_in
    world.trading.nonce_uses[PRACTICE_ADDRESS, 0] = NonceUse(used_in, "0xother", is_proven=True)
    (replaced,) = await world.desk.reconcile()
    assert replaced.state is OrderState.REPLACED
    assert "Another transaction" in replaced.sentence
    assert world.trading.uses_asked == [(order.extrinsic.era_block + 1, used_in)]


async def test_an_order_that_used_its_nonce_itself_is_final_not_replaced(world: World) -> None:
    order = await lost(world)
    land(world, order, 48_216)
    world.market.grow(10)
    world.trading.nonces[PRACTICE_ADDRESS] = 1
    (final,) = await world.desk.reconcile()
    assert final.state is OrderState.FINAL


async def test_trouble_while_searching_decides_nothing(world: World) -> None:
    before = await lost(world)
    world.market.grow(200)
    world.clock.turn(ERA_SECONDS)
    world.trading.search_trouble = TimedOut("The endpoint did not answer in time.")
    assert await world.desk.reconcile() == ()
    assert world.desk.orders == (before,)
    assert world.desk.unresolved_because == "The endpoint did not answer in time."
    world.trading.search_trouble = None
    (expired,) = await world.desk.reconcile()
    assert expired.state is OrderState.EXPIRED
    assert world.desk.unresolved_because == ""


async def test_an_endpoint_that_does_not_answer_decides_nothing(world: World) -> None:
    before = await lost(world)
    await world.market.close()
    assert await world.desk.reconcile() == ()
    assert world.desk.orders == (before,)
    assert world.desk.unresolved_because


async def test_a_fee_that_was_taken_from_the_stake_is_told_with_the_fill(world: World) -> None:
    order = await lost(world)
    trade = traded(order.owner, order.pays, order.quoted.received, order.quoted.pool_fee)
    land(world, order, 48_214, events=(trade, paid_fee_in_alpha(order.signer, 20_000_000, 20), SUCCESS))
    world.market.grow(10)
    (final,) = await world.desk.reconcile()
    assert final.state is OrderState.FINAL
    assert final.sentence == ("Carried out. The network fee was taken as 0.020000000 α: there was too little free TAO.")


async def test_an_order_that_failed_in_its_block_is_refused_when_found(world: World) -> None:
    order = await lost(world)
    land(world, order, 48_214, succeeded=False, sentence="The price moved past the limit.")
    world.market.grow(10)
    (refused,) = await world.desk.reconcile()
    assert refused.state is OrderState.REFUSED
    assert refused.filled is None
    assert refused.sentence.endswith("Nothing was traded; only the network's fee, 0.001 69 τ, was paid.")


async def test_a_connection_lost_after_the_block_waits_for_finality(world: World) -> None:
    order = await lost(world, [Stage.READY, Stage.IN_BLOCK])
    assert order.state is OrderState.IN_BLOCK
    assert order.filled is not None
    assert world.desk.open_order(PRACTICE_ADDRESS) is None
    world.market.grow(10)
    (final,) = await world.desk.reconcile()
    assert final.state is OrderState.FINAL


async def test_a_block_that_the_chain_dropped_makes_its_order_unknown_again(world: World) -> None:
    order = await lost(world, [Stage.READY, Stage.IN_BLOCK])
    del world.trading.landed[order.extrinsic.hash]
    (unknown,) = await world.desk.reconcile()
    assert (unknown.state, unknown.filled, unknown.block) == (OrderState.UNKNOWN, None, None)
    assert world.desk.open_order(PRACTICE_ADDRESS) == unknown


async def test_an_order_that_its_node_still_reports_on_is_left_to_it(world: World) -> None:
    world.trading.gates[Stage.IN_BLOCK] = asyncio.Event()
    news = world.desk.place(await a_review(world))
    await until(lambda: [o.state for o in world.desk.orders] == [OrderState.SENT])
    world.market.grow(10)
    assert await world.desk.reconcile() == ()
    world.trading.gates[Stage.IN_BLOCK].set()
    assert [order async for order in news][-1].state is OrderState.FINAL


async def test_a_node_that_falls_silent_does_not_hold_an_order_past_its_era(world: World) -> None:
    world.trading.gates[Stage.IN_BLOCK] = asyncio.Event()
    news = world.desk.place(await a_review(world))
    await until(lambda: [o.state for o in world.desk.orders] == [OrderState.SENT])
    world.market.grow(200)
    world.clock.turn(ERA_SECONDS)
    (expired,) = await world.desk.reconcile()
    assert expired.state is OrderState.EXPIRED
    assert [order async for order in news][-1] == expired


@pytest.mark.parametrize("block", [2, 48_213])
async def test_a_practice_chain_that_began_anew_frees_the_account(tmp_path: Path, block: int) -> None:
    first = await connected(tmp_path, snapshot=a_snapshot(block))
    await lost(first)
    await first.desk.close()
    second = await connected(tmp_path, snapshot=a_snapshot(1))
    (gone,) = await second.desk.reconcile()
    assert gone.state is OrderState.EXPIRED
    assert "begun anew" in gone.sentence


async def test_an_endpoint_of_value_that_lags_behind_frees_nothing(tmp_path: Path) -> None:
    snapshot = a_snapshot(network="test", holdings=[a_holding(ALICE)])
    wanted = {"accounts": [an_account()], "has_practice": False, "network": "test"}
    first = await connected(tmp_path, snapshot=snapshot, **wanted)
    await first.session.unlock("correct horse battery")
    order = await lost(first)
    await first.desk.close()
    second = await connected(tmp_path, snapshot=replace(snapshot, block=order.extrinsic.era_block - 30), **wanted)
    await second.desk.reconcile()
    assert second.desk.orders[0].state is OrderState.UNKNOWN


async def test_an_era_that_begins_with_another_block_here_is_void(tmp_path: Path) -> None:
    first = await connected(tmp_path)
    order = await lost(first)
    await first.desk.close()
    second = await connected(tmp_path)
    second.trading.forked_blocks[order.extrinsic.era_block] = "0xother"
    (gone,) = await second.desk.reconcile()
    assert gone.state is OrderState.EXPIRED
