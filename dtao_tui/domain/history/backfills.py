"""Backfills: a market's past read later from an archive: what is wanted, what it costs, how far it is, and its bars."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from dtao_tui.domain.history.bar_frames import IS_BACKFILLED, NO_FLOW, NO_RANGE, NO_VOLUME, BarFrame
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE, TIERS, start_of
from dtao_tui.domain.history.block_samples import BlockSample, before_next, frame_of

STEPS = {"10m": 10 * MINUTE, "1h": HOUR, "1d": DAY}
"""The bars that an archive is asked for, by their words: sizes of the ladder, since no others are kept."""

USUAL_DAYS, USUAL_STEP, USUAL_RATE = 30, "1h", 5.0
MOST_RATE = 50.0
"""Requests a second; no endpoint for everybody bears more from one."""

UNTIL_NOW = 10 * MINUTE
"""Milliseconds before now that are left to the recorder, whose newest blocks may not be final yet."""

REQUESTS_A_SAMPLE = 5
"""Two for each block that is looked at on the way to the right one, of which there are one or two, and two for it."""

REQUESTS_TO_BEGIN = 12
"""To compare the archive with the endpoint in use, and for descriptions of runtimes."""

_SUBNET_BYTES, _SAMPLE_BYTES = 1_050, 2_300
"""Of a sample, as JSON in both directions: for each subnet the keys and values of six items, and the rest."""

_BEGINNING_BYTES = 900_000
"""A runtime's description, and the first comparison."""


class BackfillRefused(ValueError):
    """What is asked for cannot be; `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class BackfillWish:
    """What is to be read."""

    step: int = HOUR
    """Milliseconds of a bar."""

    days: int = USUAL_DAYS
    rate: float = USUAL_RATE
    """Requests a second, at most."""

    def __post_init__(self) -> None:
        tier = next((tier for tier in TIERS if tier.step == self.step), None)
        if tier is None or self.step not in STEPS.values():
            raise BackfillRefused(f"A step is one of {', '.join(STEPS)}.")
        most = tier.whole // DAY
        if not 1 <= self.days <= most:
            raise BackfillRefused(f"Bars of {self.step_words} are kept for {most:,} days; take 1 to {most:,}.")
        if not 0.1 <= self.rate <= MOST_RATE:
            raise BackfillRefused(f"The rate is 0.1 to {MOST_RATE:.0f} requests a second.")

    @property
    def step_words(self) -> str:
        """The step as a person types it."""
        return next(words for words, step in STEPS.items() if step == self.step)

    def span(self, now: int) -> tuple[int, int]:
        """The stretch of time of the bars, from the first one's start to the last one's end."""
        until = start_of(now - UNTIL_NOW, self.step)
        return max(start_of(until - self.days * DAY, self.step), 0), until


def wish_of(step: str, days: int, rate: float) -> BackfillWish:
    """What a person asks for. Raises BackfillRefused."""
    if step not in STEPS:
        raise BackfillRefused(f"A step is one of {', '.join(STEPS)}, not “{step[:20]}”.")
    return BackfillWish(STEPS[step], days, rate)


@dataclass(frozen=True, slots=True)
class BackfillCost:
    """What a backfill takes, as far as that can be told before it."""

    samples: int
    requests: int
    size: int
    """Bytes in both directions, before a socket compresses them."""

    seconds: float


def cost_of(samples: int, subnets: int, rate: float) -> BackfillCost:
    """The cost of so many samples of so many subnets."""
    if not samples:
        return BackfillCost(0, 0, 0, 0.0)
    requests = samples * REQUESTS_A_SAMPLE + REQUESTS_TO_BEGIN
    each = _SAMPLE_BYTES + subnets * _SUBNET_BYTES
    return BackfillCost(samples, requests, samples * each + _BEGINNING_BYTES, requests / rate)


class BackfillState(Enum):
    """How far a backfill is; the value is its word."""

    READING = "reading"
    PAUSED = "paused"
    WAITING = "waiting"
    """The archive asked for a pause, or does not answer."""

    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether it will not go on by itself."""
        return self in (BackfillState.DONE, BackfillState.CANCELLED, BackfillState.FAILED)


@dataclass(frozen=True, slots=True)
class BackfillProgress:
    """Where a backfill is."""

    state: BackfillState
    host: str
    total: int
    """Bars that were missing when it began."""

    looked: int = 0
    """Bars that were looked for."""

    written: int = 0
    """Bars that were found and written; the chain may have stood still, or not have begun, in others."""

    requests: int = 0
    size: int = 0
    """Bytes so far, in both directions."""

    seconds: float = 0.0
    """Since it began, pauses not counted."""

    sentence: str = ""
    """Why it waits, or how it ended."""

    @property
    def seconds_left(self) -> float | None:
        """By the pace so far; None before anything was read."""
        return self.seconds / self.looked * (self.total - self.looked) if self.looked else None


@dataclass(frozen=True, slots=True)
class BackfillRecord:
    """What the record keeps of the last backfill from one archive."""

    host: str
    step: int
    since: int
    until: int
    reached: int
    """The start of the oldest bar that was looked for; milliseconds, as all times here."""

    @property
    def is_finished(self) -> bool:
        """Whether all of it was looked for."""
        return self.reached <= self.since


def backfilled_frame(sample: BlockSample, older: BlockSample | None) -> BarFrame:
    """The bar of a sample from an archive: the price at its end, without a high and a low.

    Volume is what the chain's counter grew by since `older`, the sample of the bar before it, where there is one. What
    traders put in is not told: it cannot be parted from what the chain put in between.
    """
    frame = frame_of(sample, None if older is None else before_next(older))
    usual = IS_BACKFILLED | NO_RANGE | NO_FLOW
    marks = bytes(usual | mark & NO_VOLUME for mark in frame.marks)
    return replace(frame, flows=[0] * len(marks), marks=marks)


def bars_between(since: int, until: int, step: int) -> Sequence[int]:
    """The starts of all bars in a stretch, the newest first."""
    return range(start_of(until, step) - step, since - 1, -step)


def minutes(seconds: float) -> str:
    """A length of time as it is said before and during a backfill."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def mebibytes(size: int) -> str:
    """A number of bytes as it is said before and during a backfill."""
    return f"{size / 2**20:,.0f} MiB" if size >= 10 * 2**20 else f"{size / 2**20:,.1f} MiB"
