"""Orders that are left open and looked for."""

from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.orders.order_record import PlacedOrder
from dtao_tui.ports.extrinsics import Outcome
from dtao_tui.trading.order_review import Review
from tests.fakes import HOTKEY, NETWORK_FEE, World, a_hash, a_subnet, a_world
from tests.quoting import a_ticket

ERA_SECONDS = 64 * 3.0

TICKET = a_ticket("stake", a_subnet(7).id, HOTKEY, "10", "2")


async def connected(tmp_path: Path, **wanted: object) -> World:
    world = a_world(tmp_path, **wanted)
    await world.market.connect()
    return world


async def a_review(world: World) -> Review:
    return await world.desk.review(world.desk.draft(TICKET, world.market.current), world.market.current)


def land(world: World, order: PlacedOrder, block: int, **changes: object) -> None:
    """The chain includes the order in that block."""
    outcome = Outcome(
        block=block,
        block_hash=a_hash(block),
        succeeded=True,
        paid=order.pays,
        received=order.quoted.received,
        pool_fee=order.quoted.pool_fee,
        network_fee=NETWORK_FEE,
    )
    world.trading.landed[order.extrinsic_hash] = replace(outcome, **changes)  # type: ignore[arg-type]  # any field
