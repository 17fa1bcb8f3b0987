"""Delays the next unlock after several wrong passwords, with growing pauses."""

import math
from collections.abc import Callable

FREE_TRIES = 5
LONGEST_WAIT = 30.0


class PasswordThrottle:
    """Counts wrong passwords per account since the program started."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong: dict[str, int] = {}
        self._open_at: dict[str, float] = {}

    def wait(self, address: str) -> str | None:
        """The sentence that says how long the next try has to wait, or None."""
        left = self._open_at.get(address, 0.0) - self._clock()
        if left <= 0:
            return None
        return f"{self._wrong[address]} wrong passwords. The next try is possible in {math.ceil(left)} s."

    def failed(self, address: str) -> None:
        """Count a wrong password: from the fifth on the pause is 1, 2, 4 … 30 seconds."""
        wrong = self._wrong.get(address, 0) + 1
        self._wrong[address] = wrong
        if wrong >= FREE_TRIES:
            self._open_at[address] = self._clock() + min(2.0 ** (wrong - FREE_TRIES), LONGEST_WAIT)

    def succeeded(self, address: str) -> None:
        """Reset the count of wrong passwords."""
        self._wrong.pop(address, None)
        self._open_at.pop(address, None)
