"""What the app knows of the market's past: read from the record in a thread, some seconds after the newest block."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.bar_frames import Bar
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, step_for
from dtao_tui.domain.history.chart_ranges import MOST_BARS, ChartRange
from dtao_tui.domain.history.past_prices import (
    NO_PAST,
    DayFacts,
    PastPrices,
    ReadFrames,
    Span,
    facts_of_day,
    hours_for_volatility,
    volatilities,
)
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.text import cleaned
from dtao_tui.ports.chain import Clock
from dtao_tui.ports.market_record import PARTS, MarketRecord, RecordTrouble

READ_SECONDS, READ_SECONDS_OF_MANY = 20.0, 60.0
"""How old what is known may be, and on a chain of many subnets, where a reading takes a tenth of a second."""

MANY = 512
_HOST_CELLS = 60

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PastRead:
    """The story was read: there is a past to be shown, between two blocks."""


class MarketMemory:
    """The past of every subnet of the chain in use."""

    def __init__(self, record: MarketRecord, clock: Clock) -> None:
        self._record = record
        self._clock = clock
        self._past: Mapping[SubnetId, PastPrices] = {}
        self._genesis = ""
        self._read_at = float("-inf")
        self._volatilities: dict[bool, tuple[str, int, Mapping[SubnetId, float]]] = {}
        """With what archives told, and without."""

        self._as_recorded: Mapping[SubnetId, PastPrices] | None = None
        self._newest: Snapshot | None = None
        self.is_read = False
        """Whether anything of this chain's past is known."""

        self.backfilled_from = ""
        """The archive that a part of it was read from; empty where there was none, or are several."""

    def past(self, subnet: SubnetId) -> PastPrices:
        """What is known of a subnet."""
        return self._past.get(subnet, NO_PAST)

    def past_as_recorded(self, subnet: SubnetId) -> PastPrices:
        """The same without what was read later from an archive, which sets off nothing."""
        return self.past(subnet) if self._as_recorded is None else self._as_recorded.get(subnet, NO_PAST)

    async def observe(self, snapshot: Snapshot) -> None:
        """Read again, where what is known is old or of another chain."""
        self._newest = snapshot
        is_other = snapshot.genesis != self._genesis
        oldest = READ_SECONDS_OF_MANY if len(snapshot.subnets) > MANY else READ_SECONDS
        is_fresh = self.is_read and self._clock.now() - self._read_at < oldest
        if snapshot.time_ms is None or (is_fresh and not is_other):
            return
        subnets = tuple(each.id for each in snapshot.subnets.values() if each.has_pool)
        try:
            past = await asyncio.to_thread(self._read, snapshot.genesis, snapshot.time_ms, subnets)
            archives = await asyncio.to_thread(self._record.backfills, snapshot.genesis)
            recorded = None
            if archives:
                read = partial(self._read, snapshot.genesis, snapshot.time_ms, subnets, with_archives=False)
                recorded = await asyncio.to_thread(read)
        except RecordTrouble as trouble:
            _LOG.warning("the past of the market cannot be read: %s", trouble)
            past, archives, recorded = {}, [], None
        self._as_recorded = recorded
        self.backfilled_from = cleaned(archives[0].host, _HOST_CELLS) if len(archives) == 1 else ""
        self._past, self._genesis, self._read_at = past, snapshot.genesis, self._clock.now()
        self.is_read = bool(past)

    async def read_again(self) -> None:
        """Read the past of the newest block, however old what is known."""
        self._read_at = float("-inf")
        if self._newest is not None:
            await self.observe(self._newest)

    async def bars(self, subnet: SubnetId, chart: ChartRange, now: int) -> list[Bar]:
        """The bars of a chart, oldest first; none where nothing was recorded, or it cannot be read."""
        try:
            return await asyncio.to_thread(self._bars, subnet, chart, now)
        except RecordTrouble as trouble:
            _LOG.warning("the past of a subnet cannot be read: %s", trouble)
            return []

    async def recorded_since(self, subnet: SubnetId) -> int | None:
        """When the record of a subnet begins, to a day, a story and an archive left out; None where there is none."""
        try:
            days = await asyncio.to_thread(self._record.bars, self._genesis, subnet, 0, DAY)
        except RecordTrouble:
            return None
        return next((day.time for day in days if not day.is_told_later), None)

    def _bars(self, subnet: SubnetId, chart: ChartRange, now: int) -> list[Bar]:
        since, step = max(now - chart.span, 0), chart.step
        bars = self._record.bars(self._genesis, subnet, since, step)
        if chart is not ChartRange.ALL or not bars:
            return bars
        # A short record has room for shorter bars.
        finer = step_for(now - bars[0].time, MOST_BARS)
        return bars if finer >= step else self._record.bars(self._genesis, subnet, max(bars[0].time - step, 0), finer)

    def _read(
        self, genesis: str, now: int, subnets: Sequence[SubnetId], *, with_archives: bool = True
    ) -> dict[SubnetId, PastPrices]:
        before = {
            span: self._record.closes_near(genesis, now - span.value, span.slack, subnets, with_archives=with_archives)
            for span in Span
        }
        reads = [self._frames_of(genesis, part, with_archives=with_archives) for part in PARTS]
        whole, rest = (facts_of_day(read, now) for read in reads)
        # What was in both parts in this day was counted in neither as a whole.
        moved = {subnet: replace(whole[subnet], volume=None, flow=None) for subnet in whole.keys() & rest.keys()}
        facts = rest | whole | moved
        volatile = self._volatility(genesis, now, with_archives=with_archives)
        return {
            subnet: _past_of(
                {span: Price(closes[subnet]) for span, closes in before.items() if subnet in closes},
                facts.get(subnet),
                volatile.get(subnet),
            )
            for subnet in subnets
            if subnet in facts or any(subnet in closes for closes in before.values())
        }

    def _frames_of(self, genesis: str, part: int, *, with_archives: bool) -> ReadFrames:
        read: ReadFrames = partial(self._record.frames, genesis, part)
        if with_archives:
            return read
        return lambda step, since, until: [frame for frame in read(step, since, until) if not frame.is_backfilled]

    def _volatility(self, genesis: str, now: int, *, with_archives: bool) -> Mapping[SubnetId, float]:
        """By subnet; it changes once an hour and takes a second for thousands of subnets."""
        known = self._volatilities.get(with_archives)
        if known is not None and known[:2] == (genesis, now // HOUR):
            return known[2]
        found: dict[SubnetId, float] = {}
        for part in reversed(PARTS):
            read = self._frames_of(genesis, part, with_archives=with_archives)
            found |= volatilities(hours_for_volatility(read, now))
        if found:
            self._volatilities[with_archives] = (genesis, now // HOUR, found)
        return found


def _past_of(before: dict[Span, Price], day: DayFacts | None, volatility: float | None) -> PastPrices:
    if day is None:
        return PastPrices(before, volatility=volatility)
    return PastPrices(
        before,
        day.course,
        None if day.high is None else Price(day.high),
        None if day.low is None else Price(day.low),
        day.volume,
        day.flow,
        day.flow_is_approximate,
        volatility,
        day.range_is_approximate,
    )
