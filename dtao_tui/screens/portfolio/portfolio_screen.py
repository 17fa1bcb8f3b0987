"""The portfolio screen: holdings of one account or all, with spot and exit values."""

from dataclasses import replace
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.grouping import Grouping
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.portfolio import Portfolio
from dtao_tui.domain.trades.intents import Op
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens import lazy_screens
from dtao_tui.screens.portfolio.curved_portfolio import CurvedPortfolio
from dtao_tui.screens.portfolio.fiat_flow import in_fiat
from dtao_tui.screens.portfolio.portfolio_words import (
    CONNECTING,
    EMPTY,
    NOT_READ,
    TO_COME,
    holdings_title,
    worth_title,
)
from dtao_tui.services.account_portfolio import portfolio_of
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import COMMANDS, EVERYWHERE, LISTS, OPERATION, PLAN_TICKET, PORTFOLIO, ROWS
from dtao_tui.widgets.lifecycle import is_leaving
from dtao_tui.widgets.panels.holding_panel import HoldingPanel
from dtao_tui.widgets.panels.portfolio_totals import WorthView
from dtao_tui.widgets.tables.columns import Sorting
from dtao_tui.widgets.tables.holdings_table import HoldingsTable, HoldingsView, RowKey
from dtao_tui.widgets.tables.holdings_total import HoldingsTotal
from dtao_tui.widgets.tables.keyed_table import KeyedTable
from dtao_tui.widgets.tables.row_marks import MarkedRow, RowMarks
from dtao_tui.widgets.tables.sorting_table import SortingTable

OF_SUBNETS = ("list.mark", "list.sort", "list.reverse", "list.refresh", "portfolio.fold", "portfolio.unfold")
"""What only rows of subnets know."""


