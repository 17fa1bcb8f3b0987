"""An order is signed once, on disk before it is sent, and followed to its end whoever listens."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.intents import Unstake
from dtao_tui.ports.errors import MetadataUnverifiable, NotConnected, Refused
from dtao_tui.ports.extrinsics import Outcome, Progress, Stage
from dtao_tui.records.orders.journal import Journal
from dtao_tui.trading.order_review import NotPlaced
from tests.fakes import (
    ALICE,
    GENESIS,
    PASSWORD,
    PRACTICE_ADDRESS,
    World,
    a_holding,
    a_snapshot,
    a_stake,
    a_world,
    an_account,
    until,
)
from tests.reviewing import a_review, a_ticket_on_7, connected, placed, stations


@pytest.fixture
async def world(tmp_path: Path) -> World:
    return await connected(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake()])]))


async def test_a_stake_goes_from_signature_to_finality_and_tells_what_was_paid(world: World) -> None:
    review = await a_review(world)
    states = await placed(world, review)
    assert stations(states) == ["signed", "sent", "in block", "final"]
    final = states[-1]
    assert final.filled is not None
    assert final.filled.paid == Tao.parse("10")
    assert final.filled.received == review.quote.receives
    assert final.quoted.flows == review.quote.flows(PRACTICE_ADDRESS, PRACTICE_ADDRESS)
    assert final.settlement is not None
    assert set(final.settlement.flows) == set(final.quoted.flows)
    assert final.block == world.market.current.block + 1
    assert [name for name, _ in final.steps] == ["signed", "sent", "in block", "final"]
    assert world.desk.orders == (final,)
    assert world.desk.session_order_count == 1
    assert world.trading.sent == [world.signer.signed[0].extrinsic]


async def test_the_whole_position_is_sold_with_a_limit(world: World) -> None:
    review = await a_review(world, a_ticket_on_7("unstake", "max"))
    assert isinstance(review.intent, Unstake)
    assert review.decoded.call.name == "remove_stake_full_limit"
    assert dict(review.decoded.call.arguments)["limit_price"] == review.quote.limit_price.rao
    final = (await placed(world, review))[-1]
    assert final.state is OrderState.FINAL
    assert final.pays == Alpha.parse("120", 7)


async def test_a_runtime_that_cannot_verify_its_metadata_is_told_and_nothing_is_tried_again(world: World) -> None:
    world.trading.script = [MetadataUnverifiable("This runtime cannot verify the metadata.", "CannotLookup")]
    refused = (await placed(world, await a_review(world)))[-1]
    assert refused.state is OrderState.UNKNOWN
    assert refused.sentence.startswith("The endpoint refused it: “This runtime cannot verify the metadata.”")
    assert (len(world.signer.signed), len(world.trading.sent)) == (1, 1)


async def test_a_review_is_placed_once_however_often_it_is_confirmed(world: World) -> None:
    review = await a_review(world)
    first, second = world.desk.place(review), world.desk.place(review)
    assert [order async for order in first][-1].state is OrderState.FINAL
    with pytest.raises(NotPlaced, match="placed already"):
        _ = [order async for order in second]
    assert len(world.signer.signed) == 1
    assert len(world.trading.sent) == 1


async def test_a_second_order_waits_for_the_first(world: World) -> None:
    world.trading.gates[Stage.IN_BLOCK] = asyncio.Event()
    first, second = await a_review(world), await a_review(world)
    listening = asyncio.create_task(placed(world, first))
    await until(lambda: [o.state for o in world.desk.orders] == [OrderState.SENT])
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await placed(world, second)
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await a_review(world)
    world.trading.gates[Stage.IN_BLOCK].set()
    assert (await listening)[-1].state is OrderState.FINAL
    assert len(world.signer.signed) == 1
    await a_review(world)


async def test_an_order_goes_on_though_nobody_listens_any_more(world: World) -> None:
    world.trading.gates[Stage.IN_BLOCK] = asyncio.Event()
    review = await a_review(world)
    listener = asyncio.create_task(placed(world, review))
    await until(lambda: bool(world.trading.sent))
    listener.cancel()
    await asyncio.gather(listener, return_exceptions=True)
    world.trading.gates[Stage.IN_BLOCK].set()
    await until(lambda: world.desk.orders[0].state is OrderState.FINAL)
    assert world.journal.orders(GENESIS)[0].state is OrderState.FINAL


async def test_an_order_is_on_disk_before_it_is_sent(world: World, tmp_path: Path) -> None:
    seen: list[tuple[Order, ...]] = []
    broadcast = world.trading.broadcast

    def spying(extrinsic: bytes) -> AsyncIterator[Progress]:
        seen.append(Journal(world.parts.settings.places.journal).orders(GENESIS))
        return broadcast(extrinsic)

    world.trading.broadcast = spying  # type: ignore[method-assign]  # the moment of sending is what is looked at
    await placed(world, await a_review(world))
    ((on_disk,),) = seen
    assert on_disk.state is OrderState.SIGNED
    assert world.journal.extrinsics(on_disk.id) == (world.trading.sent[0],)


async def test_the_pools_refusal_proves_nothing_and_the_account_waits(world: World) -> None:
    world.trading.script = [Refused("The price moved past the limit.", "SlippageTooHigh")]
    refused = (await placed(world, await a_review(world)))[-1]
    assert refused.state is OrderState.UNKNOWN
    assert refused.sentence.startswith("The endpoint refused it: “The price moved past the limit.” That proves nothing")
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await a_review(world)


@pytest.mark.parametrize("trouble", [Refused("No.", "Stale"), NotConnected("The connection is lost.")])
async def test_what_a_node_says_after_it_took_an_order_ends_nothing(world: World, trouble: Exception) -> None:
    world.trading.script = [Stage.READY, trouble]
    states = await placed(world, await a_review(world))
    assert stations(states) == ["signed", "sent", "unknown"]
    assert world.desk.open_order(PRACTICE_ADDRESS) == states[-1]


async def test_a_refusal_in_the_block_costs_the_fee_and_says_so(world: World) -> None:
    world.trading.next_outcome = Outcome(
        0, "", succeeded=False, error="SlippageTooHigh", sentence="The price moved past the limit."
    )
    states = await placed(world, await a_review(world))
    assert [order.state for order in states][-2:] == [OrderState.IN_BLOCK, OrderState.REFUSED]
    assert states[-1].filled is None
    assert "only the network's fee was paid" in states[-1].sentence


async def test_a_dropped_block_puts_the_order_back_among_the_sent(world: World) -> None:
    elsewhere = Progress(Stage.IN_BLOCK, "0xfork")
    world.trading.script = [Stage.IN_BLOCK, Stage.RETRACTED, Stage.IN_BLOCK, Stage.FINAL]
    states = await placed(world, await a_review(world))
    assert stations(states) == ["signed", "in block", "sent", "in block", "final"]
    world.trading.script = [elsewhere]
    lost = (await placed(world, await a_review(world)))[-1]
    assert lost.state is OrderState.UNKNOWN
    assert "does not hold it" in lost.sentence


@pytest.mark.parametrize("stage", [Stage.DROPPED, Stage.USURPED, Stage.INVALID])
async def test_a_node_that_lets_an_order_go_has_not_decided_it(world: World, stage: Stage) -> None:
    world.trading.script = [Stage.READY, stage]
    final = (await placed(world, await a_review(world)))[-1]
    assert final.state is OrderState.UNKNOWN
    assert world.desk.open_order(PRACTICE_ADDRESS) == final


async def test_no_password_is_in_the_journal(tmp_path: Path) -> None:
    world = a_world(
        tmp_path, has_practice=False, accounts=[an_account()], snapshot=a_snapshot(holdings=[a_holding(ALICE)])
    )
    await world.market.connect()
    await world.session.unlock(PASSWORD)
    await placed(world, await a_review(world))
    await world.desk.close()
    assert PASSWORD.encode() not in world.parts.settings.places.journal.read_bytes()
    assert PASSWORD not in repr(world.desk.__dict__)


async def test_an_orders_time_begins_with_its_signature_not_with_its_review(world: World) -> None:
    review = await a_review(world)
    world.trading.finalized_at = review.unsigned.era_block + 9
    (first, *_) = await placed(world, review)
    assert first.extrinsic.era_block == review.unsigned.era_block + 9
    (signed,) = world.signer.signed
    assert replace(signed.unsigned, era_block=review.unsigned.era_block, era_hash=review.unsigned.era_hash) == (
        review.unsigned
    )
