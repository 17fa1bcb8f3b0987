"""A market of some weeks in the record: what it tells, and how it was written."""

import asyncio
from pathlib import Path

from dtao_tui.domain.history.bar_frames import bars_of
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE, TIERS
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.history.past_prices import Span
from dtao_tui.ports.market_record import PARTS
from dtao_tui.services.history.market_memory import MarketMemory
from tests.fakes.values import GENESIS
from tests.fakes.waiting import ManualClock
from tests.histories import a_store, written
from tests.recorded_markets import BLOCK, RecordedMarket

WEEK = 7 * DAY


def test_the_generator_writes_the_bars_that_the_store_would_put_together(tmp_path: Path) -> None:
    market, store, begin = RecordedMarket(8, DAY), a_store(tmp_path), RecordedMarket(8, DAY).now - 5 * HOUR
    samples = list(market.samples(begin - BLOCK))
    written(store, samples[:1])
    written(store, samples[1:], at_once=100)
    for tier in TIERS[1:4]:
        kept = store.frames(GENESIS, PARTS[0], tier.step, begin, market.now)
        starts = range(begin, market.now, tier.step)
        assert [bars_of(frame) for frame in kept] == [bars_of(market.bars(start, tier.step)) for start in starts]


def test_a_week_of_eight_subnets_tells_every_change_and_every_chart(tmp_path: Path) -> None:
    market = RecordedMarket(8, WEEK + HOUR)
    store = market.write(tmp_path)
    memory = MarketMemory(store, ManualClock())
    asyncio.run(memory.observe(market.snapshot(market.now)))
    for subnet in market.subnets:
        past = memory.past(subnet)
        for span in Span:
            near = {market.price(subnet.netuid, market.now - span.value + by) for by in range(-HOUR, HOUR, MINUTE)}
            assert past.before[span].rao in near
        assert past.volatility is not None
        assert past.low is not None
        assert past.high is not None
        lowest, highest = (pick(market.price(subnet.netuid, at * MINUTE) for at in range(400)) for pick in (min, max))
        assert (past.low.rao, past.high.rao) == (lowest, highest)
    for shown in ChartRange:
        since = max(market.now - shown.span, 0)
        bars = store.bars(GENESIS, market.subnets[2], since, shown.step)
        assert bars[-1].close == market.price(3, market.now)
        assert len(bars) >= 7
