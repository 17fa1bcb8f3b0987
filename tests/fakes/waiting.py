"""Waiting for a condition on the event loop, and a clock that a test turns."""

import asyncio
from collections.abc import Callable

from dtao_tui.domain.orders.clock_readings import Moment


async def until(condition: Callable[[], bool], turns: int = 2000) -> None:
    """Let the loop turn until the condition holds; fails where it never does."""
    for turn in range(turns):
        if condition():
            return
        # Work in threads needs real time; work on the loop does not.
        await asyncio.sleep(0 if turn < turns // 2 else 0.005)
    raise AssertionError("what was waited for did not come")


class ManualClock:
    """Time that stands still until a test turns it."""

    def __init__(self, now: float = 100.0, wall: float = 1_780_000_000.0) -> None:
        self.time = now
        self.date = wall
        self.boot = "one"

    def now(self) -> float:
        return self.time

    def wall(self) -> float:
        return self.date

    def moment(self) -> Moment:
        return Moment(self.date, self.time, self.boot)

    def turn(self, seconds: float) -> None:
        """Let so much time pass."""
        self.time += seconds
        self.date += seconds
