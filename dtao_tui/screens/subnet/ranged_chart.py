"""Screens with a price chart over a range: what was recorded is read beside the screen, some seconds apart."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from textual import work

from dtao_tui.domain.history.bar_frames import Bar
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.history.price_series import series_of
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.screens.base import BaseScreen
from dtao_tui.widgets.panels.subnet_facts import SubnetView

READ_AGAIN_SECONDS = 15.0

_Shown = tuple[SubnetId, ChartRange]


class RangedChart(BaseScreen):
    """A screen that shows one subnet's price over a range."""

    chart_range = ChartRange.DAY
    rest_seconds = 0.0
    """How long a cursor rests on a subnet before its past is read."""

    _bars: tuple[_Shown, float, Sequence[Bar]] | None = None
    _asked: _Shown | None = None

    def show_past(self) -> None:
        """Draw the chart again, after its bars were read."""
        raise NotImplementedError

    def with_past(self, view: SubnetView | None) -> SubnetView | None:
        """The view with what was recorded of its subnet; it is read again where that is old."""
        snapshot = self.app.snapshot
        if view is None or snapshot is None or not view.subnet.has_pool:
            return view
        subnet = view.subnet.id
        self._read_soon(subnet, snapshot)
        # Until another range is read, the one before is shown.
        bars = self._bars[2] if self._bars is not None and self._bars[0][0] == subnet else ()
        now, backfills = snapshot.time_ms, self.app.parts.backfills
        return replace(
            view,
            past=self.app.parts.memory.past(subnet),
            backfilled_from=self.app.parts.memory.backfilled_from,
            can_backfill=backfills is not None and bool(backfills.usual),
            series=None if now is None else series_of(bars, now, view.subnet.price),
            chart_range=self.chart_range,
        )

    def action_range(self, step: int) -> None:
        """Show a longer range of time, or a shorter one."""
        self.chart_range = self.chart_range.stepped(step)
        self.show_past()

    def _read_soon(self, subnet: SubnetId, snapshot: Snapshot) -> None:
        shown, now = (subnet, self.chart_range), self.app.parts.clock.now()
        is_fresh = self._bars is not None and self._bars[0] == shown and now - self._bars[1] < READ_AGAIN_SECONDS
        if self._bars is not None and not self._bars[2] and self.app.parts.memory.is_read:
            is_fresh = False
        if snapshot.time_ms is None or is_fresh or self._asked == shown:
            return
        self._asked = shown
        self._read_bars(shown, snapshot.time_ms)

    @work(group="past", exclusive=True, exit_on_error=True)
    async def _read_bars(self, shown: _Shown, now: int) -> None:
        await asyncio.sleep(self.rest_seconds)
        subnet, chart_range = shown
        bars = await self.app.parts.memory.bars(subnet, chart_range, now)
        self._asked = None
        self._bars = (shown, self.app.parts.clock.now(), bars)
        if bars:
            self.show_past()
