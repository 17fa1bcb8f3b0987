"""The chart of a subnet's own screen: line or candles, own fills, the cursor's keys, and what is remembered of it."""

import logging
from dataclasses import replace

from textual import events, getters, on, work

from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.own_fills import OwnFill, own_fills
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.screens.subnet.ranged_chart import RangedChart
from dtao_tui.settings_memory import ChartMemory
from dtao_tui.widgets.charts.cursored_chart import CursoredChart
from dtao_tui.widgets.keys.key_table import CHART, OPERATION, SUBNET
from dtao_tui.widgets.panels.subnet_facts import SubnetView

_LOG = logging.getLogger(__name__)


class ChartedSubnet(RangedChart):
    """A screen whose chart is chosen, remembered and pointed at."""

    price_chart = getters.query_one("#price-chart", CursoredChart)
    has_candles = False
    _since: tuple[SubnetId, int | None] | None = None
    _fills: tuple[tuple[Order, ...], SubnetId, tuple[OwnFill, ...]] | None = None

    @on(events.Mount)
    def recall_chart(self) -> None:
        """Begin with the chart that was last chosen."""
        word, self.has_candles = ChartMemory(self.app.parts.settings.places.chart).load()
        self.chart_range = next((each for each in ChartRange if each.value == word), self.chart_range)

    @property
    def has_cursor(self) -> bool:
        """Whether keys move the chart's cursor."""
        return isinstance(self.focused, CursoredChart)

    @property
    def scopes(self) -> tuple[str, ...]:
        """While the chart has the focus, the keys of its cursor come first."""
        return (CHART, SUBNET, OPERATION) if self.has_cursor else super().scopes

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def show_keys_of_chart(self) -> None:
        """Show what the keys do where they are pressed; a narrow screen gives the chart its room."""
        self.set_class(self.has_cursor, "-pointing")
        self.refresh_frame()

    def with_past(self, view: SubnetView | None) -> SubnetView | None:
        """The view with what was recorded of its subnet and what was traded there."""
        view = super().with_past(view)
        if view is None or view.series is None:
            return view
        subnet = view.subnet.id
        self._learn_begin(subnet)
        since = self._since[1] if self._since is not None and self._since[0] == subnet else None
        recorded = [bar.time for bar in view.series.bars if not bar.is_told_later]
        begins = [time for time in (since, *recorded[:1]) if time is not None]
        return replace(
            view,
            has_candles=self.has_candles,
            fills=self._own_fills(subnet),
            recorded_since=min(begins, default=None),
        )

    def action_range(self, step: int) -> None:
        """Show a longer range of time, or a shorter one, and remember it."""
        super().action_range(step)
        self._remember()

    def action_candles(self) -> None:
        """Draw candles, or a line, and remember it."""
        self.has_candles = not self.has_candles
        self._remember()
        self.show_past()

    def _remember(self) -> None:
        memory = ChartMemory(self.app.parts.settings.places.chart)
        try:
            memory.remember(self.chart_range.value, has_candles=self.has_candles)
        except OSError as error:
            _LOG.warning("the chart is not remembered: %s", error)

    def _own_fills(self, subnet: SubnetId) -> tuple[OwnFill, ...]:
        orders = self.app.parts.desk.orders
        if self._fills is None or self._fills[0] is not orders or self._fills[1] != subnet:
            self._fills = (orders, subnet, own_fills(orders, subnet))
        return self._fills[2]

    def _learn_begin(self, subnet: SubnetId) -> None:
        if self._since is None or self._since[0] != subnet:
            self._since = (subnet, None)
            self._read_begin(subnet)

    @work(group="begin of the record", exclusive=True, exit_on_error=True)
    async def _read_begin(self, subnet: SubnetId) -> None:
        """Ask the record when it begins; the day does not change while the screen is open."""
        self._since = (subnet, await self.app.parts.memory.recorded_since(subnet))
        if self._since[1] is not None:
            self.show_past()
