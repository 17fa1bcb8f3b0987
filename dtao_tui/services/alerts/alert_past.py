"""Asks the record how often the condition of an alert was true in the last seven days."""

import asyncio
import logging
from collections.abc import Callable, Iterable

from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_conditions import AlertCondition, looks_at, read_condition
from dtao_tui.domain.alerts.past_conditions import RECORDED, PastTruth, past_truth
from dtao_tui.domain.filters.filter_expressions import FilterTrouble
from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.formatting import age, count
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.market_record import MarketRecord, RecordTrouble

ASKED = 7 * DAY
BEFORE = 7 * DAY + 8 * HOUR
"""What changes are compared with lies before the days that are asked."""

FINE, FINE_UP_TO = 10 * MINUTE, 8
COARSE, COARSE_UP_TO = HOUR, 256
"""The bars that are asked, and of how many subnets at most: of more the deepest."""

_LOG = logging.getLogger(__name__)


class AlertPast:
    """What the record says of conditions."""

    def __init__(self, record: MarketRecord, rows: Callable[[Snapshot], Iterable[FilterRow]]) -> None:
        self._record = record
        self._rows = rows

    async def recent_words(self, alert: Alert, snapshot: Snapshot) -> str:
        """A few words of how often the condition was true lately; they say so where nothing tells it."""
        try:
            condition = read_condition(alert.condition)
        except FilterTrouble:
            return ""
        if condition.is_event:
            # Only what it fired at itself is kept of trades.
            return ""
        if missing := condition.fields - RECORDED:
            return f"recent: {', '.join(sorted(missing))} is not in the record"
        if snapshot.time_ms is None:
            return ""
        try:
            found = await asyncio.to_thread(self._asked, alert, condition, snapshot, snapshot.time_ms)
        except RecordTrouble as trouble:
            _LOG.warning("the past of a condition cannot be read: %s", trouble)
            return "recent: the record cannot be read"
        return _words(found, snapshot.time_ms)

    def _asked(self, alert: Alert, condition: AlertCondition, snapshot: Snapshot, now: int) -> PastTruth:
        """Runs in a thread: it reads thousands of bars."""
        rows = [row for row in self._rows(snapshot) if row.subnet.has_pool and looks_at(alert, row)]
        step = FINE if len(rows) <= FINE_UP_TO else COARSE
        deepest = sorted(rows, key=lambda row: -row.subnet.pool.tao_in.rao)[:COARSE_UP_TO]
        whole = PastTruth()
        for row in deepest:
            bars = self._record.bars(snapshot.genesis, row.subnet.id, max(now - ASKED - BEFORE, 0), step)
            whole = whole.joined(past_truth(condition, row, bars, now - ASKED))
        return whole


def _words(found: PastTruth, now: int) -> str:
    if found.since is None:
        return "recent: nothing is recorded"
    # The first bar of the days that are asked is over some time after they begin.
    span = age((ASKED if now - found.since > ASKED - 2 * HOUR else now - found.since) / 1000)
    times = "never true" if not found.times else "true once" if found.times == 1 else f"true {count(found.times)} times"
    return f"recent: {times} in {span}{', a part of it is story' if found.is_story else ''}"
