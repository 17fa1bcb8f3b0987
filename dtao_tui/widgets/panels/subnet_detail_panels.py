"""The panels of one subnet's own screen: its price and its facts."""

from collections.abc import Iterable, Mapping
from itertools import zip_longest

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Static

from dtao_tui.domain.depth.order_depth import OrderDepth
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.panels.impact_list import ladder_lines
from dtao_tui.widgets.panels.past_lines import past_lines
from dtao_tui.widgets.panels.subnet_facts import (
    SubnetView,
    brief_lines,
    epoch_line,
    impact_lines,
    mine_lines,
    owner_line,
    pool_lines,
    root_lines,
    size_lines,
)
from dtao_tui.widgets.text_lines import give_all_rows, put, stacked

_TWO_COLUMNS, _BETWEEN = 64, 4
"""Cells from which facts stand in two columns, and those between them."""

_LEAST_WIDTH = 28
LEAST_CHART_ROWS = 8
"""Rows that the panel of the price takes at least, as its style sheet says."""

_LADDER_HEAD = 2
"""A blank row and the heading."""


class BriefFacts(LineList):
    """The few facts that a narrow screen has room for below its chart."""

    def show(self, view: SubnetView, depth: OrderDepth | None, symbols: Mapping[int, str]) -> None:
        """Show pool, epoch, what is mine, and how far each impact reaches; nothing is made of it where none sees it."""
        if not self.display:
            return
        lines, room = brief_lines(view), self._room
        most = room - len(lines) - _LADDER_HEAD
        ladder = ladder_lines(depth, symbols, self.content_size.width, most) if depth else []
        self.show_lines([*lines, *([Content(""), *ladder] if ladder else [])][:room])

    @property
    def _room(self) -> int:
        """The rows that the chart leaves to it."""
        column = self.parent
        return max(column.size.height - LEAST_CHART_ROWS, 0) if isinstance(column, Widget) else 0


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
        """Set the panel's title, and lay the lines out anew when the scroll bar takes room or gives it back."""
        self.border_title = Content.styled("Subnet", "bold")
        self.watch(self, "show_vertical_scrollbar", self._lay_out, init=False)

    def on_resize(self) -> None:
        """Lay the lines out for the new width, and once more when the text has its place."""
        if self._view is not None:
            self.show(self._view)
            self.call_after_refresh(give_all_rows, self.facts)

    def _lay_out(self) -> None:
        if self._view is not None:
            self.call_after_refresh(self.show, self._view)

    def show(self, view: SubnetView) -> None:
        """Show this subnet."""
        self._view = view
        width = max(self.scrollable_content_region.width, _LEAST_WIDTH)
        own = [epoch_line(view), owner_line(view), *size_lines(view)] if view.subnet.has_pool else []
        if width >= _TWO_COLUMNS:
            put(self.facts, stacked(_in_two_columns(view, own, width)))
            return
        first, mine = pool_lines(view) + own, mine_lines(view, width)
        others = (past_lines(view, width), impact_lines(view, width))
        lines = _parted((first, *others, mine, root_lines(view, width)))
        if view.held and len(lines) > self.scrollable_content_region.height:
            lines = _parted((first, mine, *others, root_lines(view, width)))
        put(self.facts, stacked(lines))


def _in_two_columns(view: SubnetView, own: list[Content], width: int) -> list[Content]:
    """Pool and sizes beside what is mine and the day's facts; impact and root's share are told by other panels then."""
    room = (width - _BETWEEN) // 2
    left = _parted((pool_lines(view) + own,))
    right = _parted((mine_lines(view, room), past_lines(view, room)))
    pairs = zip_longest(left, right, fillvalue=Content(""))
    return [Content.assemble(one.pad_right(max(room + _BETWEEN - one.cell_length, 0)), other) for one, other in pairs]


def _parted(groups: Iterable[list[Content]]) -> list[Content]:
    """The lines of these groups with a blank one between."""
    return [line for part in groups if part for line in (*part, Content(""))][:-1]
