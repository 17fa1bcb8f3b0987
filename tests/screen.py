"""The screen as a person sees it: its characters, waiting for them instead of sleeping, and writing into fields."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual import events
from textual.app import App
from textual.pilot import Pilot

from dtao_tui.app import DtaoApp
from tests.fakes import World

PATIENCE_SECONDS = 8.0


def seen(app: App[None]) -> str:
    """The characters on the screen that is on top, line by line."""
    # The screenshot that Textual offers says the same, in ten times the time.
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def said(app: App[None]) -> str:
    """The text on the screen with single spaces, for reading words instead of columns."""
    return "\n".join(re.sub(" +", " ", line).strip() for line in seen(app).splitlines())


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


async def until_seen(pilot: Pilot[None], characters: str) -> None:
    """Wait until these characters are on the screen, blanks as they are."""
    await until(pilot, lambda: characters in seen(pilot.app), f"“{characters}”")


async def until_said(pilot: Pilot[None], *words: str) -> str:
    """Wait until all these words are on the screen, with single spaces; gives all that is said there."""
    await until(pilot, lambda: all(word in said(pilot.app) for word in words), f"“{words}”")
    return said(pilot.app)


async def write(pilot: Pilot[None], text: str, *keys: str) -> None:
    """Put text into the focused field at once, as a paste does, then press keys; pressing each letter takes longer."""
    focused = pilot.app.screen.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await pilot.pause()
    await pilot.press(*keys)


@asynccontextmanager
async def a_desk(world: World, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[None]]:
    """The app of this world with its first block on the screen."""
    app = DtaoApp(world.parts)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.snapshot is not None, "the first block")
        await pilot.pause()
        yield pilot
