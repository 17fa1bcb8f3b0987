"""Orders that are left open and looked for."""

from dataclasses import replace

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.orders.order import Order
from dtao_tui.ports.errors import FateUnknown
from dtao_tui.ports.extrinsics import Stage
from tests.fakes import NETWORK_FEE, World, a_trade, until
from tests.reviewing import a_review

ERA_SECONDS = 64 * 3.0

DROPPED = FateUnknown("The connection was lost after sending.")


async def lost(world: World, script: list[Stage | Exception] | None = None) -> Order:
    """Place an order whose connection is lost after sending."""
    world.trading.script = [*(script or [Stage.READY]), DROPPED]
    review = await a_review(world)
    world.desk.place(review)
    await until(lambda: bool(world.desk.orders) and not world.desk.is_followed(review.id))
    return next(order for order in world.desk.orders if order.id == review.id)


def land(world: World, order: Order, block: int, received: Alpha | None = None, **changes: object) -> None:
    """The chain includes the order in that block."""
    gets, fee = received or order.quoted.received, order.quoted.pool_fee
    assert fee is not None
    outcome = a_trade(order.owner, order.pays, gets, fee, NETWORK_FEE, block)
    world.trading.landed[order.extrinsic.hash] = replace(outcome, **changes)  # type: ignore[arg-type]  # any field
