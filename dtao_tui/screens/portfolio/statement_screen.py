"""The statement: what was gained since when, and why; by subnet below, and names for what nothing explains."""

import asyncio
from decimal import Decimal
from typing import ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import percent
from dtao_tui.domain.ledger.entry_names import NamedEntry
from dtao_tui.domain.ledger.ledger_entries import LedgerEntry
from dtao_tui.domain.ledger.returns import Returns
from dtao_tui.domain.ledger.statement import Statement, StatementRow
from dtao_tui.domain.ledger.worth_curve import WorthCurve
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.account_ledger import AccountLedgerTrouble
from dtao_tui.screens import lazy_screens
from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.portfolio.entry_naming import ask_what_it_was
from dtao_tui.screens.portfolio.fiat_flow import in_fiat
from dtao_tui.services.account_portfolio import portfolio_of
from dtao_tui.services.ledger.interval_steps import believed_time
from dtao_tui.services.ledger.statement_ranges import StatementRange
from dtao_tui.widgets.charts.worth_chart import WorthChart
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import ROWS, STATEMENT
from dtao_tui.widgets.lifecycle import follow, is_leaving
from dtao_tui.widgets.panels.statement_view import StatementPanel, StatementView
from dtao_tui.widgets.tables.keyed_table import KeyedTable
from dtao_tui.widgets.tables.statement_table import FREE, NamedRow, StatementTable

NOTHING = "Nothing is recorded of this yet; it begins with the next block."
LOW_ROWS, LOWEST_ROWS = 30, 19
"""Rows of the screen below which blank lines and remarks give way, and below which what came to nothing does."""

LEAST_FALL = Decimal("-0.01")
"""Per cent from which a fall is told."""

CURVE_FROM = 116
"""Columns of the screen from which the curve has room beside the statement."""

CASH_SYMBOL, CASH = "τ", "free"


