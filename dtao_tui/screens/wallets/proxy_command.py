"""The command that makes a key the staking proxy of a coldkey, to be run where the coldkey's key is."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from dtao_tui.domain.accounts import STAKING_PROXY, Account, OwnerAddress
from dtao_tui.domain.copying.btcli_command import BtcliSetting, command_of
from dtao_tui.domain.operations.proxy_intents import add_proxy
from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.text_lines import address_in_groups, key_and_word, stacked

NOT_KNOWN = "The chain does not know this key as a staking proxy of the coldkey yet."
NOT_READ = "It was not read yet whether this key is a staking proxy of the coldkey already."
WHY = (
    "Run this where the coldkey's key is. It holds a deposit of about 0.093 τ of the coldkey until the proxy is "
    "removed."
)
SCOPE = (
    "The proxy will stake, unstake, move and swap within the limits that you confirm. It cannot pay TAO, give stake "
    "away, claim root dividends, lock stake, or carry several calls at once."
)


class ProxyCommandDialog(Dialog[bool]):
    """Shows the command and what it allows; True when the account shall be added now."""

    AUTO_FOCUS = None
    title_word = "Allow a proxy"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("enter", "add", "Add", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("up,pageup", "scroll(-6)", "Up", show=False),
        Binding("down,pagedown", "scroll(6)", "Down", show=False),
    ]

    def __init__(self, parts: AppContext, owner: OwnerAddress, holder: Account, *, is_read: bool = True) -> None:
        """`is_read` is whether the chain has said that the key is no proxy of the coldkey."""
        super().__init__(parts)
        self._is_read = is_read
        self._owner = owner
        self._holder = holder

    @property
    def command(self) -> str:
        """The command for a shell."""
        network = self.parts.settings.network
        setting = BtcliSetting(network if network in _KNOWN_TO_BTCLI else self._endpoint)
        return command_of(add_proxy(self._holder.signer), setting).text

    def title_aside(self) -> str:
        """Which key."""
        return self._holder.name

    def body(self) -> ComposeResult:
        """Why, the command, both accounts, what it allows, the keys."""
        accounts = stacked(
            [
                Content.styled("coldkey", "$muted"),
                address_in_groups(self._owner),
                Content.styled(f"its {STAKING_PROXY} proxy", "$muted"),
                address_in_groups(self._holder.signer),
            ]
        )
        with VerticalScroll(classes="fitting", can_focus=False):
            yield Static(Content(f"{NOT_KNOWN if self._is_read else NOT_READ} {WHY}"), classes="words")
            yield Static(Content.styled(self.command, "bold"), id="proxy-command", classes="spaced")
            yield Static(accounts, classes="spaced")
            yield Static(Content.styled(SCOPE, "$muted"), classes="words spaced")
        keys = (("enter", "Add the account   "), ("y", "Copy the command   "), ("esc", "Cancel"))
        yield Static(Content("").join([key_and_word(key, word) for key, word in keys]), classes="keys")

    def action_add(self) -> None:
        """Add it; it trades once the chain knows the proxy."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Add nothing."""
        self.dismiss(False)

    def action_scroll(self, lines: int) -> None:
        """Move the text where it is longer than the screen."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_copy(self) -> None:
        """Put the command into the clipboard."""
        self.app.copy_to_clipboard(self.command)
        self.app.notify("The command is in the clipboard.", markup=False)

    @property
    def _endpoint(self) -> str:
        facts = self.parts.feed.facts
        return facts.endpoint if facts else ""


_KNOWN_TO_BTCLI = frozenset({"finney", "test", "local"})
