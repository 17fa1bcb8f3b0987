"""The box in front of a screen: its title carries the network's band, its border says mainnet."""

from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from dtao_tui.chain.networks import Kind, kind_of
from dtao_tui.services.parts import Parts

Answer = TypeVar("Answer")

_BANDS = {Kind.TEST: "net-test", Kind.MAINNET: "net-mainnet"}


class Dialog(ModalScreen[Answer]):
    """A modal box. The overlay darkens the top line, so the box itself names the network."""

    AUTO_FOCUS = "Input"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (150, "-broad")]  # noqa: RUF012  # Textual's own shape
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-middling"), (42, "-tall")]  # noqa: RUF012  # Textual's own shape

    title_word = ""
    """The bold word of the title."""

    foot = ""
    """What stands in the lower border."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.parts = parts

    def compose(self) -> ComposeResult:
        """The box around the body."""
        with Vertical(id="box") as box:
            yield from self.body()
        box.border_title = Content.assemble(self.title_content(), "  ", band(self.parts), " ")
        box.border_subtitle = Content.styled(self.foot, "$muted") if self.foot else None

    def body(self) -> ComposeResult:
        """What stands in the box."""
        yield from ()

    def title_content(self) -> Content:
        """The words of the title."""
        return Content.styled(self.title_word, "bold $bright")

    def on_mount(self) -> None:
        """Dress as the network demands."""
        self.set_class(network_kind(self.parts) is Kind.MAINNET, "-mainnet")

    def retitle(self) -> None:
        """Show the title anew."""
        self.query_one("#box").border_title = Content.assemble(self.title_content(), "  ", band(self.parts), " ")


def network_kind(parts: Parts) -> Kind:
    """What is at stake: by the connected chain, or before that by what was asked for."""
    facts = parts.feed.facts
    return kind_of(facts.network if facts else parts.settings.network)


def band(parts: Parts) -> Content:
    """The network's word on its colour."""
    kind = network_kind(parts)
    colour = _BANDS.get(kind, "net-practice")
    return Content.styled(f" {kind.value} ", f"bold ${colour}-ink on ${colour}")
