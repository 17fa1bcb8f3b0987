"""What becomes of tickets, reviews and orders when another subnet takes the number."""

from pathlib import Path

import pytest

from dtao_tui.services.trading_desk import NotPlaced, Review
from tests import reviewing
from tests.fakes import HOTKEY, World, a_holding, a_snapshot, a_stake, a_subnet, a_world
from tests.quoting import a_ticket
from tests.reviewing import placed

OLD, TAKEN_AT = a_subnet(7).id, 48_214


@pytest.fixture
async def world(tmp_path: Path) -> World:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake()])]))
    await world.market.connect()
    return world


async def a_review(world: World) -> Review:
    return await reviewing.a_review(world, a_ticket("stake", OLD, HOTKEY, "10", "2"))


def change_hands(world: World) -> None:
    world.market.grow(subnets={0: a_subnet(0), 7: a_subnet(7, name="newcomer", registered_at=TAKEN_AT)})


async def test_a_review_is_refused_once_another_subnet_has_the_number(world: World) -> None:
    review = await a_review(world)
    change_hands(world)
    with pytest.raises(NotPlaced, match=r"Another subnet has taken number 7 since block 48,214\."):
        await placed(world, review)
    assert world.signer.signed == []
    assert world.desk.orders == ()


async def test_a_review_of_a_subnet_that_is_gone_is_refused(world: World) -> None:
    review = await a_review(world)
    world.market.grow(subnets={0: a_subnet(0)})
    with pytest.raises(NotPlaced, match=r"Subnet 7 is gone\."):
        await placed(world, review)
    assert world.signer.signed == []


async def test_a_ticket_for_the_old_subnet_is_no_ticket_for_the_new_one(world: World) -> None:
    change_hands(world)
    draft = world.desk.draft(a_ticket("stake", OLD, HOTKEY, "10", "2"), world.market.current)
    assert (draft.intent, draft.quote, draft.is_complete) == (None, None, False)
    assert draft.sentence == "Another subnet has taken number 7 since block 48,214."
    assert [(check.name, check.passed) for check in draft.checks] == [("subnet", False)]
    with pytest.raises(NotPlaced, match="Another subnet"):
        await world.desk.review(draft, world.market.current)


async def test_an_order_keeps_the_subnet_it_was_placed_on(world: World) -> None:
    await placed(world, await a_review(world))
    change_hands(world)
    (order,) = world.desk.orders
    assert (order.subnet, order.name) == (OLD, "subnet7")
    assert world.market.current.trouble_with(order.subnet) == "Another subnet has taken number 7 since block 48,214."
