"""The past of the scenes' market: always the same, so that pictures of it are."""

import math
from collections.abc import Iterator

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.bar_frames import Bar
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.history.past_prices import NO_PAST, PastPrices, Span
from dtao_tui.domain.subnet_id import SubnetId

NOW = 1_795_783_260_000
"""Fri 27 Nov 2026 12:41, in milliseconds."""

RECORDED = 9 * DAY
UNRECORDED_NETUID = 5
"""A subnet that was registered lately: nothing of a week ago."""


class ScenePast:
    """`services.history.market_memory.MarketMemory` without a record."""

    is_read = True
    backfilled_from = ""

    def __init__(self, prices: dict[int, int]) -> None:
        """`prices` are those of now, in rao by netuid."""
        self._prices = prices

    def price(self, netuid: int, before: int) -> int:
        """The price in rao so many milliseconds before now."""
        days, now = before / DAY, self._prices[netuid]
        wave = 0.02 * math.sin(days * 5 + netuid) + 0.006 * math.sin(days * 31 + 2 * netuid) + 0.012 * days
        still = 0.02 * math.sin(netuid) + 0.006 * math.sin(2 * netuid)
        return round(now * (1 + (wave - still) * (-1) ** netuid))

    def past(self, subnet: SubnetId) -> PastPrices:
        """A past with all that is told."""
        netuid = subnet.netuid
        if netuid not in self._prices:
            return NO_PAST
        spans = [span for span in Span if span is not Span.WEEK or netuid != UNRECORDED_NETUID]
        day = [self.price(netuid, before) for before in range(0, DAY, 10 * MINUTE)]
        volume = self._prices[netuid] * 500_000
        return PastPrices(
            {span: Price(self.price(netuid, span.value)) for span in spans},
            tuple(self.price(netuid, DAY - at * DAY // 7) for at in range(7)),
            Price(max(day)),
            Price(min(day)),
            volume,
            (-1) ** netuid * volume // 20,
            netuid == UNRECORDED_NETUID,
            2.0 + netuid / 3,
        )

    async def bars(self, subnet: SubnetId, chart: ChartRange, now: int) -> list[Bar]:
        """Bars over the range, as far as the scene was recorded."""
        return list(self._bars(subnet.netuid, min(chart.span, RECORDED), max(chart.step, MINUTE), now))

    async def recorded_since(self, subnet: SubnetId) -> int | None:
        """When the scene's record begins."""
        return NOW - RECORDED

    def _bars(self, netuid: int, span: int, step: int, now: int) -> Iterator[Bar]:
        opened, each = self.price(netuid, span), min(step, HOUR)
        for before in range(span, 0, -each):
            price = self.price(netuid, before)
            ends = (max(opened, price) + price // 500, min(opened, price) - price // 500)
            calm = 20 + 12 * math.sin(before / DAY * 30 + netuid) + before // (17 * MINUTE) * 7919 % 37
            volume = each // 1000 * round(calm * 10**6)
            yield Bar(now - before, 1, opened, *ends, price, 1, 1, 1, volume, 1)
            opened = price
