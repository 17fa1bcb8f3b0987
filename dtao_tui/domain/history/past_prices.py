"""What the record tells of each subnet: changes, a day's course, high and low, volume, flow and volatility."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.bar_frames import (
    IS_APPROXIMATE,
    IS_BACKFILLED,
    NO_FLOW,
    NO_VOLUME,
    BarFrame,
    bars_of,
    joined_frames,
)
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE, start_of
from dtao_tui.domain.session_prices import change_between
from dtao_tui.domain.subnet_id import SubnetId

TREND_POINTS = 8
"""Points of the course of a day, the price of now included."""

LEAST_RETURNS = 48
"""Hourly returns below which no volatility is told."""

_VOLATILITY_DAYS = 7
_HOURS_A_DAY = 24
_SLACK_PARTS = 20

ReadFrames = Callable[[int, int, int], list[BarFrame]]
"""Given a tier's step and a stretch of time, its frames, oldest first."""


class Span(Enum):
    """How long ago a price is compared with, in milliseconds."""

    HOUR = HOUR
    DAY = DAY
    WEEK = 7 * DAY

    @property
    def slack(self) -> int:
        """How far from that time a price may have been recorded: 5 %."""
        return self.value // _SLACK_PARTS


@dataclass(frozen=True, slots=True)
class PastPrices:
    """The past of one subnet as it was recorded; what is not known is None or left out."""

    before: Mapping[Span, Price] = field(default_factory=dict)
    """The price so long ago."""

    course: tuple[int, ...] = ()
    """Prices of the last day in rao, evenly apart, oldest first, without that of now."""

    high: Price | None = None
    low: Price | None = None
    """Of the last day."""

    volume: int | None = None
    """Rao of TAO that went through the pool in the last day."""

    flow: int | None = None
    """Rao of TAO that traders put into the pool in the last day, less what they took out."""

    flow_is_approximate: bool = False
    volatility: float | None = None
    """Standard deviation of hourly log returns over a week, in per cent a day."""

    range_is_approximate: bool = False
    """Whether high and low are those of single prices or of a part of the day: there may have been others between."""

    def change(self, span: Span, now: Price) -> float | None:
        """Per cent from the price so long ago to this one; None where none was recorded near that time."""
        before = self.before.get(span)
        return None if before is None else change_between(before, now)


NO_PAST = PastPrices()


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What one day of bars tells of a subnet."""

    course: tuple[int, ...]
    high: int | None
    low: int | None
    """None where a part of the day was read from an archive, which tells neither."""

    volume: int | None
    flow: int | None
    flow_is_approximate: bool
    range_is_approximate: bool


def facts_of_day(read: ReadFrames, now: int) -> dict[SubnetId, DayFacts]:
    """What the last day's bars tell, by subnet. Volume and flow only where the day was recorded from its beginning."""
    since = start_of(now - DAY, HOUR) + HOUR
    hours = read(HOUR, since, now + 1)
    edge = start_of(hours[-1].time, HOUR) + HOUR if hours else since
    rest: list[BarFrame] = []
    for step in (10 * MINUTE, MINUTE, 0):
        rest += read(step, edge, now + 1)
        if rest:
            edge = start_of(rest[-1].time, step) + max(step, 1)
    frames = [*hours, *rest]
    if not frames:
        return {}
    whole = joined_frames(frames)
    # The bar that the day begins in is over by the time that the next one begins.
    is_whole_day = frames[0].time - (now - DAY) <= Span.DAY.slack + HOUR
    # What was sampled a moment ago is not written yet.
    wanted = set(range(since, now - 5 * MINUTE, HOUR))
    is_everywhere = wanted <= {start_of(frame.time, HOUR) for frame in frames}
    courses = _courses(frames, now)
    facts: dict[SubnetId, DayFacts] = {}
    for subnet, bar in bars_of(whole).items():
        facts[subnet] = DayFacts(
            course=courses.get(subnet, ()),
            high=None if bar.marks & IS_BACKFILLED else bar.high,
            low=None if bar.marks & IS_BACKFILLED else bar.low,
            volume=bar.volume if is_whole_day and not bar.marks & NO_VOLUME else None,
            flow=bar.flow if is_whole_day and not bar.marks & NO_FLOW else None,
            flow_is_approximate=bool(bar.marks & IS_APPROXIMATE),
            range_is_approximate=not (is_everywhere and bar.is_candle),
        )
    return facts


def volatilities(hours: Sequence[BarFrame]) -> dict[SubnetId, float]:
    """Per cent a day by subnet, from the hourly bars of a week; of one with too few returns none.

    The standard deviation of the log returns from hour to hour, times √24; a return over a gap does not count.
    """
    closes: dict[SubnetId, list[tuple[int, int]]] = {}
    for frame in hours:
        hour = frame.time // HOUR
        for subnet, close in zip(frame.subnets, frame.closes, strict=True):
            if close:
                closes.setdefault(subnet, []).append((hour, close))
    found = {subnet: _deviation(series) for subnet, series in closes.items()}
    return {subnet: value for subnet, value in found.items() if value is not None}


def hours_for_volatility(read: ReadFrames, now: int) -> list[BarFrame]:
    """The hourly bars that volatility is told from."""
    return read(HOUR, start_of(now - _VOLATILITY_DAYS * DAY, HOUR), now + 1)


def _deviation(series: Sequence[tuple[int, int]]) -> float | None:
    returns = [
        math.log(close / before) for (hour_before, before), (hour, close) in pairwise(series) if hour - hour_before == 1
    ]
    if len(returns) < LEAST_RETURNS:
        return None
    mean = sum(returns) / len(returns)
    variance = sum((each - mean) ** 2 for each in returns) / (len(returns) - 1)
    return math.sqrt(variance * _HOURS_A_DAY) * 100


def _courses(frames: Sequence[BarFrame], now: int) -> dict[SubnetId, tuple[int, ...]]:
    """The average of the closing prices in each part of the day, by subnet; a part without any is left out."""
    parts = TREND_POINTS - 1
    gathered: dict[SubnetId, list[list[int]]] = {}
    for frame in frames:
        part = min(max((frame.time - (now - DAY)) * parts // DAY, 0), parts - 1)
        for subnet, close in zip(frame.subnets, frame.closes, strict=True):
            gathered.setdefault(subnet, [[] for _ in range(parts)])[part].append(close)
    return {
        subnet: tuple(sum(closes) // len(closes) for closes in by_part if closes)
        for subnet, by_part in gathered.items()
    }
