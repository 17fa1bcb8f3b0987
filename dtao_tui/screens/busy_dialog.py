"""A dialog that awaits a slow action, shows that it is running, and shows why it failed."""

from collections.abc import Awaitable, Callable
from typing import ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker

from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.text_lines import key_and_word

Result = TypeVar("Result")


class BusyDialog(Dialog[Result | None], Generic[Result]):
    """Awaits an action and returns its result; None where it failed or was stopped."""

    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", show=False),
        Binding("enter", "close_failed", show=False),
    ]

    holds_secrets = True

    def __init__(self, parts: AppContext, title: str, sentence: str, deed: Callable[[], Awaitable[Result]]) -> None:
        super().__init__(parts)
        self.title_word = title
        self._sentence = sentence
        self._deed = deed
        self._worker: Worker[None] | None = None
        self._has_failed = False

    def body(self) -> ComposeResult:
        """The line that names the action."""
        yield Static(Content.styled(self._sentence, "$lead"), id="working-sentence")
        yield Static(key_and_word("esc", "Stop"), classes="keys", id="working-keys")

    def on_mount(self) -> None:
        """Begin."""
        self._worker = self._work()

    def action_stop(self) -> None:
        """Cancel the action and close."""
        if self._worker is not None:
            self._worker.cancel()
        self.dismiss(None)

    def action_close_failed(self) -> None:
        """Close after a failure; Enter does nothing while the action is running."""
        if self._has_failed:
            self.dismiss(None)

    @work(group="deed", exclusive=True, exit_on_error=True)
    async def _work(self) -> None:
        try:
            result = await self._deed()
        except Trouble as trouble:
            self._has_failed = True
            self.query_one("#working-sentence", Static).update(Content.styled(str(trouble), "$loss"))
            self.query_one("#working-keys", Static).update(key_and_word("enter", "Close"))
        else:
            self.dismiss(result)
