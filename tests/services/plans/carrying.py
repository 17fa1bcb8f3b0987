"""Plans that are carried out on the fakes' market, whose blocks come whenever a plan waits for one."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.plans.plan import Plan
from dtao_tui.domain.plans.plan_events import PlanConfirmed
from dtao_tui.domain.plans.plan_record import PlanRecord
from tests.fakes import World
from tests.planning import a_plan

ROUNDS = 400


def confirmed(world: World, **changes: object) -> PlanConfirmed:
    """A confirmation now."""
    return replace(PlanConfirmed(at=world.clock.wall()), **changes)  # type: ignore[arg-type]  # builders take any field


async def begun(world: World, plan: Plan | None = None, **changes: object) -> PlanRecord:
    """A plan of this world's block that was confirmed and begins."""
    await world.plans.observe(world.market.current)
    return await world.plans.begin(plan or a_plan(snapshot=world.market.current), confirmed(world, **changes))


async def next_block(world: World, change: Callable[[Snapshot], Snapshot] | None = None) -> None:
    """One more block, seen by the plan desk."""
    grown = world.market.grow()
    if change is not None:
        world.market.show(change(grown))
    world.clock.turn(3.0)
    world.market.show(replace(world.market.current, seen_at=world.clock.now()))
    await world.plans.observe(world.market.current)


async def to_the_end(world: World, plan_id: str) -> PlanRecord:
    """The plan once nothing more happens to it; blocks come meanwhile."""
    for _ in range(ROUNDS):
        if world.plans.running is None:
            break
        await asyncio.sleep(0.005)
        await next_block(world)
    assert world.plans.running is None, "the plan goes on and on"
    return record_of(world, plan_id)


def record_of(world: World, plan_id: str) -> PlanRecord:
    """The plan as it is recorded now."""
    return next(record for record in world.plans.plans if record.id == plan_id)


def with_price(snapshot: Snapshot, netuid: int, parts_per_thousand: int) -> Snapshot:
    """The block with a pool whose TAO reserve, and price, is this many thousandths of what it was."""
    subnet = snapshot.subnets[netuid]
    pool = replace(
        subnet.pool, tao_in=replace(subnet.pool.tao_in, rao=subnet.pool.tao_in.rao * parts_per_thousand // 1000)
    )
    changed = replace(subnet, pool=pool, price=pool.price)
    return replace(snapshot, subnets={**snapshot.subnets, netuid: changed})


def with_holdings(snapshot: Snapshot, holdings: Holdings) -> Snapshot:
    """The block in which the account holds this."""
    return replace(snapshot, holdings={**snapshot.holdings, holdings.address: holdings})
