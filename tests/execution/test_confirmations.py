"""What changed between a review and its confirmation stops the signature."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.errors import NotConnected
from dtao_tui.ports.record_stores import JournalTrouble
from dtao_tui.trading.order_review import NotPlaced
from tests.fakes import (
    ALICE,
    PASSWORD,
    PRACTICE_ADDRESS,
    World,
    a_holding,
    a_snapshot,
    a_stake,
    a_world,
    an_account,
    some_facts,
)
from tests.reviewing import a_review, connected, placed


@pytest.fixture
async def world(tmp_path: Path) -> World:
    return await connected(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake()])]))


async def test_a_locked_wallet_signs_nothing(tmp_path: Path) -> None:
    world = a_world(
        tmp_path, has_practice=False, accounts=[an_account()], snapshot=a_snapshot(holdings=[a_holding(ALICE)])
    )
    await world.market.connect()
    review = await a_review(world)
    with pytest.raises(NotPlaced, match="locked"):
        await placed(world, review)
    assert world.trading.sent == []
    await world.session.unlock(PASSWORD)
    assert (await placed(world, review))[-1].state is OrderState.FINAL


async def test_a_key_that_locks_itself_during_the_review_signs_nothing(tmp_path: Path) -> None:
    snapshot = a_snapshot(holdings=[a_holding(ALICE)], block_seconds=600.0)
    world = a_world(tmp_path, has_practice=False, accounts=[an_account()], snapshot=snapshot)
    await world.market.connect()
    await world.session.unlock(PASSWORD)
    review = await a_review(world)
    world.clock.turn(301)
    with pytest.raises(NotPlaced, match="locked"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_an_account_that_fell_into_trouble_after_the_review_signs_nothing(world: World) -> None:
    review = await a_review(world)
    assert world.session.chosen is not None
    world.session.chosen = replace(world.session.chosen, trouble="Its key file is damaged.")
    with pytest.raises(NotPlaced, match="key file is damaged"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_a_stale_feed_signs_nothing(world: World) -> None:
    review = await a_review(world)
    world.clock.turn(10)
    with pytest.raises(NotPlaced, match="No new block"):
        await placed(world, review)
    world.market.grow()
    assert (await placed(world, review))[-1].state is OrderState.FINAL


async def test_a_review_left_lying_is_made_anew(world: World) -> None:
    review = await a_review(world)
    world.market.grow(41)
    with pytest.raises(NotPlaced, match="41 blocks old"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_an_upgrade_between_review_and_confirmation_signs_nothing(world: World) -> None:
    review = await a_review(world)
    world.market.chain_facts = some_facts(spec_version=426)
    with pytest.raises(NotPlaced, match="upgraded"):
        await placed(world, review)


async def test_another_chain_between_review_and_confirmation_signs_nothing(world: World) -> None:
    review = await a_review(world)
    world.market.chain_facts = some_facts(genesis="0x" + "cd" * 32)
    with pytest.raises(NotPlaced, match="another chain"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_a_lost_connection_before_the_confirmation_signs_nothing(world: World) -> None:
    review = await a_review(world)
    await world.market.close()
    with pytest.raises(NotConnected):
        await placed(world, review)
    assert world.signer.signed == []


async def test_another_wallet_chosen_in_the_meantime_signs_nothing(tmp_path: Path) -> None:
    world = a_world(tmp_path, accounts=[an_account()])
    await world.market.connect()
    review = await a_review(world)
    world.session.choose(ALICE)
    with pytest.raises(NotPlaced, match="Another account"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_an_endpoint_that_goes_back_behind_the_review_gets_no_signature(world: World) -> None:
    review = await a_review(world)
    world.trading.finalized_at = review.unsigned.era_block - 1
    with pytest.raises(NotPlaced, match="older than at the review"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_a_journal_that_fails_after_the_review_stops_the_order(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_order: Order) -> None:
        raise JournalTrouble("The disk is full.")

    first, second = await a_review(world), await a_review(world)
    monkeypatch.setattr(world.journal, "append", fails)
    assert (await placed(world, first))[-1].state is OrderState.FINAL
    with pytest.raises(NotPlaced, match="disk is full"):
        await placed(world, second)
    assert len(world.signer.signed) == 1


async def test_what_cannot_be_written_down_is_not_sent(world: World) -> None:
    review = await a_review(world)
    world.journal.close()
    with pytest.raises(NotPlaced, match="Nothing was sent"):
        await placed(world, review)
    assert world.trading.sent == []
    assert world.desk.orders == ()
    assert world.desk.open_order(PRACTICE_ADDRESS) is None


async def test_a_signer_that_signs_something_else_is_not_followed(world: World) -> None:
    review = await a_review(world)
    other = replace(review, unsigned=replace(review.unsigned, call=review.unsigned.call.replace(b"10000", b"90000")))
    with pytest.raises(NotPlaced, match="something else"):
        await placed(world, other)
    assert world.trading.sent == []
