"""Wrong passwords are counted, and after a few the next try has to wait."""

import math
from collections.abc import Callable

FREE_TRIES = 5
LONGEST_WAIT = 30.0


class Attempts:
    """Wrong passwords of each account since this program was started."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong: dict[str, int] = {}
        self._open_at: dict[str, float] = {}

    def wait(self, address: str) -> str | None:
        """How long the next try has to wait, as a sentence, or None where it may be made now."""
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
        """Forget the wrong ones."""
        self._wrong.pop(address, None)
        self._open_at.pop(address, None)
