"""Screen with the texts that can be copied: each is shown whole from the left edge, and one key copies it.

A terminal may refuse the clipboard sequence (OSC 52) without a word. So the text begins in the first column and has
nothing at its right, and what is marked with the mouse is the text alone.
"""

from collections.abc import Awaitable, Sequence
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from dtao_tui.domain.copying.copies import Copy
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.text import without_controls
from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.text_lines import key_and_word

_REFUSED = "If your terminal refuses the clipboard, mark the text above with the mouse (shift held) and copy it there."


class CopyScreen(Dialog[None]):
    """Offers several texts, one shown at a time; it stays open after copying."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", show=False),
        Binding("enter,y,c", "copy", "Copy", show=False),
        Binding("right,l,tab", "turn(1)", "Next", show=False),
        Binding("left,h,shift+tab", "turn(-1)", "Previous", show=False),
        *(Binding(str(number), f"show({number - 1})", show=False) for number in range(1, 10)),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    title_word = "Copy as"
    scroll = query_one(VerticalScroll)

    def __init__(self, parts: AppContext, copies: Sequence[Copy] | Awaitable[Sequence[Copy]], of_what: str) -> None:
        """`of_what` names the order in the title; texts that must be read first are awaited while it is open."""
        super().__init__(parts)
        self._source = copies
        self._copies: Sequence[Copy] = copies if isinstance(copies, Sequence) else ()
        self._of_what = of_what
        self._shown = 0

    def title_aside(self) -> str:
        """The order."""
        return self._of_what

    def body(self) -> ComposeResult:
        """The choices, the text, what must be known of it, and the keys."""
        yield Static(id="copy-choices")
        with VerticalScroll(id="copy-scroll"):
            yield Static("Reading the order…", id="copy-text", markup=False)
        yield Static(id="copy-notes", markup=False)
        yield Static(id="copy-keys")

    @on(events.Mount)
    def begin(self) -> None:
        """Show the first text, or wait for it."""
        if isinstance(self._source, Sequence):
            self._show()
        else:
            self._read(self._source)

    def action_turn(self, by: int) -> None:
        """Show the text beside the shown one."""
        if self._copies:
            self._shown = (self._shown + by) % len(self._copies)
            self._show()

    def action_show(self, number: int) -> None:
        """Show the text of this number."""
        if number < len(self._copies):
            self._shown = number
            self._show()

    def action_scroll(self, lines: int) -> None:
        """Move the text."""
        self.scroll.scroll_relative(y=lines, animate=False)

    def action_copy(self) -> None:
        """Put the shown text into the clipboard, as far as the terminal lets it."""
        if not self._copies or not self._copies[self._shown].text:
            return
        self.app.copy_to_clipboard(self._copies[self._shown].text)
        self._say(f"Sent to the clipboard. {_REFUSED}")

    @work(group="copies", exclusive=True, exit_on_error=True)
    async def _read(self, source: Awaitable[Sequence[Copy]]) -> None:
        self._copies = await source
        self._show()

    def _show(self) -> None:
        copy = self._copies[self._shown]
        choices = [
            Content.assemble(
                (f" {number} ", "bold $lead" if at == self._shown else "$muted"),
                (each.title, "bold" if at == self._shown else "$muted"),
            )
            for at, each in enumerate(self._copies)
            for number in (at + 1,)
        ]
        self.query_one("#copy-choices", Static).update(Content("  ").join(choices))
        # Its parts were checked one by one; this holds for whatever comes to be copied later.
        self.query_one("#copy-text", Static).update(without_controls(copy.text))
        self.scroll.scroll_home(animate=False)
        keys = [key_and_word("← →", "Other text"), key_and_word("esc", "Back")]
        if copy.text:
            keys.insert(0, key_and_word("enter", "Copy"))
        self.query_one("#copy-keys", Static).update(Content("   ").join(keys))
        self._say("\n".join(copy.notes))

    def _say(self, sentences: str) -> None:
        self.query_one("#copy-notes", Static).update(sentences)


def copies_of_order(parts: AppContext, order: Order) -> CopyScreen:
    """The screen with the texts of an order; they are read from the journal while it is open."""
    where = f" {order.netuid} {order.symbol}" if order.subnets else ""
    return CopyScreen(parts, parts.copies.of_order(order), f"{order.operation}{where}")
