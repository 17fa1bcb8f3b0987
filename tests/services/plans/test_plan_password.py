"""A plan's password is typed once for all its steps, and for nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.plans.plan_events import PlanStopped
from dtao_tui.ports.errors import WrongPassword
from dtao_tui.trading.order_review import NotPlaced
from dtao_tui.trading.spend_guard import PasswordReason
from tests.fakes import ALICE, PASSWORD, PRACTICE_ADDRESS, World, a_holding, a_snapshot, an_account
from tests.guarding import limit
from tests.planning import a_plan
from tests.reviewing import a_review, connected
from tests.services.plans.carrying import begun, to_the_end


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    holdings = (a_holding(PRACTICE_ADDRESS, "1000"), a_holding(ALICE, "1000"))
    made = await connected(
        tmp_path, accounts=[an_account("trader", ALICE)], has_practice=False, snapshot=a_snapshot(holdings=holdings)
    )
    await made.session.unlock(PASSWORD)
    await made.plans.learn_fees()
    limit(made, reauth_above="5")
    yield made
    await made.plans.close()


async def test_a_plan_is_large_by_all_that_it_trades_and_stops_where_nothing_was_typed(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    assert world.plans.password_reason(plan, world.market.current) is PasswordReason.LARGE
    record = await to_the_end(world, (await begun(world, plan)).id)
    assert record.done == 0
    stopped = record.events[-1]
    assert isinstance(stopped, PlanStopped)
    assert "password was not typed" in stopped.sentence
    assert world.signer.signed == []


async def test_one_typing_carries_all_steps_and_no_other_order(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    await world.plans.prove_password(plan, PASSWORD)
    record = await to_the_end(world, (await begun(world, plan)).id)
    assert record.done == len(plan.steps) == 3
    assert {order.state for order in world.desk.orders} == {OrderState.FINAL}
    with pytest.raises(NotPlaced, match="password was not typed"):
        _ = [order async for order in world.desk.place(await a_review(world))]


async def test_a_password_for_one_plan_is_none_for_another(world: World) -> None:
    await world.plans.prove_password(a_plan("40", world.market.current), PASSWORD)
    record = await to_the_end(world, (await begun(world)).id)
    assert record.done == 0


async def test_a_wrong_password_proves_no_plan(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    with pytest.raises(WrongPassword):
        await world.plans.prove_password(plan, "something else")
    record = await to_the_end(world, (await begun(world, plan)).id)
    assert record.done == 0
