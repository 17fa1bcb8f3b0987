"""Timer that locks an unlocked key: minutes after the last key press, and hours after the unlock at the latest."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

IDLE_SECONDS = 5 * 60.0
LONGEST_SECONDS = 8 * 3600.0


def boot_seconds() -> float:
    """Seconds since the machine started, including the time it slept."""
    # The usual monotonic clock stands still while a laptop sleeps: on Linux both, elsewhere only time.monotonic().
    return time.clock_gettime(time.CLOCK_BOOTTIME if sys.platform == "linux" else time.CLOCK_MONOTONIC)


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits of an unlocked key, and the clock that measures them."""

    idle: float = IDLE_SECONDS
    """Seconds without a key press."""

    longest: float = LONGEST_SECONDS
    """Seconds since the unlock, regardless of key presses."""

    tick: float = 0.5
    """Seconds between two looks at the clock."""

    grace: float = 2.0
    """Seconds by which the signer's own limits are longer: a backstop if this process hangs."""

    clock: Callable[[], float] = boot_seconds


class IdleClock:
    """Counts the time left before the key is locked."""

    def __init__(self, idle: float, longest: float, clock: Callable[[], float] = boot_seconds) -> None:
        self._idle = idle
        self._clock = clock
        self._end = clock() + longest
        self._last = clock()

    def touch(self) -> None:
        """Restart the idle time after a key press; the time since the unlock runs on."""
        self._last = self._clock()

    def seconds_left(self) -> float:
        """Seconds before the key is locked, never below zero."""
        return max(0.0, min(self._last + self._idle, self._end) - self._clock())

    @property
    def is_over(self) -> bool:
        """Whether the key has to be locked now."""
        return self.seconds_left() <= 0
