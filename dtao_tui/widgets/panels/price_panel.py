"""The panel of a subnet's price: what it is, the chart with its cursor, and beside a swap's ticket the ratio of two."""

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from dtao_tui.domain.market import Subnet
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.session_prices import Run
from dtao_tui.widgets.charts.cursored_chart import CursoredChart
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.panels.chart_lines import (
    chart_border,
    draw_price,
    fill_words,
    made_of,
    pointed_lines,
    ranges_words,
)
from dtao_tui.widgets.panels.subnet_facts import SubnetView, chart_note, moved_line, price_line, title_of
from dtao_tui.widgets.text_lines import put, stacked

_RANGE_CELLS = 60
_LEAST_WIDTH = 28
_BORDER_CELLS = 2
"""Cells inside the panel that a text in its border cannot have."""


@dataclass(frozen=True, slots=True)
class RatioView:
    """The price of one subnet in another's, over the session, and a swap's limit."""

    origin: Subnet
    destination: Subnet
    run: Run
    """In 10⁻⁹ alpha of the destination for one of the origin."""

    block_seconds: float
    limit: PriceRatio | None = None


class PricePanel(RemembersChildren, Frame):
    """The price, where it has been, and its chart."""

    head = query_one("#price-head", Static)
    values = query_one("#price-cursor", Static)
    chart = query_one(CursoredChart)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="panel")
        self._view: SubnetView | None = None
        self._ratio: RatioView | None = None

    def compose(self) -> ComposeResult:
        """The line, the values under the cursor, and the chart."""
        yield Static(id="price-head")
        yield Static(id="price-cursor")
        yield CursoredChart(id="price-chart")

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        if self._view is not None:
            self.show(self._view)
        elif self._ratio is not None:
            self.show_ratio(self._ratio)

    def show(self, view: SubnetView) -> None:
        """Show this subnet's price."""
        self._view, self._ratio = view, None
        put(self.head, price_line(view, self._width, with_range=self._width >= _RANGE_CELLS))
        draw_price(self.chart, view, is_whole=True)
        self._write_border()

    def show_ratio(self, ratio: RatioView) -> None:
        """Show the ratio of two subnets' prices, with the limit in it."""
        self._view, self._ratio = None, ratio
        width, now = self._width, ratio.run.last
        to = Content.styled(" to ", "$muted")
        title = Content("").join([title_of(ratio.origin), to, title_of(ratio.destination)])
        self.put_titles(title, Content.styled("session", "$muted"))
        unit = f"{ratio.destination.symbol} per {ratio.origin.symbol}"
        if now is not None:
            ends = ratio.run.low_and_high
            put(self.head, moved_line(now, unit, ratio.run.change, ends, width, with_range=width >= _RANGE_CELLS))
        self.chart.show(ratio.run, ratio.block_seconds, ratio.limit.billionths if ratio.limit else None)

    @on(CursoredChart.CursorMoved)
    def show_values(self, event: CursoredChart.CursorMoved) -> None:
        """Show what is under the cursor."""
        event.stop()
        pointed = self.chart.pointed
        self.values.set_class(pointed is not None, "-pointed")
        put(self.values, stacked(pointed_lines(pointed, self._width)) if pointed else Content(""))
        self._write_border()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def follow_focus(self) -> None:
        """Draw the rule in the border as the border is."""
        self._write_border()

    @property
    def _width(self) -> int:
        return max(self.content_size.width, _LEAST_WIDTH)

    def _write_border(self) -> None:
        view, pointed, plot = self._view, self.chart.pointed, self.chart.plot
        if view is None:
            return
        if view.series is None:
            self.put_titles(title_of(view.subnet), chart_note(view.run))
            return
        width = self._width - _BORDER_CELLS
        ranges = ranges_words(view, width)
        rule = "$focus" if self.has_pseudo_class("focus-within") else "$rule"
        if pointed is not None and pointed.fills:
            fills = fill_words(pointed.fills, view.subnet.symbol)
            words = chart_border(fills, ranges, width, rule)
            # Where both have no room, what was asked for comes first.
            words = words if words != ranges else fills[-1]
        else:
            words = chart_border(made_of(view, plot.candle_step if plot else None), ranges, width, rule)
        self.put_titles(title_of(view.subnet), words)
