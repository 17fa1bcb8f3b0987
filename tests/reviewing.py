"""Reviews of orders as a desk makes them, and the states that placing one goes through."""

from pathlib import Path

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.trading.order_review import Review
from dtao_tui.trading.ticket.ticket_draft import Ticket
from tests.fakes import HOTKEY, PASSWORD, World, a_subnet, a_world
from tests.quoting import a_ticket


async def connected(tmp_path: Path, **wanted: object) -> World:
    """The world of the fakes, connected to its chain."""
    world = a_world(tmp_path, **wanted)
    await world.market.connect()
    return world


def a_ticket_on_7(kind: str = "stake", amount: str = "10", hotkey: str | None = HOTKEY) -> Ticket:
    """A ticket for subnet 7 with a tolerance of two per cent."""
    return a_ticket(kind, a_subnet(7).id, hotkey, amount, "2")


async def a_review(world: World, ticket: Ticket | None = None, snapshot: Snapshot | None = None) -> Review:
    """The review of a ticket, or of a stake of ten TAO, at the market's current block."""
    at = snapshot or world.market.current
    return await world.desk.review(world.desk.draft(ticket or a_ticket_on_7(), at), at)


async def placed(world: World, review: Review) -> list[Order]:
    """The order's states, until it has ended or its node no longer reports on it; the password is typed if need be."""
    if review.password_reason is not None:
        await world.desk.prove_password(review, PASSWORD)
    states: list[Order] = []
    async for order in world.desk.place(review):
        states.append(order)
        if order.state in (OrderState.UNKNOWN, OrderState.HELD):
            break
    return states


def stations(states: list[Order]) -> list[str]:
    """The states without repetition; the rehearsal is told in the state that the signature brought."""
    values = [order.state.value for order in states]
    return [value for at, value in enumerate(values) if at == 0 or value != values[at - 1]]
