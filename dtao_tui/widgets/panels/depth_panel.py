"""The depth of the pools that an order passes: the impact of every size as a curve, and as a ladder beside it."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one

from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.widgets.charts.impact_chart import ImpactChart
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.panels.impact_list import LADDER_CELLS, ladder_lines
from dtao_tui.widgets.text_lines import put_titles

TITLE = "Price impact"
_BOTH = "both pools together"


class DepthPanel(RemembersChildren, Horizontal):
    """The curve, and the ladder at its side."""

    chart = query_one(ImpactChart)
    ladder = query_one("#ladder", LineList)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="panel")

    def compose(self) -> ComposeResult:
        """The curve, and the list at its side."""
        yield ImpactChart()
        yield LineList(id="ladder")

    def show(self, depth: OrderDepth | None, symbols: Mapping[int, str], without: str) -> None:
        """Show this depth; `without` says why there is none."""
        put_titles(self, _title(depth), Content(""))
        if depth is None:
            self.chart.show(None, "")
            self.ladder.show_lines([Content.styled(without, "$muted")])
            return
        self.chart.show(depth, depth.route.pays.symbol(symbols))
        self.ladder.show_lines(ladder_lines(depth, symbols, LADDER_CELLS))


def _title(depth: OrderDepth | None) -> Content:
    if depth is None:
        return Content.styled(TITLE, "bold")
    pays, gets = depth.route.pays, depth.route.gets
    of_what = "of a stake" if pays.is_tao else "of a sale" if gets.is_tao else _BOTH
    return Content.assemble((TITLE, "bold"), (f"  {of_what}", "$muted"))
