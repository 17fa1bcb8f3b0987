"""What became of an order whose connection was lost, or whose program was killed, is told by the chain alone."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import FateUnknown, NotConnected, TimedOut
from dtao_tui.ports.extrinsics import NonceUse, Rehearsal, RehearsalVerdict, Stage
from dtao_tui.records import order_rows
from dtao_tui.records.order_rows import ORDER_COLUMNS
from dtao_tui.records.row_checksums import with_checksum
from dtao_tui.trading.order_review import NotPlaced
from tests.domain.trades.example_events import SUCCESS, paid_fee_in_alpha, traded
from tests.execution.reconciling import ERA_SECONDS, TICKET, a_review, connected, land
from tests.fakes import (
    ALICE,
    PRACTICE_ADDRESS,
    World,
    a_holding,
    a_snapshot,
    a_world,
    an_account,
    until,
)

DROPPED = FateUnknown("The connection was lost after sending.")


@pytest.fixture
async def world(tmp_path: Path) -> World:
    return await connected(tmp_path)


async def lost(world: World, script: list[Stage | Exception] | None = None) -> Order:
    """Place an order whose connection is lost after sending."""
    world.trading.script = [*(script or [Stage.READY]), DROPPED]
    review = await a_review(world)
    world.desk.place(review)
    await until(lambda: bool(world.desk.orders) and not world.desk.is_followed(review.id))
    return next(order for order in world.desk.orders if order.id == review.id)


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


async def test_a_restart_finds_what_happened_meanwhile_and_sends_nothing(tmp_path: Path) -> None:
    first = await connected(tmp_path)
    order = await lost(first)
    await first.desk.close()
    second = await connected(tmp_path, snapshot=a_snapshot(48_230))
    assert second.desk.open_order(PRACTICE_ADDRESS) == order
    land(second, order, 48_214)
    (final,) = await second.desk.reconcile()
    assert final.state is OrderState.FINAL
    assert final.filled is not None
    assert final.filled.received == order.quoted.received
    assert second.trading.sent == []
    assert second.signer.signed == []


async def test_quitting_while_an_order_is_under_way_leaves_it_to_the_next_start(tmp_path: Path) -> None:
    first = await connected(tmp_path)
    first.trading.gates[Stage.IN_BLOCK] = asyncio.Event()
    news = first.desk.place(await a_review(first))
    await until(lambda: [o.state for o in first.desk.orders] == [OrderState.SENT])
    await first.desk.close()
    assert [order.state async for order in news][-1] is OrderState.SENT
    second = await connected(tmp_path)
    assert [order.state for order in second.desk.orders] == [OrderState.SENT]
    assert second.desk.open_order(PRACTICE_ADDRESS) is not None


async def test_a_second_instance_only_looks(tmp_path: Path) -> None:
    first = await connected(tmp_path)
    assert first.desk.read_only == ""
    second = await connected(tmp_path)
    assert "Another dtao-tui works with this account" in second.desk.read_only
    draft = second.desk.draft(TICKET, second.market.current)
    assert [check.name for check in draft.checks if not check.passed] == ["account"]
    with pytest.raises(NotPlaced, match="Another dtao-tui"):
        await a_review(second)
    order = await lost(first)
    second.trading.finalized_at = 99_999
    await second.desk.reconcile()
    assert second.desk.orders == (order,)
    assert first.journal.orders(order.genesis) == (order,)


async def test_the_second_instance_takes_over_when_the_first_has_gone(tmp_path: Path) -> None:
    first, second = await connected(tmp_path), await connected(tmp_path)
    assert first.desk.read_only == ""
    assert second.desk.read_only
    order = await lost(first)
    await first.desk.close()
    assert second.desk.read_only == ""
    assert second.desk.open_order(PRACTICE_ADDRESS) == order


async def test_two_instances_with_two_accounts_do_not_hinder_each_other(tmp_path: Path) -> None:
    first = await connected(tmp_path, accounts=[an_account()])
    second = await connected(tmp_path, accounts=[an_account()])
    second.session.choose(ALICE)
    assert (first.desk.read_only, second.desk.read_only) == ("", "")


async def test_a_damaged_journal_stops_trading_until_it_was_seen(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    await world.desk.close()
    journal = world.parts.settings.places.journal
    journal.write_bytes(b"damaged" * 1000)
    world = await connected(tmp_path)
    assert "cannot be used" in world.desk.read_only
    with pytest.raises(NotPlaced, match="cannot be used"):
        await a_review(world)
    world.desk.acknowledge()
    assert world.desk.read_only == ""
    assert (await a_review(world)).intent.amount == Tao.parse("10")


async def test_an_entry_that_cannot_be_read_stops_trading_until_it_was_seen_and_hides_no_open_order(
    tmp_path: Path,
) -> None:
    world = await connected(tmp_path)
    order = await lost(world)
    await world.desk.close()
    record = order_rows.record_of(replace(order, id="spoilt"), (b"x",))
    content = ["{}" if column == "document" else value for column, value in zip(ORDER_COLUMNS, record.row, strict=True)]
    spoilt = order_rows.OrderRecord(with_checksum(tuple(content[:-1])), record.events)
    with sqlite3.connect(world.parts.settings.places.journal) as database:
        order_rows.insert(database, spoilt)
    database.close()
    world = await connected(tmp_path)
    assert "cannot be read" in world.desk.read_only
    world.desk.acknowledge()
    await world.desk.reconcile()
    assert world.desk.read_only == ""
    assert world.desk.open_order(PRACTICE_ADDRESS) is not None
    assert [known.id for known in world.desk.orders] == [order.id]


_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from dtao_tui.records import account_locks
from tests.fakes import HOTKEY, a_world
from tests.quoting import a_ticket

async def main(home, moment):
    account_locks._SCOPE = home
    world = a_world(Path(home))
    await world.market.connect()
    broadcast = world.trading.broadcast

    async def dying(extrinsic):
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        async for progress in broadcast(extrinsic):
            os.kill(os.getpid(), signal.SIGKILL)
            yield progress

    world.trading.broadcast = dying
    ticket = a_ticket("stake", world.market.current.subnets[7].id, HOTKEY, "10", "2")
    draft = world.desk.draft(ticket, world.market.current)
    async for order in world.desk.place(await world.desk.review(draft, world.market.current)):
        print(order.extrinsic.hash, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


def kill_around_the_broadcast(home: Path, moment: str) -> None:
    """A process of its own places an order and is killed without warning."""
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(home), moment],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("has_landed", [True, False])
async def test_a_kill_around_the_broadcast_never_trades_twice(tmp_path: Path, moment: str, has_landed: bool) -> None:
    kill_around_the_broadcast(tmp_path, moment)
    world = await connected(tmp_path, snapshot=a_snapshot(48_220))
    (order,) = world.desk.orders
    assert order.state is OrderState.SIGNED
    assert world.journal.extrinsics(order.id)
    assert world.desk.read_only == ""
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await a_review(world)
    if has_landed:
        land(world, order, 48_214, received=Alpha(5, 7))
    (resolved,) = await world.desk.reconcile()
    assert resolved.state is (OrderState.FINAL if has_landed else OrderState.UNKNOWN)
    world.market.grow(100)
    world.clock.turn(ERA_SECONDS)
    await world.desk.reconcile()
    assert world.desk.orders[0].state is (OrderState.FINAL if has_landed else OrderState.EXPIRED)
    assert (world.trading.sent, world.signer.signed) == ([], [])
