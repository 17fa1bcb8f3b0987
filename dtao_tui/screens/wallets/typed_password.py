"""The password typed once more: it is checked and opens nothing, and the system keyring is not asked for it."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, Static
from textual.worker import Worker

from dtao_tui.domain.accounts import Account
from dtao_tui.ports.errors import Trouble, WalletLocked
from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.inputs.secret_field import SecretField
from dtao_tui.widgets.text_lines import address_in_groups, key_and_word

CHECKING = "Checking the password; this takes about three seconds."

PasswordUse = Callable[[str], Awaitable[None]]
"""What is done with a typed password: it raises Trouble where it is wrong, or the deed does not succeed."""


class TypedPasswordScreen(Dialog[bool]):
    """Asks for the password of an account whose key may be open; True when what it is for was done."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Cancel", show=False)]

    title_word = "Password"
    holds_secrets = True
    field = query_one(SecretField)

    def __init__(self, parts: AppContext, account: Account, reason: str, use: PasswordUse) -> None:
        """`reason` says why it is asked for; `account` holds the key."""
        super().__init__(parts)
        self._account = account
        self._reason = reason
        self._use = use
        self._password = ""
        self._checking: Worker[None] | None = None

    def title_aside(self) -> str:
        """Whose."""
        return f"of {self._account.name}"

    def body(self) -> ComposeResult:
        """Why, whose key, the password, and what happens now."""
        yield Static(Content(self._reason), classes="words")
        yield Static(address_in_groups(self._account.address), classes="address spaced")
        yield Static("Password, typed: the system keyring is not asked", classes="caption spaced")
        yield SecretField(classes="secret")
        yield Static(id="password-state")
        yield Static(key_and_word("enter", "Go on   ") + key_and_word("esc", "Cancel"), classes="keys")

    def action_give_up(self) -> None:
        """Stop the check; nothing is done."""
        if self._checking is not None:
            self._checking.cancel()
        self.field.pop_text()
        self.dismiss(False)

    @on(Input.Submitted)
    def try_password(self, event: Input.Submitted) -> None:
        """Check what was typed, once; the field is empty from then on."""
        event.stop()
        if self._checking is not None and self._checking.is_running:
            return
        self._password = self.field.pop_text()
        if not self._password:
            self._say("Type the password of this wallet.", "$muted")
            return
        self._checking = self._check()

    @work(group="password", exclusive=True, exit_on_error=True)
    async def _check(self) -> None:
        # Not as an argument: Textual would keep it in its words for the worker.
        password, self._password = self._password, ""
        self.field.disabled = True
        self._say(CHECKING, "$lead")
        try:
            await self._use(password)
        except WalletLocked as locked:
            self.app.notify(str(locked), title="Locked", severity="warning", markup=False, timeout=12)
            self.dismiss(False)
        except Trouble as trouble:
            self.field.disabled = False
            self.field.focus()
            self._say(str(trouble), "$loss")
        else:
            self.dismiss(True)

    def _say(self, sentence: str, style: str) -> None:
        self.query_one("#password-state", Static).update(Content.styled(sentence, style))
