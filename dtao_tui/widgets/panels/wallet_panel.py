"""The details of one account: whole address, warnings, and the commands that apply to it."""

from collections.abc import Sequence

from textual.content import Content

from dtao_tui.domain.accounts import Account, AccountKind, in_groups, shortened
from dtao_tui.widgets.fitted_text import FittedText
from dtao_tui.widgets.tables.wallet_table import KIND_WORDS, WalletView
from dtao_tui.widgets.text_lines import amount, group, key_and_word, labelled, stacked, wrapped

LABEL_CELLS = 8
WHOLE_CELLS = 7
KEY_CELLS = 17

_ABOUT = {
    AccountKind.FILE: "The key is in an encrypted file. Its password opens it in a process of its own.",
    AccountKind.WATCH: "Only the address is known here. Everything can be seen, nothing signed.",
    AccountKind.PROXIED: "The coldkey's key is elsewhere. Its staking proxy signs here and pays the fees: it stakes, "
    "unstakes, moves and swaps. It cannot pay TAO, give stake away, claim root dividends or lock stake.",
    AccountKind.ELSEWHERE: "The key is on another device. An order goes there as QR codes or as a file, and its "
    "signature comes back as text or as a file; both ways nothing secret passes.",
    AccountKind.LEDGER: "The key is in a Ledger. Each order is shown on it, and signed once it is approved there; "
    "connect it, unlock it, and open its Polkadot app.",
    AccountKind.PRACTICE: "Every practice network funds this account. Its key is public and worthless elsewhere. "
    "To begin the practice world anew, leave the app and run dtao-tui practice --reset.",
}


class WalletPanel(FittedText):
    """Draws the account under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: WalletView | None = None
        self._keyring = ""
        self._keys: tuple[tuple[str, str], ...] = ()

    def show(self, view: WalletView | None, keyring: str, keys: tuple[tuple[str, str], ...]) -> None:
        """Show this account, a sentence on the system keyring, and the keys that do something with it."""
        if (view, keyring, keys) != (self._view, self._keyring, self._keys):
            self._view, self._keyring, self._keys = view, keyring, keys
            self.refresh(layout=True)

    def text_at(self, width: int) -> Content:
        """Address, state, keyring, keys."""
        if self._view is None:
            return Content("")
        account = self._view.account
        return stacked(
            [
                *_address_lines(account),
                Content(""),
                labelled("Key", Content(KIND_WORDS[account.kind]), LABEL_CELLS),
                labelled("Free", amount(self._view.free, "τ", whole_cells=WHOLE_CELLS), LABEL_CELLS),
                labelled("Exit", amount(self._view.exit_value, "τ", whole_cells=WHOLE_CELLS), LABEL_CELLS),
                *_exit_notes(self._view),
                *_proxy_lines(self._view),
                *_path_lines(account),
                Content(""),
                *_troubles(account),
                *_objections(self._view, width),
                Content.styled(_ABOUT[account.kind], "$muted"),
                Content(""),
                group("Keyring", width),
                Content.styled(self._keyring, "$muted"),
                Content(""),
                group("Keys", width),
                *_key_lines(self._keys, per_line=2),
            ]
        )


def account_note(view: WalletView | None, keyring: str, keys: Sequence[tuple[str, str]], width: int) -> Content:
    """The same in few lines of this width, for screens without room for the panel."""
    key_lines = _key_lines(keys, per_line=max(width // KEY_CELLS, 1))
    if view is None:
        return stacked(key_lines)
    address = Content("  ").join(_address_lines(view.account))
    troubles = [line for line in (*_troubles(view.account), *_objections(view, width)) if line.plain]
    lines = [address, *_proxy_lines(view), *troubles, Content.styled(keyring, "$muted"), *key_lines]
    return stacked(lines)


def _address_lines(account: Account) -> list[Content]:
    groups = in_groups(account.address)
    if not groups:
        return [Content.styled("no address", "$muted")]
    halves = (groups[:3], groups[3:])
    return [
        Content("  ").join([Content.styled(part, "$muted" if at % 2 else "") for at, part in enumerate(half)])
        for half in halves
    ]


def _proxy_lines(view: WalletView) -> list[Content]:
    """The key that signs for a coldkey, and its own TAO for the fees."""
    if not view.account.is_proxied:
        return []
    holder = view.account.keyholder
    name = (holder.name, "bold") if holder.can_sign else ("not here", "$note")
    return [
        labelled("Proxy", Content.assemble(name, (f"  {shortened(holder.address)}", "$dim")), LABEL_CELLS),
        labelled("its τ", amount(view.proxy_free, "τ", whole_cells=WHOLE_CELLS), LABEL_CELLS),
    ]


def _path_lines(account: Account) -> list[Content]:
    """Where in a Ledger the key is."""
    return [labelled("Path", Content(str(account.ledger)), LABEL_CELLS)] if account.ledger else []


def _objections(view: WalletView, width: int) -> list[Content]:
    """Why the chain would not let the proxy trade now."""
    if not view.proxy_objection:
        return []
    lines = wrapped(f"! {view.proxy_objection}", max(width, 1))
    return [*(Content.styled(line, "$note") for line in lines), Content("")]


def _exit_notes(view: WalletView) -> list[Content]:
    return [labelled("", Content.styled(f"! {view.exit_note}", "$note"), LABEL_CELLS)] if view.exit_note else []


def _troubles(account: Account) -> list[Content]:
    lines = []
    if account.trouble:
        lines += [Content.assemble(("✗ ", "bold $loss"), (account.trouble, "$loss")), Content("")]
    if account.warning:
        lines += [Content.assemble(("! ", "bold $note"), (account.warning, "$note")), Content("")]
    return lines


def _key_lines(keys: Sequence[tuple[str, str]], *, per_line: int) -> list[Content]:
    drawn = [key_and_word(key, word) for key, word in keys]
    padded = [one.pad_right(max(KEY_CELLS - one.cell_length, 1)) for one in drawn]
    return [Content("").join(padded[at : at + per_line]) for at in range(0, len(padded), per_line)]
