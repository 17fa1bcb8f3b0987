"""The subnet under the cursor, beside the table."""

from textual.app import ComposeResult
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from dtao_tui.widgets.charts.price_chart import PriceChart
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.panels.chart_lines import draw_price, untrue_words
from dtao_tui.widgets.panels.subnet_facts import (
    SubnetView,
    chart_note,
    epoch_line,
    impact_lines,
    mine_lines,
    owner_line,
    pool_lines,
    price_line,
    title_of,
    validator_lines,
)
from dtao_tui.widgets.text_lines import put, stacked

_LEAST_WIDTH = 28


class SubnetPanel(RemembersChildren, Frame):
    """Price, chart, pool, impact, and what is mine."""

    head = query_one("#panel-price", Static)
    chart = query_one(PriceChart)
    facts = query_one("#panel-facts", Static)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="panel")
        self._view: SubnetView | None = None

    def compose(self) -> ComposeResult:
        """From the answer down to the details."""
        yield Static(id="panel-price")
        yield PriceChart()
        yield Static(id="panel-facts")

    def show(self, view: SubnetView | None) -> None:
        """Show this subnet, or none."""
        self._view = view
        self.set_class(view is None or not view.subnet.has_pool, "-flat")
        if view is None:
            self.put_titles(Content(""), Content(""))
            put(self.head, Content.styled("no subnet here", "$muted"))
            put(self.facts, Content(""))
            return
        untrue = Content.styled(next(iter(untrue_words(view)), ""), "$muted")
        self.put_titles(title_of(view.subnet), chart_note(view.run) if view.run.took_over else untrue)
        self._write(view)

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        if self._view is not None:
            self._write(self._view)

    def _write(self, view: SubnetView) -> None:
        width = max(self.content_size.width, _LEAST_WIDTH)
        put(self.head, price_line(view, width))
        draw_price(self.chart, view)
        facts = [*pool_lines(view)]
        if view.subnet.has_pool:
            facts += [epoch_line(view), owner_line(view)]
        impact = impact_lines(view, width)
        groups = [part for part in (facts, impact, validator_lines(view, width), mine_lines(view, width)) if part]
        lines = [line for index, part in enumerate(groups) for line in ([Content("")] if index else []) + part]
        put(self.facts, stacked(lines))
