"""The box in front of a screen: its title carries the network's band, its border says mainnet."""

from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from dtao_tui.ports.networks import NetworkKind, kind_of
from dtao_tui.screens.base import BaseModal
from dtao_tui.screens.secret_cleanup import SecretsHandled
from dtao_tui.services.context import AppContext

Answer = TypeVar("Answer")

LOW = 30
"""Rows below which a box has no padding."""

FRAME, LOW_FRAME = 7, 3
"""Rows of a box besides what scrolls: its border, its padding and the line at its foot."""


class Dialog(BaseModal[Answer], Generic[Answer]):
    """A modal box with a title, a body and a word in its lower border. No palette opens above it."""

    AUTO_FOCUS: ClassVar[str | None] = "Input"
    is_secret = True

    holds_secrets = False
    """Whether passwords or phrases go through it; once it is closed, what they leave in memory is overwritten."""

    title_word = ""
    """The bold word of the title."""

    foot = ""
    """What stands in the lower border."""

    def __init__(self, parts: AppContext) -> None:
        super().__init__()
        self.parts = parts

    def compose(self) -> ComposeResult:
        """The box around the body."""
        with Vertical(id="box") as box:
            yield from self.body()
        box.border_title = self.heading(self.title_word, self.title_aside())
        box.border_subtitle = Content.styled(self.foot, "$muted") if self.foot else None

    def body(self) -> ComposeResult:
        """The content of the dialog."""
        yield from ()

    @on(events.Unmount)
    def request_secret_cleanup(self) -> None:
        """Ask the app to overwrite the secrets that were typed here, after their use."""
        if self.holds_secrets:
            self.app.post_message(SecretsHandled())

    def on_resize(self, event: events.Resize) -> None:
        """Leave what scrolls as much height as the box can have."""
        frame = LOW_FRAME if event.size.height < LOW else FRAME
        for widget in self.query(".fitting"):
            widget.styles.max_height = max(event.size.height - frame, 3)

    def title_aside(self) -> str:
        """What follows the bold word of the title, less bright. It is shown as it is, never as markup."""
        return ""


def network_kind(parts: AppContext) -> NetworkKind:
    """The network's kind: that of the connected chain, or of the requested network before it connects."""
    facts = parts.feed.facts
    return kind_of(facts.network if facts else parts.settings.network)
