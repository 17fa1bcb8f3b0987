"""The market: every subnet's pool, live."""

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from dtao_tui.domain.market import Snapshot, Subnet, Validator
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.intents import Op
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens import lazy_screens
from dtao_tui.screens.base import network_name
from dtao_tui.screens.market.arranged_market import BORDERS, CORNERS
from dtao_tui.screens.market.filtered_market import FilteredMarket
from dtao_tui.screens.market.watching_market import WatchingMarket
from dtao_tui.screens.plans.plan_forms import BasketForm
from dtao_tui.screens.plans.plan_host import PlanHost
from dtao_tui.screens.subnet.ranged_chart import RangedChart
from dtao_tui.screens.subnet.subnet_view import subnet_view
from dtao_tui.training.epoch_pace import title_words
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.inputs.filter_line import FilterLine
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import COMMANDS, LISTS, MARKET, OPERATION, PLAN_TICKET, ROWS
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.market_lines import FooterNotes, market_footer, market_title
from dtao_tui.widgets.panels.filter_panel import FilterPanel
from dtao_tui.widgets.panels.subnet_panel import SubnetPanel
from dtao_tui.widgets.tables.row_marks import MarkedRow, RowMarks
from dtao_tui.widgets.tables.subnet_columns import WIDE, MarketRow
from dtao_tui.widgets.tables.subnet_table import SubnetTable

TALL = 42
"""Rows from which the panel has room for validators."""

REST_SECONDS = 0.2


