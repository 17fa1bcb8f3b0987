"""Looking at the app as a person does: the characters on the screen, and waiting until something is there."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.app import App
from textual.pilot import Pilot

from dtao_tui.app import DtaoApp
from tests.fakes import World

PATIENCE_SECONDS = 8.0


def seen(app: App[None]) -> str:
    """The characters on the screen that is on top."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def line_with(app: App[None], words: str) -> str:
    """The first line on the screen that holds these words."""
    return next((line for line in seen(app).splitlines() if words in line), "")


async def until(pilot: Pilot[None], holds: Callable[[], bool], what: str = "") -> None:
    """Wait until it holds; fail with the screen if it does not in time."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"still waiting for {what or holds}:\n{seen(pilot.app)}")
        await pilot.pause()
        await asyncio.sleep(0.005)


async def until_seen(pilot: Pilot[None], words: str) -> None:
    """Wait until these words are on the screen."""
    await until(pilot, lambda: words in seen(pilot.app), f"“{words}”")


@asynccontextmanager
async def a_desk(world: World, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[None]]:
    """The app of this world with its first block on the screen."""
    app = DtaoApp(world.parts)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.snapshot is not None, "the first block")
        await pilot.pause()
        yield pilot
