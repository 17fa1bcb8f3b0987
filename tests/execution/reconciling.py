"""Orders that are left open and looked for."""

from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.orders.order import Order
from dtao_tui.trading.order_review import Review
from tests.fakes import HOTKEY, NETWORK_FEE, World, a_subnet, a_trade, a_world
from tests.quoting import a_ticket

ERA_SECONDS = 64 * 3.0

TICKET = a_ticket("stake", a_subnet(7).id, HOTKEY, "10", "2")


async def connected(tmp_path: Path, **wanted: object) -> World:
    world = a_world(tmp_path, **wanted)
    await world.market.connect()
    return world


async def a_review(world: World) -> Review:
    return await world.desk.review(world.desk.draft(TICKET, world.market.current), world.market.current)


def land(world: World, order: Order, block: int, received: Alpha | None = None, **changes: object) -> None:
    """The chain includes the order in that block."""
    gets, fee = received or order.quoted.received, order.quoted.pool_fee
    assert fee is not None
    outcome = a_trade(order.owner, order.pays, gets, fee, NETWORK_FEE, block)
    world.trading.landed[order.extrinsic.hash] = replace(outcome, **changes)  # type: ignore[arg-type]  # any field
