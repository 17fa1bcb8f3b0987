"""The app with a ticket open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from tests.fakes import World
from tests.screen import a_desk, until


@asynccontextmanager
async def at_a_ticket(
    world: World, kind: str = "stake", size: tuple[int, int] = (120, 36), netuid: int = 7
) -> AsyncIterator[Pilot[None]]:
    async with a_desk(world, size) as pilot:
        await pilot.app.push_screen(SubnetScreen(netuid, kind))  # type: ignore[arg-type]  # a test names kinds as text
        await until(pilot, lambda: bool(pilot.app.screen.query(TicketDock)))
        await pilot.pause()
        yield pilot
    # The account's lock is one of the whole machine: without this the next test may find it taken.
    await world.parts.desk.close()
