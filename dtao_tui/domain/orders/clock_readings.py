"""Readings of this machine's clocks, and the least time that has passed between two of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of all clocks that this machine has."""

    wall: float
    """Seconds since 1970. It can be set by hand, forward and back."""

    uptime: float
    """Seconds since the machine was started, those it slept included. It begins at zero with each start."""

    boot: str = ""
    """Names that start of the machine; empty where the system does not name it."""


def seconds_passed(earlier: Moment | None, later: Moment, watched: float = 0.0) -> float:
    """Seconds that have passed for certain; it may be fewer than really did, never more.

    `watched` are the seconds that this process itself has counted since the earlier moment.
    """
    if earlier is None:
        return watched
    if earlier.boot and earlier.boot == later.boot:
        return max(watched, later.uptime - earlier.uptime)
    is_other_boot = bool(earlier.boot and later.boot) or later.uptime < earlier.uptime
    # A machine that was started again has run at least as long as its new start tells, whatever its calendar says. The
    # calendar bounds it all the same: the files may have come from another machine, whose uptime means nothing here.
    uptime = later.uptime if is_other_boot else later.uptime - earlier.uptime
    return max(watched, min(uptime, later.wall - earlier.wall))