class MarketScreen(FilteredMarket, WatchingMarket, PlanHost, RangedChart):
    """All subnets in one table, and the chosen one beside it."""

    AUTO_FOCUS = "SubnetTable"
    mode = "market"
    own_scopes = (MARKET, OPERATION, LISTS, ROWS)
    dock_place = "#market"
    rest_seconds = REST_SECONDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MARKET, OPERATION, LISTS), *bindings(PLAN_TICKET)]

    frame = getters.query_one("#subnets", Frame)
    panel = getters.query_one(SubnetPanel)

    def __init__(self) -> None:
        super().__init__()
        self._marks = RowMarks()
        self._validators: tuple[int, tuple[Validator, ...]] = (-1, ())

    def body(self) -> ComposeResult:
        """The table with its filter, and the panel at its side."""
        with Horizontal(id="market"):
            with Frame(id="subnets", classes="panel table-panel"):
                yield FilterLine(id="filter")
                yield SubnetTable(id="subnet-table")
                yield LineList(id="filter-words")
            with Vertical(id="side"):
                yield FilterPanel(id="filter-panel")
                yield SubnetPanel(id="side-subnet")

    @on(events.Mount)
    def begin(self) -> None:
        """Name the network before its first block is here."""
        self.frame.put_titles(market_title(network_name(self.app), None, None), Content(""))
        self.table.focus()

    @on(events.Resize)
    def choose_columns(self) -> None:
        """Show the columns that have room now."""
        self.refit()

    def offers(self, command: Command) -> bool:
        """There is nothing to trade before the first block."""
        if command in COMMANDS[OPERATION]:
            return self.traded_netuid is not None and super().offers(command)
        return super().offers(command)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Bring table, sums and panel to this block."""
        if self._order.is_due(self._rows(snapshot.subnets.values())):
            self.sort_rows(snapshot)
        for sentence in self._marks.follow(snapshot.subnets):
            self.notify(sentence, severity="warning", markup=False, timeout=12)
        self.tell_gone(snapshot)
        found = self.passing(snapshot)
        arranged = self._order.arranged(self._rows(found))
        is_first = self.table.netuid is None
        self.table.show_subnets(arranged, self._order.sorting)
        self.show_filter_words(len(arranged), snapshot)
        if is_first:
            self.table.choose_first([row.subnet for row in arranged])
        shown = sum(not subnet.is_root for subnet in found)
        whole = sum(not subnet.is_root for subnet in snapshot.subnets.values())
        sorted_at = None if self._order.is_current(arranged) else self._order.block
        title = market_title(snapshot.network, shown, whole, sorted_at, self.filter_trouble, title_words(snapshot))
        self.frame.put_titles(title, market_footer(snapshot, self._room_below, self._notes(snapshot)))
        self.table.show_marks([str(row.subnet.netuid) for row in self._marks.rows])
        self.show_plan_block(snapshot)
        self._show_panel()

    @on(SubnetTable.SubnetChosen)
    def follow_cursor(self) -> None:
        """Show the subnet under the cursor beside the table."""
        self._show_panel()

    @on(SubnetTable.SubnetOpened)
    def open_subnet(self, event: SubnetTable.SubnetOpened) -> None:
        """Show one subnet alone."""
        self.app.push_screen(lazy_screens.subnet(event.netuid))

    @on(SubnetTable.SortWanted)
    def sort_by_head(self, event: SubnetTable.SortWanted) -> None:
        """Sort by the clicked column."""
        self.sort_by(event.sorting)

    @property
    def marked(self) -> tuple[MarkedRow, ...]:
        """The marked subnets, those that the filter hides included."""
        return self._marks.rows

    @property
    def traded_netuid(self) -> int | None:
        """The subnet under the cursor."""
        return self.table.netuid

    def action_mark(self) -> None:
        """Mark the subnet under the cursor, or take its mark away."""
        netuid, snapshot = self.table.netuid, self.app.snapshot
        if netuid is not None and snapshot is not None:
            self._marks.toggle(MarkedRow(snapshot.subnets[netuid].id))
            if self.plan_dock is not None:
                self.plan_dock.show_form(self._basket_form())
            self.show_again()

    def action_unmark_all(self) -> None:
        """Take all marks away."""
        self._marks.clear()
        self.show_again()

    def action_trade(self, op: str) -> None:
        """Open the subnet under the cursor with a ticket."""
        if self.table.netuid is not None:
            self.app.push_screen(lazy_screens.subnet(self.table.netuid, Op(op)))

    async def action_basket(self) -> None:
        """Open a basket of the marked subnets, or of the one under the cursor."""
        if self.table.netuid is not None and self.app.snapshot is not None:
            await self.open_plan_dock(self._basket_form())

    @property
    def plan_netuid(self) -> int | None:
        """The subnet under the cursor."""
        return self.table.netuid

    def _basket_form(self) -> BasketForm:
        subnets = tuple(row.subnet for row in self._marks.rows)
        if not subnets and self.app.snapshot is not None and self.table.netuid is not None:
            subnets = (self.app.snapshot.subnets[self.table.netuid].id,)
        return BasketForm(subnets, self.app.parts.settings.tolerance)

    @property
    def has_open_part(self) -> bool:
        """Whether a basket is open, or a filter narrows the rows."""
        return self.plan_dock is not None or bool(self.filter_line.text)

    async def leave_part(self) -> bool:
        """Close the basket, then show all subnets again."""
        if await self.close_plan_dock():
            self.table.focus()
            return True
        was_open = self.has_open_part
        self.filter_line.clear()
        self.table.focus()
        return was_open

    def _notes(self, snapshot: Snapshot) -> FooterNotes:
        watched = len(self.app.parts.watch_list.subnets(snapshot.genesis))
        return FooterNotes(self.words_of_missing, self.words_of_filter, watched, len(self._marks))

    @property
    def _room_below(self) -> int:
        """Cells of the table's lower border."""
        return self.room_beside_panel - CORNERS + BORDERS

    def sort_rows(self, snapshot: Snapshot) -> None:
        """Take the order that the numbers of this block give."""
        self._order.sort(self._rows(snapshot.subnets.values()), snapshot.block)

    def _rows(self, subnets: Iterable[Subnet]) -> list[MarketRow]:
        snapshot, parts = self.app.snapshot, self.app.parts
        watched = parts.watch_list.subnets(snapshot.genesis) if snapshot else frozenset[SubnetId]()
        has_emitted = snapshot is not None and snapshot.has_emitted
        return [MarketRow(each, parts.memory.past(each.id), each.id in watched, has_emitted) for each in subnets]

    def show_past(self) -> None:
        """Draw what was recorded of the subnet under the cursor."""
        netuid = self.table.netuid
        if self.size.width < WIDE:
            return
        if netuid is None:
            self.panel.show(None)
            return
        known = self._validators[1] if self._validators[0] == netuid else ()
        has_room = self.size.height >= TALL
        self.panel.show(self.with_past(subnet_view(self.app, netuid, known if has_room else None)))

    def _show_panel(self) -> None:
        self.show_past()
        netuid = self.table.netuid
        if netuid is not None and self.size.width >= WIDE and self.size.height >= TALL:
            self._learn_validators(netuid)

    @work(group="side", exclusive=True, exit_on_error=True)
    async def _learn_validators(self, netuid: int) -> None:
        """Ask for the validators when the cursor rests; the desk keeps the answer for some blocks."""
        await asyncio.sleep(REST_SECONDS)
        snapshot = self.app.snapshot
        if snapshot is None:
            return
        try:
            validators = await self.app.parts.desk.validators(netuid, snapshot)
        except Trouble:
            # The panel then does without them; the feed tells what is wrong with the connection.
            return
        if validators != self._validators[1] or netuid != self._validators[0]:
            self._validators = (netuid, validators)
            self.show_past()
