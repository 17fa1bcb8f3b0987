"""The clock of the system, behind the Protocol that tests turn by hand."""

import time

# On Linux the plain monotonic clock stands still while the machine sleeps, and a session would never grow idle there.
_AWAKE_OR_ASLEEP = getattr(time, "CLOCK_BOOTTIME", None)


class SystemClock:
    """Real time."""

    def now(self) -> float:
        """Monotonic seconds; a sleeping machine counts."""
        return time.monotonic() if _AWAKE_OR_ASLEEP is None else time.clock_gettime(_AWAKE_OR_ASLEEP)

    def wall(self) -> float:
        """Seconds since 1970."""
        return time.time()
