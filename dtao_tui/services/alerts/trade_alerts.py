"""Asks the conditions of alerts on trades of each trade on the tape, and fires at once.

While such an alert is on, and this program is the one that fires, it keeps an interest in the events of blocks.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.alerts.alert import Alert
from dtao_tui.domain.alerts.alert_conditions import AlertCondition, looks_at
from dtao_tui.domain.alerts.alert_states import (
    AlertState,
    ConditionVerdict,
    TradeVerdict,
    after_trades,
    is_fresh,
)
from dtao_tui.domain.alerts.firings import FiredTrade, Firing, written
from dtao_tui.domain.filters.filter_fields import FilterRow, TradeFacts
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.tape_trades import TapeOp, TapeTrade
from dtao_tui.ports.chain import Clock
from dtao_tui.services.alerts.alert_register import AlertRegister
from dtao_tui.services.alerts.alert_teller import AlertTeller
from dtao_tui.services.block_events.events_follower import EventsFollower, Interest
from dtao_tui.services.block_events.market_tape import TradesSeen
from dtao_tui.services.hub import Hub

MOST_WAITING = 64
"""Blocks whose trades wait to be looked at."""

Rows = Callable[[Snapshot], Iterable[FilterRow]]

_LOG = logging.getLogger(__name__)


class TradeAlerts:
    """The alerts on trades of the chain in use."""

    def __init__(self, register: AlertRegister, rows: Rows, clock: Clock, teller: AlertTeller) -> None:
        self._register = register
        self._rows = rows
        self._clock = clock
        self._teller = teller
        self._events: EventsFollower | None = None
        self._interest: Interest | None = None
        self._snapshot: Snapshot | None = None
        self._waiting: deque[TradesSeen] = deque(maxlen=MOST_WAITING)
        self._task: asyncio.Task[None] | None = None

    def follow(self, hub: Hub, events: EventsFollower) -> None:
        """Take the trades that are published on the hub."""
        self._events = events
        hub.subscribe(TradesSeen, "The alerts on trades", self.take)

    def observe(self, snapshot: Snapshot, *, is_firing: bool) -> None:
        """A new block, and whether this program fires: read events while an alert needs them."""
        self._snapshot = snapshot
        wants = is_firing and any(True for _ in self._asked())
        if wants and self._interest is None and self._events is not None:
            self._interest = self._events.want("alerts on trades")
        elif not wants and self._interest is not None:
            self._interest.end()
            self._interest = None

    def take(self, seen: TradesSeen) -> None:
        """The trades of a block."""
        if self._interest is None:
            return
        self._waiting.append(seen)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work_off(), name="alerts on trades")

    async def finish(self) -> None:
        """Wait until the trades taken so far are looked at."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def close(self) -> None:
        """Look at no more trades; never raises."""
        self._waiting.clear()
        if self._interest is not None:
            self._interest.end()
            self._interest = None
        await self.finish()

    async def _work_off(self) -> None:
        while self._waiting:
            seen = self._waiting.popleft()
            try:
                await self._look_at(seen)
            except Exception:
                _LOG.exception("the trades of a block were not looked at for alerts")

    async def _look_at(self, seen: TradesSeen) -> None:
        snapshot, now = self._snapshot, round(self._clock.wall() * 1000)
        # What was sold for a network fee is no trade that anybody wanted.
        found = [line.trade for line in seen.lines if line.trade.op is not TapeOp.FEE]
        time = next((trade.time_ms for trade in found if trade.time_ms is not None), None)
        if snapshot is None or time is None or not is_fresh(time, now):
            return
        wanted = {trade.subnet for trade in found}
        rows = await asyncio.to_thread(_rows_of, self._rows, snapshot, wanted)
        states: dict[str, AlertState] = {}
        firings: list[Firing] = []
        for alert, condition in self._asked():
            asked = [trade for trade in found if _is_looked_at(alert, rows.get(trade.subnet))]
            verdicts = [TradeVerdict(trade.subnet, _verdict(condition, rows[trade.subnet], trade)) for trade in asked]
            states[alert.id], fired = after_trades(self._register.state(alert), seen.block, time, verdicts)
            if fired is not None and fired.trade is not None:
                trade, row = asked[fired.trade], rows[fired.subnet]
                firings.append(
                    Firing(
                        alert.id,
                        time,
                        seen.block,
                        fired.subnet,
                        row.subnet.label,
                        written(fired.value),
                        condition.unit,
                        fired.others,
                        price=trade.after or row.subnet.price,
                        trade=_fired_trade(trade),
                    )
                )
        if firings:
            await self._teller.fire(states, firings)
        else:
            self._register.take_over(states)

    def _asked(self) -> Iterator[tuple[Alert, AlertCondition]]:
        for alert in self._register.alerts:
            condition = self._register.condition(alert)
            if alert.is_on and condition is not None and condition.is_event:
                yield alert, condition


def _rows_of(rows: Rows, snapshot: Snapshot, wanted: set[SubnetId]) -> Mapping[SubnetId, FilterRow]:
    return {row.subnet.id: row for row in rows(snapshot) if row.subnet.id in wanted}


def _is_looked_at(alert: Alert, row: FilterRow | None) -> bool:
    return row is not None and looks_at(alert, row) is True


def _verdict(condition: AlertCondition, row: FilterRow, trade: TapeTrade) -> ConditionVerdict:
    return condition.verdict(replace(row, trade=TradeFacts(trade.tao, trade.side)))


def _fired_trade(trade: TapeTrade) -> FiredTrade:
    by = shortened(trade.hotkeys[0]) if trade.hotkeys else ""
    return FiredTrade(trade.side, trade.tao, trade.before, trade.after, by)