class PortfolioScreen(CurvedPortfolio):
    """The holdings of one account, or of all together."""

    mode = "portfolio"
    own_scopes = (PORTFOLIO, OPERATION, LISTS, ROWS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PORTFOLIO, OPERATION, LISTS), *bindings(PLAN_TICKET)]

    total = query_one(HoldingsTotal)

    def __init__(self) -> None:
        super().__init__()
        self._view = HoldingsView(Portfolio((), _NOTHING), {})
        self._names: dict[str, str] = {}
        self._marks = RowMarks()
        self._unread = 0
        """How many of the accounts that are looked at were not read with the newest block."""

    def body(self) -> ComposeResult:
        """The worth on top, the holdings below it."""
        yield from self.worth_body()
        with Horizontal(id="portfolio"), Vertical(id="holdings", classes="panel table-panel"):
            yield HoldingsTable()
            yield Static(CONNECTING, id="holdings-empty", markup=False)
            yield HoldingsTotal()
        yield HoldingPanel(id="holding", classes="panel")

    def on_mount(self) -> None:
        """Begin with the columns that fit."""
        self.fit_columns()
        self._view = replace(self._view, sorting=self.sorting_left())
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Take the curve and the columns that fit."""
        self.make_room(event.size)
        self.fit_beside_plan()

    def fit_beside_plan(self) -> None:
        """Take the columns that fit, beside a plan the narrow ones."""
        if self.fit_columns():
            self._show()
        self._explain()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Value everything against this block."""
        for sentence in self._marks.follow(snapshot.subnets):
            self.notify(sentence, severity="warning", markup=False, timeout=12)
        self._value(snapshot)
        self._show()
        self.read_curve()
        self.show_plan_block(snapshot)

    @property
    def plan_row(self) -> tuple[int, str] | None:
        """The subnet of the chosen row and its validator, the largest one where the row is of all."""
        held = self._view.portfolio.holding(self._chosen_netuid) if self._chosen_netuid is not None else None
        if held is None:
            return None
        return held.netuid, self._chosen.hotkey or held.rows[0].position.hotkey

    @property
    def is_part_chosen(self) -> bool:
        """Whether the chosen row is of one validator only."""
        return bool(self._chosen.hotkey)

    def action_unfold(self) -> None:
        """Show the validators of the chosen subnet, or where they are shown, the columns that have no room."""
        netuid = self._chosen_netuid
        if netuid is None or self.grouping is not Grouping.SUBNET:
            return
        if netuid in self._view.opened:
            self.table.action_scroll_columns(1)
            return
        self._view = replace(self._view, opened=self._view.opened | {netuid})
        self.show_again()
        self._learn_names(netuid)

    def action_fold(self) -> None:
        """Hide the validators of the chosen subnet, or where they are hidden, show the columns before."""
        netuid = self._chosen_netuid
        if netuid is None or self.grouping is not Grouping.SUBNET:
            return
        if netuid not in self._view.opened:
            self.table.action_scroll_columns(-1)
            return
        self._view = replace(self._view, opened=self._view.opened - {netuid})
        self.show_again()
        self.table.choose(str(netuid))

    def offers(self, command: Command) -> bool:
        """Whether a key does something with the chosen row."""
        netuid = self._chosen_netuid
        if self.total.has_focus and command not in COMMANDS[EVERYWHERE]:
            return command.id in ("operation.exit", "operation.basket")
        if command.id in OF_SUBNETS and self.grouping is not Grouping.SUBNET:
            return False
        if command.id in ("portfolio.shorter", "portfolio.longer"):
            return self.offers_range(command)
        if command in COMMANDS[OPERATION] or command.id in ("list.mark", "row.open"):
            return netuid is not None
        if command.id in ("portfolio.fold", "portfolio.unfold"):
            is_open = netuid in self._view.opened
            return netuid is not None and is_open is (command.id == "portfolio.fold")
        return super().offers(command)

    @property
    def marked(self) -> tuple[MarkedRow, ...]:
        """The marked holdings, and the marked parts of others."""
        return self._marks.rows

    @property
    def traded_netuid(self) -> int | None:
        """The subnet of the row under the cursor."""
        return self._chosen_netuid

    def action_mark(self) -> None:
        """Mark the chosen row, or take its mark away."""
        chosen, snapshot = self._chosen, self.app.snapshot
        subnet = snapshot.subnets.get(chosen.netuid) if snapshot and chosen.netuid is not None else None
        if subnet is not None and self.grouping is Grouping.SUBNET:
            self._marks.toggle(MarkedRow(subnet.id, chosen.hotkey))
            self.show_again()

    def action_unmark_all(self) -> None:
        """Take all marks away."""
        self._marks.clear()
        self.show_again()

    @on(SortingTable.SortWanted)
    def sort_as_wanted(self, event: SortingTable.SortWanted) -> None:
        """Sort by the chosen column."""
        event.stop()
        self._sort(event.sorting)

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._sort(self._view.sorting.reversed)

    async def action_trade(self, op: str) -> None:
        """Open the chosen subnet with a ticket of this operation; from the total, everything is sold by a plan."""
        if self.total.has_focus:
            if Op(op) is Op.EXIT_SUBNET:
                await self.action_unwind()
        elif self._chosen_netuid is not None and self.can_trade():
            self._open(Op(op))

    @on(HoldingsTable.EndPassed)
    def go_to_total(self) -> None:
        """Below the last row lies the total."""
        self.total.focus()

    @on(HoldingsTotal.Left)
    def return_to_rows(self) -> None:
        """Let the keys act on the rows again."""
        self.table.focus()

    @on(events.DescendantFocus)
    def show_keys_of_focus(self) -> None:
        """Show what the keys do with the row, or with the total."""
        self.refresh_frame()

    @on(KeyedTable.RowOpened)
    def open_row(self, event: KeyedTable.RowOpened) -> None:
        """Enter opens the subnet."""
        event.stop()
        self._open(None)

    @on(KeyedTable.RowChosen)
    def explain_row(self, event: KeyedTable.RowChosen) -> None:
        """Show the note for the row under the cursor."""
        event.stop()
        if not is_leaving(self):
            self._explain()
            self.refresh_frame()

    def regroup(self) -> None:
        """Show the rows of another grouping; only rows of subnets are marked."""
        self._marks.clear()
        for holding in self._view.portfolio.holdings if self.grouping is Grouping.VALIDATOR else ():
            self._learn_names(holding.netuid)
        self._view = replace(self._view, order=())
        self.show_again()
        self.refresh_frame()

    def _open(self, op: Op | None) -> None:
        netuid = self._chosen_netuid
        if netuid is not None:
            hotkey = self._chosen.hotkey
            self.app.push_screen(lazy_screens.subnet(netuid, op, hotkey))

    def _sort(self, sorting: Sorting) -> None:
        if self.grouping is not Grouping.SUBNET:
            return
        snapshot = self.app.snapshot
        is_another = sorting != self._view.sorting
        view = replace(self._view, sorting=sorting)
        self._view = view.resorted(snapshot.block if snapshot else None)
        self.remember_sorting(sorting)
        self._name_panels()
        self._show()
        if self.fit_columns():
            self._show()
        if is_another:
            self.table.action_scroll_top()

    @work(group="names", exclusive=False, exit_on_error=True)
    async def _learn_names(self, netuid: int) -> None:
        snapshot = self.app.snapshot
        if snapshot is None:
            return
        try:
            validators = await self.app.parts.desk.validators(netuid, snapshot)
        except Trouble:
            # Addresses stand in for names that cannot be asked for.
            return
        self._names.update({validator.hotkey: validator.name for validator in validators})
        self.show_again()

    @property
    def _chosen(self) -> RowKey:
        return RowKey.of(self.table.chosen)

    @property
    def _chosen_netuid(self) -> int | None:
        return self._chosen.netuid

    def _value(self, snapshot: Snapshot) -> None:
        addresses = self.looked_at
        held = [holdings for holdings in map(snapshot.holdings_of, addresses) if holdings is not None]
        self._unread = len(addresses) - len(held)
        portfolio = portfolio_of(snapshot, *addresses)
        gains = self.gains_of(portfolio, snapshot)
        view = replace(
            self._view,
            portfolio=portfolio,
            subnets=snapshot.subnets,
            grouping=self.grouping,
            groups=self.groups_of(portfolio, snapshot),
            gains=gains,
            facts=self.facts_of(portfolio, snapshot),
            warnings=self.warnings_now(portfolio, snapshot),
            closed=self.closed_now(portfolio, snapshot),
            names=self._names | self.app.parts.session.account_names,
        )
        # A row that has come or gone stands in its place at once; a price moves none.
        is_sorted = set(view.order) == {holding.netuid for holding in portfolio.holdings}
        self._view = view if is_sorted else view.resorted(snapshot.block)
        free = sum((holdings.free for holdings in held), Tao(0))
        is_complete = portfolio.worth.is_complete and not self._unread
        gain = self.sums_of_gains(portfolio, gains)
        self.head.show(
            WorthView(portfolio.worth, free, is_complete, gain, self.claimable_now(snapshot)) if held else None
        )
        self.explain_exit(is_of_part=bool(portfolio.worth.held_back))
        self._name_panels()

    def _name_panels(self) -> None:
        account = next((a for a in self.accounts if a.address == self.address), None)
        title = worth_title(account, len(self.accounts), self._unread)
        self.head.border_title = Content.assemble(title, in_fiat(self.app, self.head.together, self.head.size.width))
        is_read = not self._unread or bool(self._view.portfolio.holdings)
        self.query_one("#holdings").border_title = holdings_title(self._view, is_read=is_read)

    def _explain(self) -> None:
        """Tell of the chosen row."""
        self.explain(self._view, self._chosen, len(self._marks))

    def _show(self) -> None:
        has_rows = bool(self._view.portfolio.holdings or (self._view.closed and self.grouping is Grouping.SUBNET))
        self.table.show_holdings(self._view)
        self.table.show_marks([_key_of(row) for row in self._marks.rows])
        sums = self.sums_of_gains(self._view.portfolio, self._view.gains)
        self.total.show(self._view.portfolio.worth, self.table.columns, sums)
        empty = self.query_one("#holdings-empty", Static)
        empty.display = not has_rows
        self.table.display = self.total.display = has_rows
        if self.app.snapshot is not None:
            empty.update(Content(self._emptiness()))
        self._explain()

    def _emptiness(self) -> str:
        if not self._unread:
            return self.app.changed_keys.worded(EMPTY)
        return TO_COME if self.address in self.app.parts.session.addresses() else NOT_READ


def _key_of(row: MarkedRow) -> str:
    """The key of a marked row in the table."""
    return f"{row.subnet.netuid}/{row.hotkey}" if row.hotkey else str(row.subnet.netuid)


_NOTHING = Portfolio.of((), {}).worth
