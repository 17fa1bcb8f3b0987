"""The part of the market screen that filters its rows, and reads the filter back."""

from textual import events, getters, on

from dtao_tui.domain.filters.filter_expressions import FilterTrouble, read_filter
from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.filters.filter_reading import FilterReading, read_back, typed_filter
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.output.market_columns import MARKET_COLUMNS, MarketLine
from dtao_tui.output.market_documents import MarketBlock, market_csv
from dtao_tui.screens.copying.row_export import ExportsRows
from dtao_tui.screens.market.arranged_market import ArrangedMarket
from dtao_tui.screens.market.row_facts import facts_for_filters
from dtao_tui.widgets.inputs.filter_line import FilterLine, FilterState
from dtao_tui.widgets.keys.key_table import FILTER
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.panels.filter_panel import FilterPanel
from dtao_tui.widgets.panels.filter_words import filter_words
from dtao_tui.widgets.tables.subnet_columns import WIDE

ROOMY_HEIGHT = 36
"""Rows from which the side has room for the filter and for a chart."""

_FRAME_CELLS = 4
_LINES_ABOVE = 9
"""Lines of the screen that are neither rows nor below them: bars, border, filter line, heading, and a blank one."""


class FilteredMarket(ExportsRows, ArrangedMarket):
    """A screen with a filter line above its table, and a panel that reads the filter back."""

    filter_line = getters.query_one(FilterLine)
    filter_panel = getters.query_one(FilterPanel)
    filter_words = getters.query_one("#filter-words", LineList)

    def __init__(self) -> None:
        super().__init__()
        self._filter = read_filter("")
        self._gathered: tuple[tuple[object, ...], tuple[FilterRow, ...]] | None = None
        self.filter_trouble = ""
        """Why what is typed is no filter; empty where it is one."""

    def exported_rows(self) -> tuple[str, str] | None:
        """The subnets that pass the filter, by number, with every column there is."""
        snapshot, past = self.app.snapshot, self.app.parts.memory.past
        if snapshot is None:
            return None
        lines = [MarketLine(each, past(each.id), snapshot.has_emitted) for each in self.passing(snapshot)]
        block = MarketBlock(snapshot, lines, tuple(MARKET_COLUMNS.values()))
        return ("market", market_csv(block, with_heading=True)) if lines else None

    @on(FilterLine.Changed)
    def apply_filter(self) -> None:
        """Show only the subnets that match the filter."""
        self.show_again()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def show_keys_of_focus(self) -> None:
        """Show what the keys do where they are pressed: in the filter they are text."""
        self.refresh_frame()

    @on(FilterLine.Left)
    def return_to_table(self) -> None:
        """Let the keys act on the table again, and offer the filter again another time."""
        self.table.focus()
        if self.filter_line.text and not self.filter_trouble:
            self.remember_filter(self.filter_line.text)
        # What was typed is a whole word now.
        self.call_after_refresh(self.show_again)

    async def action_filter_line(self, action: str) -> None:
        """Do what a key of the filter does."""
        await self.filter_line.run_action(action)

    def action_filter(self) -> None:
        """Focus the filter."""
        self.filter_line.history = self.remembered.filters
        self.filter_line.open()
        self.show_again()

    def show_filter(self, text: str) -> None:
        """Show the rows that pass this filter."""
        self.filter_line.put(text)

    @property
    def scopes(self) -> tuple[str, ...]:
        """While the filter is typed, its keys come first."""
        return (FILTER, *super().scopes) if self.filter_line.is_typed_into else super().scopes

    @property
    def words_of_filter(self) -> str:
        """The filter that is on while nobody types it."""
        text = self.filter_line.text
        return f"/ {text}" if text and not self.filter_line.is_typed_into else ""

    def passing(self, snapshot: Snapshot) -> list[Subnet]:
        """The subnets that pass the filter; while it is none, those that pass what of it is whole, or the last one."""
        lists, is_typed = self.app.parts.watch_list.lists(snapshot.genesis).names, self.filter_line.is_typed_into
        self.filter_line.lists = lists
        trouble = self._read(lists, is_typed=is_typed)
        if self._filter.passes_all:
            # Facts of thousands of subnets cost a part of each block's time.
            whole = sum(not subnet.is_root for subnet in snapshot.subnets.values())
            self._tell(FilterReading(whole, (), ()), trouble)
            return list(snapshot.subnets.values())
        reading = read_back(self._filter, self._facts(snapshot), lists, is_typed=is_typed)
        self._tell(reading, trouble)
        return [facts.subnet for facts in reading.passing]

    def _facts(self, snapshot: Snapshot) -> tuple[FilterRow, ...]:
        """What the filter may ask of each subnet; gathered once a block, and not again for each letter."""
        parts, holdings = self.app.parts, self.app.holdings
        of_now = (snapshot, holdings, parts.watch_list.lists(snapshot.genesis), self.app.past_reads)
        if self._gathered is None or any(
            one is not other for one, other in zip(self._gathered[0], of_now, strict=True)
        ):
            self._gathered = (of_now, tuple(facts_for_filters(snapshot, parts, holdings)))
        return self._gathered[1]

    def _read(self, lists: tuple[str, ...], *, is_typed: bool) -> FilterTrouble | None:
        """Read what is typed; why it is no filter, if it is none."""
        read, trouble = typed_filter(self.filter_line.text, lists)
        self.filter_trouble = "" if trouble is None else str(trouble)
        if read is not None and (trouble is None or is_typed):
            self._filter = read
        return trouble

    def _tell(self, reading: FilterReading, trouble: FilterTrouble | None) -> None:
        """Say in the line and in the panel what the filter does."""
        settled = [step.left for step in reading.steps if not step.is_typed]
        typed = next((step.left for step in reading.steps if step.is_typed), None)
        passing = next(iter(settled[-1:]), reading.whole)
        if trouble is None:
            self.filter_line.tell(FilterState(passing, typed))
        else:
            self.filter_line.tell(FilterState(passing, typed, str(trouble), trouble.at))
        is_shown = self.size.width >= WIDE and bool(self.filter_line.text)
        self.set_class(is_shown, "-filtering")
        self.set_class(is_shown and self.size.height < ROOMY_HEIGHT, "-crowded")
        if is_shown:
            self.filter_panel.show(reading, self.size.width - self.room_beside_panel - 2 - _FRAME_CELLS)

    def show_filter_words(self, rows: int, snapshot: Snapshot) -> None:
        """While a filter is typed and leaves few rows, tell below them what a filter knows."""
        width = self.room_beside_panel - 2
        is_wanted = self.size.width >= WIDE and self.filter_line.is_typed_into and bool(self.filter_line.text)
        lines = []
        if is_wanted and rows <= self.size.height - _LINES_ABOVE:
            lists = self.app.parts.watch_list.lists(snapshot.genesis)
            lines = filter_words(width, {name: len(each) for name, each in lists.lists.items()}, lists.current)
        is_shown = bool(lines) and rows + len(lines) <= self.size.height - _LINES_ABOVE
        self.set_class(is_shown, "-knowing")
        if is_shown:
            self.filter_words.show_lines(lines)
