"""Placing an order in the app."""

from textual.pilot import Pilot

from dtao_tui.screens.orders.order_progress import ProgressScreen
from tests.fakes import World
from tests.screen import until
from tests.screens.orders.reviews import a_review


async def place(pilot: Pilot[None], world: World) -> None:
    """Confirm a review; the box that follows it is on top."""
    review = await a_review(world)
    await pilot.app.push_screen(ProgressScreen(world.desk.place(review), review, world.parts))
    await until(pilot, lambda: isinstance(pilot.app.screen, ProgressScreen))