class StatementScreen(BaseScreen):
    """What some accounts gained over a stretch of time."""

    mode = "portfolio"
    own_scopes = (STATEMENT, ROWS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(STATEMENT)]

    frame = getters.query_one("#gained", Frame)
    panel = getters.query_one(StatementPanel)
    table = getters.query_one(StatementTable)

    def __init__(self, addresses: tuple[str, ...], who: str, since_ms: int | None = None) -> None:
        """The statement of these accounts together; `who` is what they are called.

        It begins with all that is recorded, or with what came after a time in milliseconds since 1970.
        """
        super().__init__()
        self._addresses = addresses
        self._who = who
        self._range = StatementRange.ALL
        self._since_ms = since_ms
        self._statement: Statement | None = None
        self._returns: Returns | None = None
        self._notice = ""
        self._curve = WorthCurve()
        self._exit: Tao | None = None

    def body(self) -> ComposeResult:
        """The statement, and below it where it came from."""
        with Horizontal(id="statement"):
            with Frame(id="gained", classes="panel"):
                yield StatementPanel()
                yield Static(NOTHING, id="gained-nothing", markup=False)
            with Frame(id="curve", classes="panel"):
                yield WorthChart()
        with Frame(id="origins", classes="panel table-panel"):
            yield StatementTable()

    def on_mount(self) -> None:
        """Begin with all that is recorded."""
        self.table.fit(self.size.width)
        self.query_one("#origins", Frame).put_titles(
            Content.styled("Where it came from", "bold"),
            Content.styled("flows between rows cancel out", "$muted"),
        )
        follow(self, "money_changes", self.read_again)
        self.table.focus()
        self._make_room(self.size.width)
        self._show()
        self.read_again()

    @on(events.Resize)
    def lay_out(self, event: events.Resize) -> None:
        """Take the columns that fit."""
        self._make_room(event.size.width)
        if self.table.fit(event.size.width) or self._statement is not None:
            self._show()

    def show_snapshot(self, snapshot: Snapshot) -> None:  # noqa: ARG002 - the reading asks for it
        """Tell what the newest block made of it."""
        self.read_again()

    def _make_room(self, width: int) -> None:
        self.query_one("#curve").display = width >= CURVE_FROM

    def read_again(self) -> None:
        """Read the record again, in a thread; one reading at a time, and what came meanwhile follows it."""
        snapshot = self.app.snapshot
        if snapshot is not None and not is_leaving(self):
            self._read(snapshot)

    def action_since(self, step: int) -> None:
        """Tell of a longer or shorter time."""
        ranges = list(StatementRange)
        self._range = ranges[min(max(ranges.index(self._range) + step, 0), len(ranges) - 1)]
        self._since_ms = None
        self._name_panel()
        self.read_again()

    @work(group="name", exclusive=True, exit_on_error=True)
    async def action_name_entry(self) -> None:
        """Say what something was that nothing explains."""
        statement, snapshot = self._statement, self.app.snapshot
        if statement is None or not statement.to_name or snapshot is None:
            return
        known = [entry for entry in statement.to_name if entry.number]
        if not known:
            self.notify("It can be named once its block is final, within half a minute.", markup=False)
            return
        named = await ask_what_it_was(self.app, known, self._names(snapshot))
        if named is not None:
            await self._write(snapshot.genesis, *named)

    @on(KeyedTable.RowOpened)
    def open_row(self, event: KeyedTable.RowOpened) -> None:
        """Enter opens the subnet, where it is still there."""
        event.stop()
        snapshot, key = self.app.snapshot, self.table.chosen
        if snapshot is None or key is None or "/" not in key:
            return
        netuid = int(key.partition("/")[0])
        if netuid in snapshot.subnets:
            self.app.push_screen(lazy_screens.subnet(netuid))

    def offers(self, command: Command) -> bool:
        """A name only where something has none; the ends of the ranges go no further."""
        ranges = list(StatementRange)
        match command.id:
            case "statement.name":
                return self._statement is not None and bool(self._statement.to_name)
            case "statement.later":
                return self._range is not ranges[0]
            case "statement.earlier":
                return self._range is not ranges[-1]
        return super().offers(command)

    @work(group="statement", exclusive=True, exit_on_error=True)
    async def _read(self, snapshot: Snapshot) -> None:
        ledger = self.app.parts.account_ledger
        now = believed_time(snapshot.time_ms, round(self.app.parts.clock.wall() * 1000))
        since = self._range.since_ms(now) if self._since_ms is None else self._since_ms
        try:
            read = await asyncio.to_thread(ledger.gained, snapshot.genesis, self._addresses, since)
            self._notice = ledger.notice
            self._statement = None if read is None else read.statement
            self._returns = None if read is None else read.returns
            self._curve = WorthCurve() if read is None else read.curve
        except AccountLedgerTrouble as trouble:
            self._notice = str(trouble)
        self._show()

    async def _write(self, genesis: str, entries: list[LedgerEntry], named: NamedEntry) -> None:
        numbers = [entry.number for entry in entries]
        try:
            await asyncio.to_thread(self.app.parts.account_ledger.name, genesis, numbers, named)
        except AccountLedgerTrouble as trouble:
            self.notify(str(trouble), severity="error", markup=False)
        self.app.money_changes += 1

    def _show(self) -> None:
        if is_leaving(self):
            return
        self._name_panel()
        statement, snapshot = self._statement, self.app.snapshot
        nothing = self.query_one("#gained-nothing", Static)
        self.panel.display = statement is not None
        nothing.display = statement is None
        nothing.update(Content(self._notice or NOTHING))
        if statement is None or snapshot is None:
            return
        names = self._names(snapshot)
        height = self.size.height
        exit_value = self._exit_of(snapshot, statement)
        is_low, is_lowest = height < LOW_ROWS, height < LOWEST_ROWS
        self._exit = exit_value
        self._name_panel()
        told, key = (self._notice, self._returns), self.app.changed_keys.worded("{statement.name}")
        self.panel.show(StatementView(statement, exit_value, names, is_low, is_lowest, *told, key))
        self.query_one(WorthChart).show(self._curve)
        rows = {_key_of(row): self._named(row, snapshot) for row in statement.rows}
        self.table.show({**rows, "total": NamedRow(statement.total, "", "Total", is_total=True)})
        self.refresh_frame()

    def _exit_of(self, snapshot: Snapshot, statement: Statement) -> Tao | None:
        """The accounts' own TAO at the statement's end, and what selling all their stakes pays now."""
        worth = portfolio_of(snapshot, *self._addresses).worth
        cash = next((row.end for row in statement.rows if row.subnet is None), 0)
        return Tao(cash + worth.exit.rao) if worth.is_complete and worth.exit is not None else None

    def _named(self, row: StatementRow, snapshot: Snapshot) -> NamedRow:
        if row.subnet is None:
            return NamedRow(row, CASH_SYMBOL, CASH)
        found = snapshot.subnets.get(row.subnet.netuid)
        if found is None or not row.subnet.is_same(found.id):
            return NamedRow(row, "", "removed")
        return NamedRow(row, found.symbol, found.name)

    @staticmethod
    def _names(snapshot: Snapshot) -> dict[SubnetId, str]:
        return {subnet.id: subnet.name for subnet in snapshot.subnets.values()}

    def _name_panel(self) -> None:
        words = [
            Content.styled(each.value, "bold $lead" if each is self._range and self._since_ms is None else "$muted")
            for each in StatementRange
        ]
        if self._since_ms is not None:
            words.insert(0, Content.styled("since you looked", "bold $lead"))
        told = in_fiat(self.app, self._exit, self.frame.size.width)
        at_exit = "  at exit" if told.plain else ""
        title = Content.assemble(("Gained", "bold"), (f"  {self._who}{at_exit}", "$muted"), told)
        self.frame.put_titles(title, Content("  ").join([Content.styled("at the price", "$muted"), *words]))
        fall = self._curve.largest_fall
        fallen = (
            f"largest fall {percent(fall, signed=True)} %, flows taken out"
            if fall is not None and fall < LEAST_FALL
            else ""
        )
        worth = Content.assemble(("Worth", "bold"), ("  at exit, against holding TAO", "$muted"))
        self.query_one("#curve", Frame).put_titles(worth, Content.styled(fallen, "$muted"))


def _key_of(row: StatementRow) -> str:
    return FREE if row.subnet is None else f"{row.subnet.netuid}/{row.subnet.registered_at}"
