"""Schedule of garbage collections: full ones run only while no key is pressed.

With an app of 128 subnets a full collection walks 110,000 objects and blocks the screen for 30 to 60 ms; with the
survivors frozen (`gc.freeze`) it takes 4 to 8 ms.
"""

import gc

REST_SECONDS = 1
"""Seconds after the last key from which a pause is not noticed."""

LONG_REST_SECONDS = 60

WORTH_COLLECTING = 4
"""Collections of the second generation since the last full one that make a full one worth its time."""

MOST_SET_ASIDE = 200_000
"""Number of frozen survivors after which all are walked again: closed screens among them hold memory until then."""

FORGETTING_SECONDS = (4, 8)
"""Seconds after a secret was used at which all is collected; the second time for objects in use at the first."""

HARDLY_EVER_BY_ITSELF = (700, 10, 500)
"""Thresholds of `gc`: young generations as usual, a full collection only after millions of new objects."""


class GcSchedule:
    """Runs full collections while the user is idle and freezes the survivors; at intervals all objects are walked."""

    def __init__(self) -> None:
        self._rest_seconds = 0
        self._survivors = 0
        self._set_aside = 0
        self._seconds_to_forget: list[int] = []
        self._thresholds = gc.get_threshold()

    def begin(self) -> None:
        """Take over the full collections from the interpreter."""
        gc.set_threshold(*HARDLY_EVER_BY_ITSELF)

    def set_aside(self) -> None:
        """Freeze all present objects until the next collection that walks everything."""
        gc.freeze()
        self._survivors = self._set_aside = gc.get_freeze_count()

    def disturb(self) -> None:
        """Restart the idle time: a key was pressed."""
        self._rest_seconds = 0

    def forget_soon(self) -> None:
        """Schedule two collections of everything after a password was typed; keys do not delay them."""
        self._seconds_to_forget = list(FORGETTING_SECONDS)

    def tick(self) -> bool:
        """Do what is due each second; True if memory that held secrets was freed and has to be overwritten."""
        self._seconds_to_forget = [seconds - 1 for seconds in self._seconds_to_forget]
        if 0 in self._seconds_to_forget:
            self._seconds_to_forget.remove(0)
            self._collect_all()
            return True
        self._collect_at_rest()
        return False

    def _collect_all(self) -> None:
        gc.unfreeze()
        gc.collect()
        self.set_aside()

    def _collect_at_rest(self) -> None:
        self._rest_seconds += 1
        if self._rest_seconds <= REST_SECONDS:
            return
        if self._rest_seconds % LONG_REST_SECONDS == 0 or self._set_aside - self._survivors > MOST_SET_ASIDE:
            self._collect_all()
        elif gc.get_count()[2] > WORTH_COLLECTING:
            gc.collect()
            gc.freeze()
            self._set_aside = gc.get_freeze_count()

    def end(self) -> None:
        """Restore the collector's thresholds and unfreeze all objects."""
        gc.unfreeze()
        gc.set_threshold(*self._thresholds)
