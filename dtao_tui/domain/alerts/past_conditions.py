"""How often a condition was true in the past, by the recorded bars of a subnet."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dtao_tui.domain.alerts.alert_conditions import AlertCondition
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.history.bar_frames import IS_STORY, NO_FLOW, NO_RANGE, NO_RESERVES, NO_VOLUME, Bar
from dtao_tui.domain.history.bar_tiers import DAY, HOUR
from dtao_tui.domain.history.past_prices import PastPrices, Span

RECORDED = frozenset({"price", "ch1", "ch24", "ch7", "high", "low", "vol", "flow", "depth", "age", "impact", "exit"})
"""The fields that bars tell; a condition on any other cannot be asked of the past."""


@dataclass(frozen=True, slots=True)
class PastTruth:
    """How often a condition came true."""

    times: int = 0
    since: int | None = None
    """The time of the first bar that was asked, in milliseconds; None where nothing is recorded."""

    is_story: bool = False
    """Whether a part of it is a practice world's story."""

    def joined(self, other: "PastTruth") -> "PastTruth":
        """Of two subnets together."""
        begins = [each for each in (self.since, other.since) if each is not None]
        return PastTruth(self.times + other.times, min(begins, default=None), self.is_story or other.is_story)


def past_truth(condition: AlertCondition, row: FilterRow, bars: Sequence[Bar], since: int) -> PastTruth:
    """How often it came true in the bars from `since` on, those before them known; it re-arms as alerts do.

    What bars do not tell is taken from the row of now, such as whether the subnet is held.
    """
    times = [bar.time for bar in bars]
    first = bisect_left(times, since)
    count, is_armed = 0, True
    for place in range(first, len(bars)):
        verdict = condition.verdict(_row_at(row, bars, times, place))
        if is_armed and verdict.is_true is True:
            count, is_armed = count + 1, False
        elif verdict.is_near is False:
            is_armed = True
    asked = bars[first:]
    return PastTruth(count, asked[0].time if asked else None, any(bar.marks & IS_STORY for bar in asked))


def _row_at(row: FilterRow, bars: Sequence[Bar], times: Sequence[int], place: int) -> FilterRow:
    bar, subnet = bars[place], row.subnet
    pool = subnet.pool
    if not bar.marks & NO_RESERVES:
        pool = replace(
            pool, tao_in=Tao(bar.tao_in), alpha_in=Alpha(bar.alpha_in, subnet.netuid), quote_weight=bar.weight
        )
    age = None if row.age_seconds is None else row.age_seconds - (times[-1] - bar.time) / 1000
    return replace(
        row,
        subnet=replace(subnet, price=Price(bar.close), pool=pool),
        past=_past_at(bars, times, place),
        age_seconds=age,
    )


def _past_at(bars: Sequence[Bar], times: Sequence[int], place: int) -> PastPrices:
    now = times[place]
    before = {span: found for span in Span if (found := _price_near(bars, times, now - span.value, span.slack))}
    day = bars[bisect_left(times, now - DAY) : place + 1]
    is_whole = day[0].time - (now - DAY) <= Span.DAY.slack + HOUR
    has_volume = is_whole and not any(each.marks & NO_VOLUME for each in day)
    has_range = not any(each.marks & NO_RANGE for each in day)
    has_flow = is_whole and not any(each.marks & NO_FLOW for each in day)
    return PastPrices(
        before,
        high=Price(max(each.high for each in day)) if has_range else None,
        low=Price(min(each.low for each in day)) if has_range else None,
        volume=sum(each.volume for each in day) if has_volume else None,
        flow=sum(each.flow for each in day) if has_flow else None,
    )


def _price_near(bars: Sequence[Bar], times: Sequence[int], time: int, slack: int) -> Price | None:
    at = bisect_left(times, time)
    near = [place for place in (at - 1, at) if 0 <= place < len(times) and abs(times[place] - time) <= slack]
    if not near:
        return None
    return Price(bars[min(near, key=lambda place: abs(times[place] - time))].close)
