"""A price over time, for a chart: at times of the chain's clock, with what of it are candles."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.bar_frames import Bar
from dtao_tui.domain.session_prices import averages, change_between


@dataclass(frozen=True, slots=True)
class PriceSeries:
    """Prices in rao at times in milliseconds, oldest first; the last is the price of now."""

    times: Sequence[int]
    prices: Sequence[int]
    lows: Sequence[int]
    highs: Sequence[int]
    is_story: bool = False
    """Whether a part of it is a practice world's story."""

    is_backfilled: bool = False
    """Whether a part of it was read later from an archive."""

    bars: Sequence[Bar] = ()
    """Those that the prices are of, without that of now."""

    @property
    def change(self) -> float | None:
        """Per cent from the first price to the last; None where there are not two."""
        return change_between(Price(self.prices[0]), Price(self.prices[-1])) if len(self.prices) > 1 else None

    @property
    def low_and_high(self) -> tuple[Price, Price]:
        """The lowest and the highest price that were recorded."""
        return Price(min(self.lows)), Price(max(self.highs))

    @property
    def span(self) -> int:
        """Milliseconds from the first time to the last."""
        return self.times[-1] - self.times[0]

    def points(self, dots: int) -> list[float]:
        """At most so many prices, evenly apart in time, each the average of its stretch; the last is the last price.

        A stretch without a price repeats the one before.
        """
        if dots < 1:
            return []
        first, span = self.times[0], max(self.span, 1)
        return self.points_at([first + span * dot // dots for dot in range(dots)])

    def points_at(self, edges: Sequence[int]) -> list[float]:
        """The price of each stretch of time that begins at an edge, as `points` tells them.

        The first stretch has a price in it; the last one lasts until now.
        """
        places = [bisect_left(self.times, edge) for edge in edges]
        points = averages(self.prices[start:end] for start, end in pairwise([*places, len(self.times)]))
        points[-1] = float(self.prices[-1])
        return points


def series_of(bars: Sequence[Bar], now: int, price: Price) -> PriceSeries | None:
    """The series of these bars and the price of now; None where nothing was recorded before now."""
    shown = [bar for bar in bars if bar.time < now and bar.close]
    if not shown:
        return None
    return PriceSeries(
        times=(*(bar.time for bar in shown), now),
        prices=(*(bar.close for bar in shown), price.rao),
        lows=(*(bar.low for bar in shown), price.rao),
        highs=(*(bar.high for bar in shown), price.rao),
        is_story=any(bar.is_story for bar in shown),
        is_backfilled=any(bar.is_backfilled for bar in shown),
        bars=tuple(shown),
    )
