"""A plan that the limit of 24 hours would stop on its way is told so before it is confirmed."""

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.plans.plan_events import PlanCompleted
from dtao_tui.trading.order_review import NotPlaced
from tests.fakes import World
from tests.guarding import limit
from tests.planning import a_plan
from tests.services.plans.carrying import begun, to_the_end


async def test_a_plan_beyond_what_the_day_leaves_is_refused_before_its_first_step(world: World) -> None:
    plan = a_plan("30", world.market.current)
    limit(world, order="12", day="29.999")
    with pytest.raises(NotPlaced, match=r"gives away up to 30.000 τ.*leaves 29.999 τ: it would stop on its way"):
        await world.plans.preview(plan, world.market.current)
    assert world.signer.signed == []


async def test_a_plan_within_the_day_is_signed_whole_and_uses_it_up(world: World) -> None:
    plan = a_plan("30", world.market.current)
    limit(world, order="12", day="30")
    await world.plans.preview(plan, world.market.current)
    done = await to_the_end(world, (await begun(world, plan)).id)
    assert isinstance(done.events[-1], PlanCompleted)
    allowance = world.desk.allowance(world.market.current.block)
    assert allowance is not None
    assert allowance.spending.used == Tao.parse("30")
    with pytest.raises(NotPlaced, match=r"leaves 0.000 τ"):
        await world.plans.preview(a_plan("3", world.market.current), world.market.current)
