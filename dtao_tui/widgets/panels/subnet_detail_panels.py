"""The panels of one subnet's own screen: its price and its facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.session_prices import Run
from dtao_tui.widgets.charts.price_chart import PriceChart
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.panels.impact_list import ladder_lines
from dtao_tui.widgets.panels.past_lines import draw_price, past_lines, ranges_line
from dtao_tui.widgets.panels.subnet_facts import (
    SubnetView,
    brief_lines,
    chart_note,
    epoch_line,
    impact_lines,
    mine_lines,
    moved_line,
    owner_line,
    pool_lines,
    price_line,
    root_lines,
    size_lines,
    title_of,
)
from dtao_tui.widgets.text_lines import put, stacked

_RANGE_CELLS = 60
_LEAST_WIDTH = 28


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
    chart = query_one(PriceChart)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="panel")

    def compose(self) -> ComposeResult:
        """The line and the chart."""
        yield Static(id="price-head")
        yield PriceChart()

    def show(self, view: SubnetView) -> None:
        """Show this subnet's price."""
        width = max(self.content_size.width, _LEAST_WIDTH)
        self.put_titles(title_of(view.subnet), ranges_line(view, width) if view.series else chart_note(view.run))
        put(self.head, price_line(view, width, with_range=width >= _RANGE_CELLS))
        draw_price(self.chart, view)

    def show_ratio(self, ratio: RatioView) -> None:
        """Show the ratio of two subnets' prices, with the limit in it."""
        width, now = max(self.content_size.width, _LEAST_WIDTH), ratio.run.last
        to = Content.styled(" to ", "$muted")
        title = Content("").join([title_of(ratio.origin), to, title_of(ratio.destination)])
        self.put_titles(title, Content.styled("session", "$muted"))
        unit = f"{ratio.destination.symbol} per {ratio.origin.symbol}"
        if now is not None:
            ends = ratio.run.low_and_high
            put(self.head, moved_line(now, unit, ratio.run.change, ends, width, with_range=width >= _RANGE_CELLS))
        self.chart.show(ratio.run, ratio.block_seconds, ratio.limit.billionths if ratio.limit else None)


class BriefFacts(LineList):
    """The few facts that a narrow screen has room for below its chart."""

    def show(self, view: SubnetView, depth: OrderDepth | None, symbols: Mapping[int, str]) -> None:
        """Show pool, epoch, what is mine, and how far each impact reaches; nothing is made of it where none sees it."""
        if not self.display:
            return
        ladder = [Content(""), *ladder_lines(depth, symbols, self.content_size.width)] if depth else []
        self.show_lines(brief_lines(view) + ladder)


class FactsPanel(RemembersChildren, VerticalScroll):
    """All there is to know about a subnet, shown while no ticket is open."""

    facts = query_one("#facts-text", Static)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="panel")
        self._view: SubnetView | None = None

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="facts-text")

    def on_mount(self) -> None:
        """Set the panel's title."""
        self.border_title = Content.styled("Subnet", "bold")

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        if self._view is not None:
            self.show(self._view)

    def show(self, view: SubnetView) -> None:
        """Show this subnet."""
        self._view = view
        width = max(self.scrollable_content_region.width, _LEAST_WIDTH)
        own = [epoch_line(view), owner_line(view), *size_lines(view)] if view.subnet.has_pool else []
        groups = (
            pool_lines(view) + own,
            past_lines(view, width),
            impact_lines(view, width),
            mine_lines(view, width),
            root_lines(view, width),
        )
        put(self.facts, stacked([line for part in groups if part for line in (*part, Content(""))][:-1]))
