"""System clock: implements the port `Clock`, which tests replace."""

import time
from functools import cache
from pathlib import Path

from dtao_tui.domain.orders.clock_readings import Moment

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# On Linux the plain monotonic clock stands still while the machine sleeps, and a session would never grow idle there.
_AWAKE_OR_ASLEEP = getattr(time, "CLOCK_BOOTTIME", None)


class SystemClock:
    """Real time."""

    def now(self) -> float:
        """Monotonic seconds, time in suspend included."""
        return time.monotonic() if _AWAKE_OR_ASLEEP is None else time.clock_gettime(_AWAKE_OR_ASLEEP)

    def wall(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def moment(self) -> Moment:
        """Wall time, monotonic time and boot id together."""
        return Moment(self.wall(), self.now(), _boot())


@cache
def _boot() -> str:
    """The kernel's boot id; empty on systems without one."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
