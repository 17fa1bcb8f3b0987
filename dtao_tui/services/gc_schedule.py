"""When garbage is collected: while nobody presses a key, since a full collection stops the screen for 50 to 150 ms."""

import gc

REST_SECONDS = 1
"""So long after the last key nobody minds a moment's stop."""

LONG_REST_SECONDS = 60

WORTH_COLLECTING = 4
"""Collections of the young since the last of all."""

MOST_SET_ASIDE = 200_000
"""Objects; closed screens among them take their memory until all is looked at."""

FORGETTING_SECONDS = (4, 8)
"""After what was typed into a box was used; the second time for what was still under way at the first."""

HARDLY_EVER_BY_ITSELF = (700, 10, 500)
"""Thresholds: what is young is collected as always, all of it only after millions of new objects without a rest."""


class Tidying:
    """Collects at rest. What survives is set aside, so that the next time takes a few ms; at times all is walked."""

    def __init__(self) -> None:
        self._rest_seconds = 0
        self._survivors = 0
        self._set_aside = 0
        self._seconds_to_forget: list[int] = []
        self._thresholds = gc.get_threshold()

    def begin(self) -> None:
        """From now on all is collected at rest."""
        gc.set_threshold(*HARDLY_EVER_BY_ITSELF)

    def set_aside(self) -> None:
        """Have what is there by now not walked until the next thorough collection."""
        gc.freeze()
        self._survivors = self._set_aside = gc.get_freeze_count()

    def disturb(self) -> None:
        """Somebody presses a key."""
        self._rest_seconds = 0

    def forget_soon(self) -> None:
        """A password was typed: collect everything some seconds from now, whatever is pressed, and once more later."""
        self._seconds_to_forget = list(FORGETTING_SECONDS)

    def tick(self) -> bool:
        """One second has passed; whether what was collected held secrets, so that its memory is to be overwritten."""
        self._seconds_to_forget = [seconds - 1 for seconds in self._seconds_to_forget]
        if 0 in self._seconds_to_forget:
            self._seconds_to_forget.remove(0)
            self._collect_all()
            return True
        self._tidy_at_rest()
        return False

    def _collect_all(self) -> None:
        gc.unfreeze()
        gc.collect()
        self.set_aside()

    def _tidy_at_rest(self) -> None:
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
        """Leave the collector as it was."""
        gc.unfreeze()
        gc.set_threshold(*self._thresholds)
