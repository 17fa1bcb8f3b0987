"""Placing an order at a desk of fakes."""

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.trading.order_review import Review
from tests.fakes import World


async def placed(world: World, review: Review) -> list[Order]:
    """The order's states, until it has ended or its node no longer reports on it."""
    states: list[Order] = []
    async for order in world.desk.place(review):
        states.append(order)
        if order.state in (OrderState.UNKNOWN, OrderState.HELD):
            break
    return states
