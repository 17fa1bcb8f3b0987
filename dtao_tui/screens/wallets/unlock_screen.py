"""Unlock: the password opens the key in the signer's process; this one never holds the key."""

from typing import ClassVar

from textual import events, on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, Static
from textual.worker import Worker

from dtao_tui.domain.accounts import Account
from dtao_tui.ports.errors import KeyringTrouble, Trouble
from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.inputs.checkbox import Checkbox
from dtao_tui.widgets.inputs.secret_field import SecretField
from dtao_tui.widgets.text_lines import address_in_groups, key_and_word, stacked


class UnlockScreen(Dialog[bool]):
    """Asks for the password, or tries the remembered one once; True when the key is open."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Cancel", show=False)]

    title_word = "Unlock"
    holds_secrets = True
    field = query_one(SecretField)
    remember = query_one(Checkbox)

    def __init__(self, parts: AppContext, *, remember_afterwards: bool = False) -> None:
        super().__init__(parts)
        self._remember_afterwards = remember_afterwards
        self._opening: Worker[None] | None = None
        self._password = ""

    def title_aside(self) -> str:
        """Whom."""
        return self._holder.name

    def body(self) -> ComposeResult:
        """Whose key, the password, the keyring, and what happens now."""
        yield Static(address_in_groups(self._holder.address), classes="address")
        yield Static("Password", classes="caption spaced")
        yield SecretField(classes="secret")
        yield Checkbox("remember it in the system keyring", self._remember_afterwards)
        yield Static(id="unlock-keyring")
        yield Static(id="unlock-state")
        yield Static(stacked([key_and_word("enter", "Unlock   ") + key_and_word("esc", "Cancel")]), classes="keys")

    @on(events.Mount)
    def begin(self) -> None:
        """Ask the keyring before anything is typed."""
        self.remember.display = False
        self._ask_keyring()

    @property
    def _holder(self) -> Account:
        """The account whose key is opened: the chosen one, or its proxy."""
        account = self.parts.session.chosen
        if account is None:
            raise LookupError("unlocking needs a chosen account")
        return account.keyholder

    @property
    def is_opening(self) -> bool:
        """Whether a password is being tried."""
        return self._opening is not None and self._opening.is_running

    def action_give_up(self) -> None:
        """Stop what is under way; the signer is killed, nothing stays open."""
        if self._opening is not None:
            self._opening.cancel()
        self.dismiss(False)

    @on(Input.Submitted)
    def try_password(self, event: Input.Submitted) -> None:
        """Try what was typed, once; the field is empty from then on."""
        event.stop()
        if self.is_opening:
            return
        self._password = self.field.pop_text()
        if not self._password:
            self._say("Type the password of this wallet.", "$muted")
            return
        self._opening = self._open()

    @work(group="keyring", exclusive=True, exit_on_error=True)
    async def _ask_keyring(self) -> None:
        session = self.parts.session
        state = await session.keyring_state()
        self.remember.display = state is KeyringState.READY
        if state is not KeyringState.READY:
            self.query_one("#unlock-keyring", Static).update(Content.styled(state.sentence, "$muted"))
        elif not self._remember_afterwards and await session.remembers(self._holder.address):
            self._opening = self._open_remembered()

    @work(group="unlock", exclusive=True, exit_on_error=True)
    async def _open_remembered(self) -> None:
        self._say_opening("Opening with the password from the system keyring; this takes about three seconds.")
        try:
            if await self.parts.session.unlock_remembered():
                self.dismiss(True)
                return
            self._say("", "")
        except Trouble as trouble:
            self.remember.value = True
            self._say(str(trouble), "$loss")
        self._wait_for_typing()

    @work(group="unlock", exclusive=True, exit_on_error=True)
    async def _open(self) -> None:
        # Not as an argument: Textual would keep it in its words for the worker.
        password, self._password = self._password, ""
        self._say_opening("Opening the key; this takes about three seconds.")
        try:
            await self.parts.session.unlock(password)
        except Trouble as trouble:
            self._say(str(trouble), "$loss")
            self._wait_for_typing()
            return
        if self.remember.display and self.remember.value:
            await self._remember(password)
        self.dismiss(True)

    async def _remember(self, password: str) -> None:
        try:
            await self.parts.session.remember(password)
        except KeyringTrouble as trouble:
            self.app.notify(str(trouble), title="The password was not saved", severity="warning", markup=False)
        else:
            self.app.notify("The system keyring remembers the password from now on.", markup=False)

    def _say_opening(self, sentence: str) -> None:
        self.field.disabled = True
        self._say(sentence, "$lead")

    def _wait_for_typing(self) -> None:
        self.field.disabled = False
        self.field.focus()

    def _say(self, sentence: str, style: str) -> None:
        self.query_one("#unlock-state", Static).update(Content.styled(sentence, style))


async def make_able_to_sign(app: App[None], parts: AppContext) -> bool:
    """Unlock the chosen account if it is locked, asking for the password where one is needed.

    False if the person gave up. Raises WalletTrouble for an account that cannot sign. To be awaited in a worker.
    """
    session = parts.session
    if session.is_unlocked:
        return True
    check = session.signing_check(parts.feed.facts)
    if not check.passed:
        app.notify(check.sentence, title="This account cannot sign", severity="warning", markup=False)
        return False
    if session.can_sign_now:
        return True
    if not session.needs_password:
        await session.unlock_practice()
        return True
    return await app.push_screen_wait(UnlockScreen(parts))
