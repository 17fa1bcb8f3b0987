"""What journeys are played on: a practice node of their own, and the eyes and fingers of a person."""

import asyncio
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from dtao_tui.app import DtaoApp
from dtao_tui.cli.composition import joined
from dtao_tui.settings import Folders, load, prepare
from tests.screen import seen

BLOCK_SECONDS = 0.5
PATIENCE_SECONDS = 30.0
SETTLE_SECONDS = 0.25


@contextmanager
def node(*options: str, block_seconds: float = BLOCK_SECONDS) -> Iterator[str]:
    """A practice node in a process of its own; its address."""
    pace = ["--block-time", str(block_seconds)]
    command = [sys.executable, "-m", "dtao_tui", "practice", "--port", "0", *pace, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def announce(places: Folders, address: str) -> None:
    """Make this node the one that a practice session joins."""
    places.practice.write_text(json.dumps({"address": address, "pid": os.getpid()}))


class Person:
    """Someone at the keyboard of the app."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self._pilot = pilot

    @property
    def focused_id(self) -> str | None:
        """The id of what has the cursor."""
        focused = self._pilot.app.screen.focused
        return focused.id if focused else None

    async def presses(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self._pilot.press(*keys)

    async def pauses(self) -> None:
        """Wait until the app has nothing to do."""
        await self._pilot.pause()
        await asyncio.sleep(0)

    async def pastes(self, text: str) -> None:
        """Put a text into the focused field at once."""
        focused = self._pilot.app.screen.focused
        assert focused is not None
        focused.post_message(events.Paste(text))
        await self._pilot.pause()

    async def types(self, text: str) -> None:
        """Type a text."""
        await self._pilot.press(*("space" if key == " " else key for key in text))

    async def sees(self, *words: str, within: float = PATIENCE_SECONDS) -> str:
        """Wait until all the words are on the screen; the screen. Fails with what was there instead."""
        deadline = time.monotonic() + within
        while True:
            await self._pilot.pause()
            screen = seen(self._pilot.app)
            missing = [word for word in words if word not in screen]
            if not missing:
                return screen
            if time.monotonic() > deadline:
                pytest.fail(f"{missing} did not appear within {within:g} s on:\n{screen}")
            await asyncio.sleep(0.05)

    async def misses(self, word: str, within: float = PATIENCE_SECONDS) -> None:
        """Wait until the word has gone from the screen. Fails with the screen."""
        deadline = time.monotonic() + within
        while word in (screen := seen(self._pilot.app)):
            if time.monotonic() > deadline:
                pytest.fail(f"“{word}” was still there after {within:g} s:\n{screen}")
            await self._pilot.pause()
            await asyncio.sleep(0.05)


class Terminal:
    """A real terminal: tmux around one command."""

    def __init__(self, command: str, folder: Path, environment: dict[str, str], size: tuple[int, int]) -> None:
        self._socket = f"dtao-{uuid.uuid4().hex[:8]}"
        self._base = ["tmux", "-L", self._socket, "-f", os.devnull]
        width, height = map(str, size)
        start = ["new-session", "-d", "-s", "journey", "-x", width, "-y", height, "-c", str(folder), command]
        subprocess.run([*self._base, *start], env=environment, check=True, timeout=20)

    def presses(self, *keys: str) -> None:
        """Press keys by their tmux names, each when the screen has settled after the one before."""
        for key in keys:
            self._tmux("send-keys", "-t", "journey", key)
            self.settles()

    def types(self, text: str) -> None:
        """Type a text as it is."""
        self._tmux("send-keys", "-t", "journey", "-l", text)

    def fills_in(self, text: str) -> None:
        """Type into the field that has the focus and go on to the next, at the pace of a person."""
        self.types(text)
        self.settles()
        self.presses("Enter")

    def settles(self) -> None:
        """Wait until the screen has not changed for a moment, but for the top line with its clock."""
        before = ""
        while (now := self._tmux("capture-pane", "-t", "journey", "-p", "-e", "-S", "1")) != before:
            before = now
            time.sleep(SETTLE_SECONDS)

    def screen(self) -> str:
        """What the terminal shows."""
        return self._tmux("capture-pane", "-t", "journey", "-p")

    def buffers(self) -> str:
        """What a program has put on the clipboard."""
        return self._tmux("list-buffers")

    def title(self) -> str:
        """What a program has named the pane."""
        return self._told("pane_title")

    def sees(self, *words: str, within: float = PATIENCE_SECONDS) -> str:
        """Wait until all the words are on the screen; the screen. Fails with what was there instead."""
        deadline = time.monotonic() + within
        while True:
            screen = self.screen()
            missing = [word for word in words if word not in screen]
            if not missing:
                return screen
            if time.monotonic() > deadline:
                pytest.fail(f"{missing} did not appear within {within:g} s on:\n{screen}")
            time.sleep(0.1)

    def misses(self, word: str, within: float = PATIENCE_SECONDS) -> None:
        """Wait until the word has gone from the screen. Fails with the screen."""
        deadline = time.monotonic() + within
        while word in (screen := self.screen()):
            if time.monotonic() > deadline:
                pytest.fail(f"“{word}” was still there after {within:g} s:\n{screen}")
            time.sleep(0.1)

    def records(self, file: Path) -> None:
        """Write every byte that the terminal receives from now on to this file."""
        self._tmux("pipe-pane", "-t", "journey", "-o", f"cat > {shlex.quote(str(file))}")

    def shell(self) -> int:
        """The process id of the terminal's shell."""
        return int(self._told("pane_pid"))

    def is_plain(self) -> bool:
        """Whether the terminal is as a shell expects it: first screen, cursor shown, mouse not reported."""
        return self._told("alternate_on,cursor_flag,mouse_any_flag") == "0,1,0"

    def history(self) -> str:
        """What the terminal shows and what has scrolled out of it."""
        return self._tmux("capture-pane", "-t", "journey", "-p", "-S", "-")

    def close(self) -> None:
        """End the terminal and what runs in it."""
        subprocess.run([*self._base, "kill-server"], check=False, capture_output=True, timeout=20)

    def _told(self, variables: str) -> str:
        form = ",".join(f"#{{{name}}}" for name in variables.split(","))
        return self._tmux("display-message", "-t", "journey", "-p", form).strip()

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run([*self._base, *arguments], check=True, capture_output=True, text=True, timeout=20)
        return done.stdout


@contextmanager
def terminal(command: str, folder: Path, environment: dict[str, str], size: tuple[int, int]) -> Iterator[Terminal]:
    """A terminal that is closed at the end; skips where there is no tmux."""
    if shutil.which("tmux") is None:
        pytest.skip("needs tmux (Debian package tmux)")
    opened = Terminal(command, folder, environment, size)
    try:
        yield opened
    finally:
        opened.close()


@asynccontextmanager
async def a_desk(size: tuple[int, int], block_seconds: float = BLOCK_SECONDS) -> AsyncIterator[Person]:
    """The app on a practice node whose prices move by its own trades alone."""
    settings = load()
    prepare(settings.places)
    with node("--still", block_seconds=block_seconds) as address:
        announce(settings.places, address)
        with joined(settings) as parts:
            async with DtaoApp(parts).run_test(size=size, notifications=True) as pilot:
                yield Person(pilot)
