"""The desk: what is reviewed is what is signed, once; and the journal tells what became of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders import UnstakeOrder
from dtao_tui.domain.placed import OrderState, PlacedOrder
from dtao_tui.domain.pool import Simulation
from dtao_tui.services.review import NotPlaced, Review
from dtao_tui.services.ticket import Kind, Ticket
from tests.fakes import (
    ALICE,
    HOTKEY,
    PASSWORD,
    PRACTICE_ADDRESS,
    World,
    a_holding,
    a_snapshot,
    a_stake,
    a_world,
    an_account,
)


def a_ticket(kind: Kind = "stake", amount: str = "10", hotkey: str | None = HOTKEY) -> Ticket:
    return Ticket(kind, 7, hotkey, amount, "2")


@pytest.fixture
async def world(tmp_path: Path) -> World:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake()])]))
    await world.market.connect()
    return world


async def a_review(world: World, ticket: Ticket | None = None) -> Review:
    snapshot = world.market.current
    return await world.desk.review(world.desk.draft(ticket or a_ticket(), snapshot), snapshot)


async def placed(world: World, review: Review) -> list[PlacedOrder]:
    return [order async for order in world.desk.place(review)]


async def test_a_stake_goes_from_signature_to_finality_and_tells_what_was_paid(world: World) -> None:
    review = await a_review(world)
    states = await placed(world, review)
    assert [order.state for order in states] == [
        OrderState.SIGNED,
        OrderState.SENT,
        OrderState.IN_BLOCK,
        OrderState.FINAL,
    ]
    final = states[-1]
    assert final.filled is not None
    assert final.filled.paid == Tao.parse("10")
    assert final.filled.received == review.quote.receives
    assert final.block == world.market.current.block + 1
    assert [name for name, _ in final.steps] == ["signed", "sent", "in block", "final"]
    assert world.desk.orders == (final,)
    assert world.desk.session_order_count == 1
    assert world.trading.sent == [world.signer.signed[0].extrinsic]


async def test_the_whole_position_is_sold_with_a_limit(world: World) -> None:
    review = await a_review(world, a_ticket("unstake", "max"))
    assert isinstance(review.order, UnstakeOrder)
    assert review.decoded.name == "remove_stake_full_limit"
    assert dict(review.decoded.arguments)["limit_price"] == review.quote.limit_price.rao
    final = (await placed(world, review))[-1]
    assert final.state is OrderState.FINAL
    assert final.pays == Alpha.parse("120", 7)


async def test_the_review_shows_what_the_signer_reads(world: World) -> None:
    review = await a_review(world)
    assert (review.decoded.pallet, review.decoded.name) == ("SubtensorModule", "add_stake_limit")
    assert dict(review.decoded.arguments) == {
        "hotkey": HOTKEY,
        "netuid": 7,
        "amount_staked": 10 * 10**9,
        "limit_price": review.quote.limit_price.rao,
        "allow_partial": False,
    }


@pytest.mark.parametrize(
    "forged",
    [
        {"hotkey": ALICE},
        {"netuid": 3},
        {"amount_staked": 11 * 10**9},
        {"limit_price": 10**15},
        {"allow_partial": True},
        {"allow_partial": 0},
        {"more": 1},
    ],
)
async def test_bytes_that_are_not_the_order_are_refused(world: World, forged: dict[str, object]) -> None:
    world.trading.composed_as = forged
    with pytest.raises(NotPlaced, match="The bytes to sign"):
        await a_review(world)
    assert world.signer.signed == []


async def test_a_chain_that_pays_something_else_is_refused_with_its_number(world: World) -> None:
    world.market.simulation = Simulation(tao_amount=9_994_965_000, alpha_amount=150 * 10**9, tao_fee=5_035_000)
    with pytest.raises(NotPlaced, match=r"The chain would pay 150\.000 γ, this quote says 199"):
        await a_review(world)
    draft = world.desk.draft(a_ticket(), world.market.current)
    check = await world.desk.chain_check(draft, world.market.current)
    assert (check.agrees, check.received_rao) == (False, 150 * 10**9)


async def test_a_chain_that_charges_another_fee_is_refused(world: World) -> None:
    draft = world.desk.draft(a_ticket(), world.market.current)
    assert draft.quote is not None
    world.market.simulation = replace(draft.quote.expected, tao_fee=draft.quote.expected.tao_fee + 1)
    with pytest.raises(NotPlaced, match="another fee"):
        await a_review(world)


async def test_a_chain_that_refuses_in_its_simulation_is_believed(world: World) -> None:
    world.market.simulation = Simulation()
    with pytest.raises(NotPlaced, match="simulation refuses"):
        await a_review(world)


async def test_a_hotkey_that_the_chain_does_not_know_is_refused(world: World) -> None:
    world.market.unknown_hotkeys.add(HOTKEY)
    with pytest.raises(NotPlaced, match="does not know this hotkey"):
        await a_review(world)
    draft = world.desk.draft(a_ticket(), world.market.current)
    assert [check.name for check in draft.checks if not check.passed] == ["hotkey"]


async def test_more_than_the_unlocked_stake_is_refused(world: World) -> None:
    world.market.locked_stake[(PRACTICE_ADDRESS, 7)] = Alpha.parse("100", 7)
    with pytest.raises(NotPlaced, match=r"20\.000 γ can be sold"):
        await a_review(world, a_ticket("unstake", "21"))
    assert (await a_review(world, a_ticket("unstake", "20"))).order.pays == Alpha.parse("20", 7)


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
