"""Portfolio: what is owned, at the price and at what selling it now would really pay."""

from dataclasses import replace
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import DataTable, Static

from dtao_tui.chain.trouble import Trouble
from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.portfolio import Portfolio
from dtao_tui.domain.quotes import Kind
from dtao_tui.screens.commands import bindings
from dtao_tui.screens.frame import DeskScreen
from dtao_tui.screens.outliving import harmless_when_closed
from dtao_tui.services.holdings import portfolio_of
from dtao_tui.widgets.holdings_table import ROOMY, SORTS, HoldingsTable, HoldingsTotal, HoldingsView
from dtao_tui.widgets.worth_head import WorthHead, WorthView

EMPTY = "Nothing is staked here yet. Press 1 for the market, choose a subnet and press s to stake."
CONNECTING = "Waiting for the first block."


class PortfolioScreen(DeskScreen):
    """The holdings of one account, or of all together."""

    mode = "portfolio"
    scope = "portfolio"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("portfolio")]

    table = query_one(HoldingsTable)
    total = query_one(HoldingsTotal)
    head = query_one(WorthHead)

    def __init__(self) -> None:
        super().__init__()
        self._viewed: str | None = None
        """The address that is looked at: empty for all, None for the chosen account."""

        self._view = HoldingsView(Portfolio((), _NOTHING), {})
        self._names: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The worth on top, the holdings below it."""
        head = WorthHead(id="worth", classes="panel")
        head.border_title = Content("Worth")
        yield head
        with Vertical(id="holdings", classes="panel table-panel"):
            yield HoldingsTable()
            yield Static(CONNECTING, id="holdings-empty", markup=False)
            yield HoldingsTotal()

    def on_mount(self) -> None:
        """Begin with the columns that fit."""
        self.table.fit(self.size.width)
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Take the columns that fit."""
        if self.table.fit(event.size.width):
            self._show()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Value everything against this block."""
        self._value(snapshot)
        self._show()

    def action_toggle_row(self) -> None:
        """Show or hide the validators of the chosen subnet."""
        netuid = self._chosen_netuid
        if netuid is None:
            return
        self._view = replace(self._view, opened=self._view.opened ^ {netuid})
        self._show()
        self.table.choose(str(netuid))
        if netuid in self._view.opened:
            self._learn_names(netuid)

    def action_next_account(self, step: int) -> None:
        """Look at the next account; after the last one come all together."""
        addresses = [account.address for account in self._accounts] + [""]
        current = self._address
        at = addresses.index(current) if current in addresses else 0
        self._viewed = addresses[(at + step) % len(addresses)]
        self._view = replace(self._view, order=())
        self.show_again()

    def action_sort(self) -> None:
        """Order by the next column."""
        following = SORTS[(SORTS.index(self._view.sort) + 1) % len(SORTS)]
        view = replace(self._view, sort=following, is_descending=following in ("share", "haircut"))
        self._view = view.sorted_anew()
        self._show()

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._view = replace(self._view, is_descending=not self._view.is_descending).sorted_anew()
        self._show()

    def action_open(self) -> None:
        """Open the chosen subnet."""
        self._open(None)

    def action_unstake(self) -> None:
        """Open the chosen subnet with a ticket to unstake."""
        if self._can_trade():
            self._open("unstake")

    @on(DataTable.RowSelected)
    def open_row(self, event: DataTable.RowSelected) -> None:
        """Enter opens the subnet."""
        event.stop()
        self._open(None)

    def _open(self, kind: Kind | None) -> None:
        netuid = self._chosen_netuid
        if netuid is not None:
            from dtao_tui.screens.subnet import SubnetScreen

            self.app.push_screen(SubnetScreen(netuid, kind))

    def _can_trade(self) -> bool:
        chosen = self.app.parts.session.chosen
        if chosen is not None and self._address in ("", chosen.address):
            return True
        self.notify("You look at another account. Choose it in Wallets (4) to trade with it.", markup=False)
        return False

    @work(group="names", exclusive=False, exit_on_error=True)
    @harmless_when_closed
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
        self._view = replace(self._view, names=dict(self._names))
        self._show()

    @property
    def _accounts(self) -> tuple[Account, ...]:
        return tuple(account for account in self.app.parts.session.accounts if account.address)

    @property
    def _address(self) -> str:
        """The address that is looked at; empty for all."""
        chosen = self.app.parts.session.chosen
        if self._viewed is None:
            return chosen.address if chosen else ""
        return self._viewed

    @property
    def _chosen_netuid(self) -> int | None:
        key = self.table.chosen
        return int(key.partition("/")[0]) if key else None

    def _value(self, snapshot: Snapshot) -> None:
        addresses = (self._address,) if self._address else tuple(account.address for account in self._accounts)
        portfolio = portfolio_of(snapshot, *addresses)
        held = [snapshot.holdings_of(address) for address in addresses]
        free = sum((holdings.free for holdings in held if holdings), Tao(0))
        view = replace(self._view, portfolio=portfolio, subnets=snapshot.subnets)
        self._view = view if view.order else view.sorted_anew()
        self.head.show(WorthView(portfolio.worth, free))
        self._name_panels(portfolio)

    def _name_panels(self, portfolio: Portfolio) -> None:
        account = next((a for a in self._accounts if a.address == self._address), None)
        who = account.name if account else f"all {len(self._accounts)} accounts"
        self.head.border_title = Content.assemble(("Worth", "bold"), (f"  {who}", "$muted"))
        positions = sum(len(held.rows) for held in portfolio.holdings)
        counts = f"  {_counted(len(portfolio.holdings), 'subnet')}, {_counted(positions, 'position')}"
        self.query_one("#holdings").border_title = Content.assemble(("Holdings", "bold"), (counts, "$muted"))

    def _show(self) -> None:
        holdings = self._view.portfolio.holdings
        self.table.show_holdings(self._view)
        self.total.show(self._view.portfolio.worth, is_narrow=self.size.width < ROOMY)
        empty = self.query_one("#holdings-empty", Static)
        empty.display = not holdings
        self.table.display = self.total.display = bool(holdings)
        if self.app.snapshot is not None:
            empty.update(Content(EMPTY))


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


_NOTHING = Portfolio.of((), {}).worth
