"""The wallets screen: all known accounts and the commands that apply to them."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.portfolio import Worth
from dtao_tui.ports.errors import Trouble
from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.screens.base import BaseScreen
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice
from dtao_tui.screens.wallets import import_choice, proxy_flows, wallet_flows
from dtao_tui.screens.wallets.unlock_screen import UnlockScreen
from dtao_tui.services.account_portfolio import portfolio_of
from dtao_tui.trading.proxy_state import proxy_state_of
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import active, bindings
from dtao_tui.widgets.keys.key_table import ROWS, WALLETS
from dtao_tui.widgets.lifecycle import follow, is_leaving
from dtao_tui.widgets.panels.wallet_panel import WalletPanel, account_note
from dtao_tui.widgets.tables.keyed_table import KeyedTable
from dtao_tui.widgets.tables.wallet_table import WalletTable, WalletView, key_of

PANEL_FROM = 120
"""Columns from which the table has room for the panel beside it."""

NOTE_FRAME = 4
"""Columns of the note's border and padding."""

GIFT = Tao.parse("1000")
ADDRESSES = (AccountKind.WATCH, AccountKind.PROXIED, AccountKind.ELSEWHERE, AccountKind.LEDGER)
"""Accounts that are an address alone: removing one removes no key."""

REMEMBER = DialogChoice("remember", "r", "Remember", "Keep its password in the system keyring.")
FORGET = DialogChoice("forget", "f", "Forget", "Delete its password from the system keyring.")
EMPTY = (
    "There is no wallet here yet. {wallets.new} makes a new one, {wallets.import} imports a recovery phrase, a "
    "polkadot-js JSON or an address of a Ledger, {wallets.watch} adds an address to look at."
)


