"""Columns of a chart: a series of prices over stretches of time of one length, each a candle where it can be one.

The columns begin at whole multiples of their length, so that a candle is the same whenever it is looked at.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.bar_frames import NO_FLOW, NO_RANGE, NO_RESERVES, NO_VOLUME, Bar, joined_bars
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE, SECOND, start_of
from dtao_tui.domain.history.price_series import PriceSeries
from dtao_tui.domain.session_prices import change_between

STEPS = (
    *(s * SECOND for s in (10, 12, 15, 20, 24, 30, 36, 40, 45, 60, 75, 90)),
    *(m * MINUTE for m in (2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 18, 20, 24, 30, 32, 36, 40, 45, 48)),
    *(m * MINUTE for m in (60, 72, 80, 90, 96)),
    *(h * HOUR for h in (2, 3, 4, 6, 8, 12, 16)),
    *(d * DAY for d in (1, 2, 3, 4, 5, 7, 10, 14, 21, 28, 35, 42, 56)),
)
"""Lengths of a column in milliseconds; those below a day are parts of one, or of two."""


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """What is known of one stretch of time."""

    begin: int
    """Milliseconds since 1970."""

    bar: Bar | None = None
    """What was recorded in it; None where nothing was."""

    before: int | None = None
    """The last price before it, in rao."""

    volume: int | None = None
    """Rao of TAO that went through the pool in it; None where that is not known."""

    is_candle: bool = False
    """Whether all four prices were recorded, over at least half of the time."""

    @property
    def change(self) -> float | None:
        """Per cent from the opening price of a candle; elsewhere from the price before."""
        before = self.bar.open if self.bar is not None and self.is_candle else self.before
        return None if self.bar is None or before is None else change_between(Price(before), Price(self.bar.close))


@dataclass(frozen=True, slots=True)
class ChartColumns:
    """All columns of a chart, oldest first; now is in the last one."""

    step: int
    """Milliseconds from the begin of one column to that of the next."""

    columns: Sequence[ChartColumn]
    series: PriceSeries

    def __len__(self) -> int:
        """How many there are."""
        return len(self.columns)

    def place(self, time: int) -> int | None:
        """The column that a time belongs to; None for one before the first or behind the last."""
        at = (time - self.columns[0].begin) // self.step
        return at if 0 <= at < len(self.columns) else None

    def place_of_block(self, block: int) -> int | None:
        """The column that a block belongs to; None where it was not recorded."""
        ends = [column.bar.block if column.bar is not None else 0 for column in self.columns]
        at = next((at for at, end in enumerate(ends) if end >= block), 0)
        return at if at and 0 < ends[at - 1] < block else None

    def line(self, parts: int) -> tuple[int, list[float]]:
        """The prices in so many equal parts of the time, and how many parts there are before the first price."""
        begin, length, times = self.columns[0].begin, len(self.columns) * self.step / parts, self.series.times
        first, last = int((times[0] - begin) / length), int((times[-1] - begin) / length)
        return first, self.series.points_at([begin + round(part * length) for part in range(first, last + 1)])


def columns_of(series: PriceSeries, most: int, least_step: int) -> ChartColumns:
    """The columns of a series: at most so many, each at least so long; the price of now closes the last one."""
    first, now = series.times[0], series.times[-1]
    step = step_of(first, now, most, least_step)
    begins = range(start_of(first, step), now + 1, step)
    times = [bar.time for bar in series.bars]
    apart = [step, *(later - earlier for earlier, later in pairwise(times))]
    # A bar after a pause stands for no longer than the ones behind it.
    lengths = [min(since, until, step) for since, until in zip(apart, [*apart[1:], step], strict=True)]
    edges = [*(bisect_left(times, begin) for begin in begins), len(times)]
    columns: list[ChartColumn] = []
    for begin, start, end in zip(begins, edges, edges[1:], strict=False):
        before = series.prices[start - 1] if start else None
        if start == end:
            columns.append(ChartColumn(begin, before=before))
            continue
        bar = joined_bars(series.bars[start:end])
        asked = min(begin + step, now) - max(begin, first)
        is_known = sum(lengths[start:end]) * 2 >= asked or begin + step > now
        # The volume of a bar after a pause is that of the pause, too.
        is_whole = not bar.marks & NO_VOLUME and apart[start] <= step + step // 2
        columns.append(ChartColumn(begin, bar, before, bar.volume if is_whole else None, is_known and bar.is_candle))
    columns[-1] = _with_now(columns[-1], now, series.prices[-1])
    return ChartColumns(step, columns, series)


def step_of(first: int, now: int, most: int, least_step: int) -> int:
    """The shortest length of which at most so many columns hold all times from the first until now."""
    fitting = (step for step in STEPS if step >= least_step and _count(first, now, step) <= most)
    longest = STEPS[-1]
    return next(fitting, longest * (_count(first, now, longest) // max(most - 1, 1) + 1))


def _count(first: int, now: int, step: int) -> int:
    return now // step - first // step + 1


def _with_now(column: ChartColumn, now: int, price: int) -> ChartColumn:
    bar = column.bar
    if bar is None:
        marks = NO_VOLUME | NO_FLOW | NO_RESERVES | NO_RANGE
        return replace(column, bar=Bar(now, 0, price, price, price, price, 0, 0, 0, 0, 0, marks))
    return replace(column, bar=replace(bar, close=price, high=max(bar.high, price), low=min(bar.low, price)))
