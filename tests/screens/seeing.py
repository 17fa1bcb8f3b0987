"""What a person sees and does: the text on the screen, and waiting for it instead of sleeping."""

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual import events
from textual.app import App
from textual.pilot import Pilot

from dtao_tui.app import DtaoApp
from tests.fakes import World


def seen(app: App[None]) -> str:
    """All text on the screen, line by line, as it stands."""
    # The screenshot that Textual offers says the same, in ten times the time.
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def said(app: App[None]) -> str:
    """The text on the screen with single spaces, for reading words instead of columns."""
    return "\n".join(re.sub(" +", " ", line).strip() for line in seen(app).splitlines())


async def until(pilot: Pilot[None], condition: Callable[[], bool], seconds: float = 6.0) -> None:
    """Let the app go on until the condition holds; fail when it does not come true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"it did not happen within {seconds} s; on the screen was:\n{seen(pilot.app)}")


async def until_seen(pilot: Pilot[None], *words: str) -> str:
    """Wait until all these words are on the screen; gives what it says."""
    await until(pilot, lambda: all(word in said(pilot.app) for word in words))
    return said(pilot.app)


async def write(pilot: Pilot[None], text: str, *keys: str) -> None:
    """Put text into the focused field at once, as a paste does, then press keys; pressing each letter takes longer."""
    focused = pilot.app.screen.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await pilot.pause()
    await pilot.press(*keys)


@asynccontextmanager
async def at_the_desk(world: World, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[None]]:
    """The app on these parts, its first block shown."""
    app = DtaoApp(world.parts)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.snapshot is not None)
        await pilot.pause()
        yield pilot