class WalletsScreen(BaseScreen):
    """All accounts in a table, the one under the cursor in full beside it."""

    mode = "wallets"
    own_scopes = (WALLETS, ROWS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(WALLETS)]

    table = query_one(WalletTable)
    panel = query_one(WalletPanel)

    def __init__(self) -> None:
        super().__init__()
        self._keyring: KeyringState | None = None
        self._remembered: set[str] = set()
        self._worths: dict[str, Worth] = {}

    def body(self) -> ComposeResult:
        """The table and the panel."""
        with Horizontal(id="wallets"):
            with Vertical(id="accounts", classes="panel table-panel"):
                yield WalletTable()
                yield Static(Content(self.app.changed_keys.worded(EMPTY)), id="accounts-empty")
                yield Static(id="account-note")
            with VerticalScroll(id="account", classes="panel", can_focus=False):
                yield WalletPanel()

    def on_mount(self) -> None:
        """Show what is known, then ask the keyring for the rest."""
        self._lay_out(self.size.width)
        follow(self, "beats", self._show)
        self._show()
        self._ask_keyring()

    def on_resize(self, event: events.Resize) -> None:
        """Take the columns that fit."""
        if self._lay_out(event.size.width):
            self._show()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what the accounts have at this block."""
        self._worths = {address: portfolio_of(snapshot, address).worth for address in snapshot.holdings}
        self._show()

    def offers(self, command: Command) -> bool:
        """Whether a key does something with the account under the cursor."""
        account, session = self._account, self.app.parts.session
        is_chosen = account is not None and session.chosen == account
        has_key = account is not None and account.can_sign and not account.signs_elsewhere
        can_open = has_key and not (is_chosen and session.can_sign_now)
        needs = {
            "wallets.choose": bool(account and account.address) and not is_chosen,
            "wallets.unlock": can_open,
            "wallets.give": self.app.parts.faucet is not None and account is not None and bool(account.address),
            "wallets.limits": account is not None and account.can_sign,
            "wallets.keyring": bool(self._keyring_choices),
            "wallets.remove": account is not None and (account.is_for_practice or account.kind in ADDRESSES),
            "wallets.proxy": account is not None and bool(account.address) and not account.is_proxied,
        }
        return needs.get(command.id, super().offers(command))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that do nothing with this account are not there."""
        command = next((c for c in active(WALLETS) if c.action == action), None)
        if command is not None and self.is_mounted and not self.offers(command):
            return False
        return super().check_action(action, parameters)

    def action_choose(self) -> None:
        """Work with the account under the cursor; the key of another one is locked."""
        account = self._account
        if account is None:
            return
        try:
            self.app.parts.session.choose(account.address, account.name, account.signer)
        except Trouble as trouble:
            self.notify(str(trouble), severity="warning", markup=False)
        self._after_change()

    def action_create_wallet(self) -> None:
        """Make a new wallet."""
        self._run_flow(wallet_flows.make_wallet)

    def action_import_wallet(self) -> None:
        """Ask what to import, and make an account of it."""
        self._run_flow(import_choice.import_wallet)

    def action_watch_address(self) -> None:
        """Add an address to look at, or to trade by a proxy."""
        self._run_flow(lambda app, _parts: proxy_flows.ask_for_address(app))

    def action_trade_by_proxy(self) -> None:
        """Let a key of this machine trade the account under the cursor, as its staking proxy."""
        account = self._account
        if account is not None:
            self._run_flow(lambda app, _parts: proxy_flows.trade_by_proxy(app, account))

    def action_limits(self) -> None:
        """Change what the account under the cursor may spend."""
        self.app.show_limits(self._account)

    def action_remove(self) -> None:
        """Stop watching the address under the cursor, or delete the practice wallet there once its name was typed."""
        account = self._account
        if account is not None and account.kind in ADDRESSES:
            self._unwatch(account)
        elif account is not None and account.is_for_practice:
            self._discard(account)

    def _unwatch(self, account: Account) -> None:
        try:
            self.app.parts.wallets.unwatch(account.address)
        except Trouble as trouble:
            self.notify(str(trouble), title="The address is still watched", severity="warning", markup=False)
        else:
            self.notify(f"{account.name} is watched no more.{proxy_flows.what_stays(self.app, account)}", markup=False)
        self._after_change()

    @work(group="flow", exclusive=True, exit_on_error=True)
    async def _discard(self, account: Account) -> None:
        if await wallet_flows.throw_away(self.app, self.app.parts, account):
            self.notify(f"The wallet {account.name} is deleted.", markup=False)
            self._after_change()

    @work(group="unlock", exclusive=True, exit_on_error=True)
    async def action_unlock(self) -> None:
        """Choose the account under the cursor and open its key."""
        account, session = self._account, self.app.parts.session
        if account is None:
            return
        try:
            session.choose(account.address, account.name, account.signer)
            if account.keyholder.kind is AccountKind.PRACTICE:
                await session.unlock_practice()
            else:
                await self.app.push_screen_wait(UnlockScreen(self.app.parts))
        except Trouble as trouble:
            self.notify(str(trouble), severity="warning", markup=False)
        self._after_change()

    @work(group="unlock", exclusive=True, exit_on_error=True)
    async def action_keyring(self) -> None:
        """Ask whether the system keyring shall keep the password of the account under the cursor, or forget it."""
        account, choices = self._account, self._keyring_choices
        if account is None or not choices:
            return
        dialog = ChoiceDialog(self.app.parts, "Keyring", choices, aside=account.name)
        chosen = await self.app.push_screen_wait(dialog)
        if chosen == REMEMBER.id:
            await self._remember(account)
        elif chosen == FORGET.id:
            await self._forget(account)

    async def _remember(self, account: Account) -> None:
        """Ask for the password, try it, and keep it in the system keyring."""
        self.app.parts.session.choose(account.address, account.name, account.signer)
        await self.app.push_screen_wait(UnlockScreen(self.app.parts, remember_afterwards=True))
        self._after_change()

    async def _forget(self, account: Account) -> None:
        try:
            await self.app.parts.session.forget(account.signer)
        except Trouble as trouble:
            self.notify(str(trouble), title="The password was not deleted", severity="warning", markup=False)
        else:
            self.notify("The system keyring has forgotten the password.", markup=False)
        await self._learn_remembered()

    @work(group="faucet", exclusive=True, exit_on_error=True)
    async def action_give(self) -> None:
        """Ask the practice network for 1,000 τ."""
        account, faucet = self._account, self.app.parts.faucet
        if account is None or faucet is None:
            return
        try:
            await faucet.give(account.address, GIFT)
        except Trouble as trouble:
            self.notify(str(trouble), title="Nothing was given", severity="warning", markup=False)
        else:
            self.notify(f"1,000 τ of practice money come to {account.name} with the next block.", markup=False)

    @on(KeyedTable.RowChosen)
    def show_chosen(self, event: KeyedTable.RowChosen) -> None:
        """Show the account under the cursor."""
        event.stop()
        if not is_leaving(self):
            self._show_account()

    @on(KeyedTable.RowOpened)
    def use_chosen(self, event: KeyedTable.RowOpened) -> None:
        """Enter chooses it."""
        event.stop()
        self.action_choose()

    @work(group="flow", exclusive=False, exit_on_error=True)
    async def _run_flow(self, flow: "Flow") -> None:
        account = await flow(self.app, self.app.parts)
        if account is None:
            return
        self.app.parts.session.refresh()
        self._show()
        self.table.choose(key_of(account))
        self.notify(wallet_flows.welcome(account, self.app.parts.session.accounts), markup=False)

    @work(group="keyring", exclusive=True, exit_on_error=True)
    async def _ask_keyring(self) -> None:
        self._keyring = await self.app.parts.session.keyring_state()
        await self._learn_remembered()

    async def _learn_remembered(self) -> None:
        session = self.app.parts.session
        if self._keyring is KeyringState.READY:
            files = [a.address for a in session.accounts if a.kind is AccountKind.FILE and a.address]
            self._remembered = {address for address in files if await session.remembers(address)}
        self._show()

    def _after_change(self) -> None:
        self.app.parts.session.refresh()
        self._ask_keyring()
        self._show()
        self.refresh_frame()

    @property
    def _keyring_choices(self) -> tuple[DialogChoice, ...]:
        """What the system keyring can do for the account under the cursor."""
        account = self._account
        is_file = account is not None and account.keyholder.kind is AccountKind.FILE and account.can_sign
        can_remember = is_file and self._keyring is KeyringState.READY
        is_remembered = account is not None and account.signer in self._remembered
        return (*((REMEMBER,) if can_remember else ()), *((FORGET,) if is_remembered else ()))

    @property
    def _account(self) -> Account | None:
        key = self.table.chosen
        return next((account for account in self.app.parts.session.accounts if key_of(account) == key), None)

    def _view(self, account: Account) -> WalletView:
        session, snapshot = self.app.parts.session, self.app.snapshot
        is_chosen = session.chosen == account
        holdings = snapshot.holdings_of(account.address) if snapshot else None
        free = holdings.free if holdings else None
        worth = self._worths.get(account.address)
        state = proxy_state_of(account, snapshot) if snapshot else None
        is_told = state is not None and state.is_read
        return WalletView(
            account,
            is_chosen,
            is_chosen and session.is_unlocked,
            free,
            worth,
            proxy_free=state.free if state else None,
            proxy_objection=state.objection if state and is_told else "",
        )

    def _lay_out(self, width: int) -> bool:
        """Leave out the panel where there is no room beside the table; True if the rows have to be shown again."""
        self.set_class(width < PANEL_FROM, "-alone")
        return self.table.fit(width)

    def _show(self) -> None:
        if not self.is_mounted or not self.is_seen:
            return
        views = [self._view(account) for account in self.app.parts.session.accounts]
        begins = not self.table.keys
        self.table.show_wallets(views)
        if begins and (chosen := self.app.parts.session.chosen) is not None:
            # A key pressed at once shall act on the account in use and on no other.
            self.table.choose(key_of(chosen))
        self.table.display = bool(views)
        self.query_one("#accounts-empty").display = not views
        panel = self.query_one("#accounts")
        panel.border_title = Content.assemble(("Accounts", "bold"), (f"  {len(views)}", "$muted"))
        panel.border_subtitle = Content.styled(str(self.app.parts.wallets.folder), "$muted")
        self._show_account()

    def _show_account(self) -> None:
        account = self._account
        view = self._view(account) if account else None
        sentence = self._keyring.sentence if self._keyring else "Asking the system keyring…"
        if account is not None and account.signer in self._remembered:
            sentence = "The system keyring remembers its password."
        shown = self.app.changed_keys.shown
        keys = tuple((shown(c).key_words, c.words) for c in active(WALLETS) if self.offers(c))
        self.panel.show(view, sentence, keys)
        note = account_note(view, sentence, keys, self.size.width - NOTE_FRAME)
        self.query_one("#account-note", Static).update(note)
        name = account.name if account else "Account"
        self.query_one("#account").border_title = Content.styled(name, "bold")
        self.refresh_frame()


Flow = Callable[..., Awaitable[Account | None]]
