"""The stretches of time that a price chart shows."""

from enum import Enum

from dtao_tui.domain.history.bar_tiers import DAY, HOUR, YEAR, step_for

MOST_BARS = 1500
"""Bars that a chart is made of."""


class ChartRange(Enum):
    """One of the stretches, up to now; the value is its word."""

    HOUR = "1h"
    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"
    ALL = "all"

    @property
    def span(self) -> int:
        """Milliseconds; of all that was recorded, as long as anything is kept."""
        return _SPANS[self]

    @property
    def step(self) -> int:
        """Milliseconds of the bars that it is made of; 0 for those of single blocks."""
        return 0 if self is ChartRange.HOUR else step_for(self.span, MOST_BARS)

    def stepped(self, step: int) -> "ChartRange":
        """The next longer one, or the next shorter; the last of either end stays."""
        ranges = list(ChartRange)
        return ranges[min(max(ranges.index(self) + step, 0), len(ranges) - 1)]


_SPANS = {
    ChartRange.HOUR: HOUR,
    ChartRange.DAY: DAY,
    ChartRange.WEEK: 7 * DAY,
    ChartRange.MONTH: 30 * DAY,
    ChartRange.ALL: 5 * YEAR,
}
