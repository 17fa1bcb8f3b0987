"""The subnet under the cursor, beside the table."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from dtao_tui.widgets.charts.price_chart import PriceChart
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.lifecycle import RemembersChildren, is_leaving
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
from dtao_tui.widgets.text_lines import give_all_rows, put, stacked

Groups = Sequence[Sequence[Content]]

_LEAST_WIDTH = 28
_HEAD_ROWS = 2
"""The price, and a blank row below."""

_CHART_ROWS = 7
"""The chart at its lowest, and a blank row above."""

_MORE = "…  enter shows all"


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
        """Show this subnet, or none; nothing once the panel is being removed, while what was read still arrives."""
        if is_leaving(self):
            return
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
        """Lay the lines out for the new size."""
        if self._view is not None:
            self._write(self._view)
            self.call_after_refresh(give_all_rows, self.facts)

    def _write(self, view: SubnetView) -> None:
        width = max(self.content_size.width, _LEAST_WIDTH)
        put(self.head, price_line(view, width))
        draw_price(self.chart, view)
        facts = [*pool_lines(view)]
        if view.subnet.has_pool:
            facts += [epoch_line(view), owner_line(view)]
        impact = impact_lines(view, width)
        groups = [part for part in (facts, impact, validator_lines(view, width), mine_lines(view, width)) if part]
        room = self.content_size.height - _HEAD_ROWS
        self.set_class(0 < room < _rows_of(groups) + _CHART_ROWS, "-cramped")
        put(self.facts, stacked(_fitting(groups, room) if room > 0 else _joined(groups)))


def _rows_of(groups: Groups) -> int:
    return sum(len(group) + 1 for group in groups) - 1 if groups else 0


def _joined(groups: Groups) -> list[Content]:
    return [line for index, group in enumerate(groups) for line in ([Content("")] if index else []) + list(group)]


def _fitting(groups: Groups, room: int) -> list[Content]:
    """The lines of the groups that have room, whole ones only; a last line marks that there are more."""
    if _rows_of(groups) <= room:
        return _joined(groups)
    kept = list(groups)
    while kept and _rows_of(kept) + 1 > room:
        kept.pop()
    return [*_joined(kept), Content.styled(_MORE, "$dim")]
