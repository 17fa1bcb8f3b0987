"""Placing an order in the app."""

from textual.pilot import Pilot

from dtao_tui.screens.orders.order_progress import ProgressScreen
from tests.fakes import World
from tests.screen import until, until_said
from tests.screens.orders.reviews import a_review, armed


async def place(pilot: Pilot[None], world: World) -> None:
    """Confirm a review; the box that follows it is on top."""
    review = await a_review(world)
    await pilot.app.push_screen(ProgressScreen(world.desk.place(review), review, world.parts))
    await until(pilot, lambda: isinstance(pilot.app.screen, ProgressScreen))


async def confirm_an_order(pilot: Pilot[None]) -> None:
    """In an open ticket, type an amount and confirm the review."""
    await pilot.press(*"12.5")
    await until_said(pilot, "✓ chain")
    await pilot.press("enter")
    await until_said(pilot, "to sign, type y")
    await armed(pilot)
    await pilot.press("y")
