"""Keys that lead to a plan, and a world whose blocks come while one is under way."""

import asyncio

from textual.pilot import Pilot

from dtao_tui.app import DtaoApp
from dtao_tui.screens.plans.plan_screen import PlanScreen
from dtao_tui.widgets.trade.confirm import ConfirmBar
from tests.fakes import World
from tests.screen import said, until, until_said, write

ROUNDS = 400


async def a_marked_basket(pilot: Pilot[None], amount: str = "30") -> None:
    """Mark the first three rows and type what to pay for them."""
    await pilot.press("g", "space", "j", "space", "j", "space", "B")
    await until_said(pilot, "Basket", "Type what to pay")
    await write(pilot, amount)
    await until_said(pilot, "of all orders")


async def shown_whole(pilot: Pilot[None]) -> PlanScreen:
    """The plan of the open dock on its own screen, where the word counts by now."""
    await pilot.press("enter")
    await until_said(pilot, "to sign all")
    screen = pilot.app.screen
    assert isinstance(screen, PlanScreen)
    await until(pilot, lambda: screen.query_one(ConfirmBar).is_ready, "the word to count")
    return screen


async def blocks_until(pilot: Pilot[None], world: World, *words: str) -> None:
    """Blocks, until all these words are on the screen."""
    app = pilot.app
    assert isinstance(app, DtaoApp)
    for _ in range(ROUNDS):
        if all(word in said(app) for word in words):
            return
        world.market.grow(seen_at=world.clock.now())
        await pilot.pause()
        await asyncio.sleep(0.005)
    await until_said(pilot, *words)
