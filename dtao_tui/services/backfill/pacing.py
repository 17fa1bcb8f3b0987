"""Pace of requests to an archive: so many a second and no more, slower after it asked for that, and pauses."""

import asyncio
import time
from collections.abc import Awaitable, Callable

SLOWEST_PART = 8
"""At most so many times as slow as was asked for."""

Sleep = Callable[[float], Awaitable[None]]


class Pace:
    """Gives each request its turn."""

    def __init__(self, rate: float, sleep: Sleep = asyncio.sleep, now: Callable[[], float] = time.monotonic) -> None:
        """`rate` is in requests a second."""
        self._gap = self._shortest = 1 / rate
        self._sleep = sleep
        self._now = now
        self._next = float("-inf")
        self._open = asyncio.Event()
        self._open.set()
        self._paused_at: float | None = None
        self._paused_seconds = 0.0

    @property
    def paused_seconds(self) -> float:
        """How long it was paused in all."""
        return self._paused_seconds + (0.0 if self._paused_at is None else self._now() - self._paused_at)

    @property
    def is_paused(self) -> bool:
        """Whether requests wait until `resume`."""
        return not self._open.is_set()

    async def turn(self) -> None:
        """Return when the next request may go out. Requests that wait at once get turns one after the other."""
        await self._open.wait()
        now = self._now()
        at = max(self._next, now)
        self._next = at + self._gap
        if at > now:
            await self._sleep(at - now)

    def slow_down(self) -> None:
        """Ask half as often from now on: the endpoint wants that."""
        self._gap = min(self._gap * 2, self._shortest * SLOWEST_PART)

    def pause(self) -> None:
        """Let no request go out."""
        self._open.clear()
        self._paused_at = self._now() if self._paused_at is None else self._paused_at

    def resume(self) -> None:
        """Let requests go out again."""
        self._paused_seconds, self._paused_at = self.paused_seconds, None
        self._open.set()
