"""The table of all known accounts: where their keys are, and what they hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.domain.accounts import Account, AccountKind, shortened
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import NOTHING, fine
from dtao_tui.domain.portfolio import Worth
from dtao_tui.widgets.tables.cells import NONE, Cell, of_figure
from dtao_tui.widgets.tables.columns import Column
from dtao_tui.widgets.tables.responsive_table import ResponsiveTable

KIND_WORDS = {
    AccountKind.FILE: "key file",
    AccountKind.WATCH: "watched",
    AccountKind.PRACTICE: "practice",
    AccountKind.PROXIED: "by proxy",
    AccountKind.ELSEWHERE: "device",
    AccountKind.LEDGER: "Ledger",
}

ROOMY, VAST = 84, 172
"""Columns from which nothing has to be shortened but addresses, and from which these stand whole."""


@dataclass(frozen=True, slots=True)
class WalletView:
    """One account as the table shows it."""

    account: Account
    is_chosen: bool
    is_unlocked: bool
    free: Tao | None = None
    worth: Worth | None = None
    """What its stakes are worth; None while they are not read."""

    proxy_free: Tao | None = None
    """The free TAO of its proxy's own account; None without one, and while it is not read."""

    proxy_objection: str = ""
    """Why the chain would not let its proxy trade now, as a sentence, or empty."""

    @property
    def exit_value(self) -> Tao | None:
        """What selling all its stakes now would pay, as far as it is known."""
        return self.worth.exit if self.worth else None

    @property
    def exit_note(self) -> str:
        """A mark that the exit value leaves out a part that is not known, or empty."""
        return "" if self.worth is None or self.worth.is_complete else "incomplete"

    @property
    def key(self) -> str:
        """A name for the row that no other account has; broken wallets have no address."""
        return key_of(self.account)


class WalletTable(ResponsiveTable[WalletView]):
    """One row per account; the chosen one carries a dot."""

    wide_from = ROOMY
    goes_first = ("kind", "address")

    _has_whole_addresses = False

    def fit(self, width: int) -> bool:
        """Take the columns for a screen of this width; True if they are others than before."""
        self._has_whole_addresses = width >= VAST
        return super().fit(width)

    def columns_for(self, *, is_narrow: bool) -> tuple[Column[WalletView], ...]:
        """The columns for a narrow or a wide screen."""
        columns = _columns(is_narrow=is_narrow)
        if not self._has_whole_addresses:
            return columns
        return tuple(_WHOLE_ADDRESS if column.key == "address" else column for column in columns)

    def show_wallets(self, views: Sequence[WalletView]) -> None:
        """Bring the table to these accounts."""
        self.show({view.key: view for view in views})


def key_of(account: Account) -> str:
    """The key of an account's row."""
    return f"{account.kind.value}/{account.name}/{account.address}/{account.signer}"


def state_cell(view: WalletView) -> Cell:
    """Whether the account can sign, in a word."""
    account = view.account
    if account.trouble:
        return Cell("broken", style="$loss", lead="✗ ", lead_style="$loss")
    if account.kind is AccountKind.WATCH:
        return Cell("to look at", style="$muted")
    if account.is_proxied and not account.can_sign:
        return Cell("no key", style="$note", lead="! ", lead_style="bold $note")
    if view.proxy_objection:
        return Cell("not yet", style="$note", lead="! ", lead_style="bold $note")
    if account.keyholder.kind is AccountKind.PRACTICE or account.signs_elsewhere:
        return Cell("ready", style="$gain", lead="✓ ", lead_style="$gain")
    if view.is_unlocked:
        return Cell("unlocked", style="$note", lead="● ", lead_style="$note")
    if account.keyholder.warning:
        return Cell("warning", style="$note", lead="! ", lead_style="bold $note")
    return Cell("locked", style="$muted")


def _columns(*, is_narrow: bool) -> tuple[Column[WalletView], ...]:
    column = Column[WalletView]
    return (
        column("mark", "", "", 1, lambda view: Cell("●" if view.is_chosen else "", style="$lead"), is_left=True, gap=1),
        column("name", "Name", "", 14 if is_narrow else 16, _name_cell, is_left=True, gap=1),
        column("address", "Address", "", 9, _address_cell, is_left=True, gap=1),
        column("kind", "Key", "", 8, lambda view: Cell(KIND_WORDS[view.account.kind], style="$muted"), is_left=True),
        column("state", "State", "", 10, state_cell, is_left=True),
        column("free", "Free", "τ", 12, _free_cell),
        column("staked", "Stakes", "exit τ", 12, _exit_cell),
    )


_WHOLE_ADDRESS = Column[WalletView](
    "address",
    "Address",
    "",
    48,
    lambda view: Cell(view.account.address or NOTHING, style="$dim"),
    is_left=True,
    gap=1,
)


def _name_cell(view: WalletView) -> Cell:
    return Cell(view.account.name, style="bold" if view.is_chosen else "")


def _address_cell(view: WalletView) -> Cell:
    return Cell(shortened(view.account.address) if view.account.address else NOTHING, style="$dim")


def _free_cell(view: WalletView) -> Cell:
    return of_figure(fine(view.free, decimals=3)) if view.free is not None else NONE


def _exit_cell(view: WalletView) -> Cell:
    if view.exit_value is None:
        return NONE
    cell = of_figure(fine(view.exit_value, decimals=3))
    return cell._replace(lead="! ", lead_style="bold $note") if view.exit_note else cell
