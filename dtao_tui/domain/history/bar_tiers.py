"""The ladder of bars: how long a bar of each tier is, and how long it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
YEAR = 365 * DAY

DEEPEST = 256
"""Subnets that have the whole ladder besides the held and watched ones: those whose pools hold the most TAO."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One size of bars. All numbers are milliseconds of the chain's time."""

    step: int
    """The length of a bar; 0 for a bar of each block."""

    whole: int
    """How long it is kept for subnets that have the whole ladder."""

    short: int
    """How long it is kept for the rest."""

    def kept(self, *, is_whole: bool) -> int:
        """How long it is kept."""
        return self.whole if is_whole else self.short


TIERS = (
    Tier(0, 2 * HOUR, 10 * MINUTE),
    Tier(MINUTE, DAY, 2 * HOUR),
    Tier(10 * MINUTE, 7 * DAY, DAY),
    Tier(HOUR, 90 * DAY, 30 * DAY),
    Tier(DAY, 5 * YEAR, YEAR),
)
"""Finest first; a bar of one is made of the bars of the one before."""


def start_of(time: int, step: int) -> int:
    """When the bar begins that this time belongs to; the time itself where each block has its own."""
    return time - time % step if step else time


def longest_within(span: int) -> int:
    """The step of the longest bar that is no longer than this; 0 below the shortest."""
    return max(tier.step for tier in TIERS if tier.step <= max(span, 0))


def step_for(span: int, most: int) -> int:
    """The finest tier's step of which at most so many bars cover a span; the coarsest where none is coarse enough."""
    fitting: Sequence[int] = [tier.step for tier in TIERS if tier.step and span // tier.step <= most]
    return fitting[0] if fitting else TIERS[-1].step
