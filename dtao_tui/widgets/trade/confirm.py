"""The line that confirms an order: Cancel has the focus, and only typed words go further, never Enter or a click."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from dtao_tui.domain.orders.demand import Demand
from dtao_tui.domain.text import cells

ARMED_AFTER = 0.8
"""Seconds without a key before anything counts: what was typed ahead, held down or pasted is dropped."""

SETTLED_AFTER = 0.5
"""Seconds a typed amount must stand still, so that the beginning of a longer one is not taken for it."""

CANCEL = " Cancel esc "

OTHER = "✗ not this, ctrl+u clears"
"""Where no letter more makes of the typed text what was asked for."""

_CLEARING = ("ctrl+u", "ctrl+w", "ctrl+backspace")


class ConfirmBar(Widget, can_focus=True):
    """Cancel on the left, what to type on the right."""

    class Confirmed(Message):
        """Everything was typed as asked."""

    class Cancelled(Message):
        """Posted when the user cancels."""

    def __init__(self, demands: tuple[Demand, ...], *, armed_after: float = ARMED_AFTER, id: str | None = None) -> None:
        super().__init__(id=id)
        self._demands = demands
        self._armed_after = armed_after
        self._at = 0
        self._typed = ""
        self._is_armed = False
        self._is_read = False
        self._is_over = False
        self._arming: Timer | None = None
        self._settling: Timer | None = None

    def on_mount(self) -> None:
        """Begin disarmed."""
        self.disarm()

    @property
    def is_ready(self) -> bool:
        """Whether typing counts now."""
        return self._is_armed and self._is_read and not self._is_over

    def allow(self) -> None:
        """All there is to read has been on the screen."""
        if not self._is_read:
            self._is_read = True
            self.refresh()

    def disarm(self) -> None:
        """Forget what was typed, and take nothing before the keys have rested."""
        self._start_over()
        self._is_armed = False
        if self._arming is not None:
            self._arming.stop()
        self._arming = self.set_timer(self._armed_after, self._arm)
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Take what is typed; Enter is Cancel's, and every other key than the arrows stays here."""
        if event.key == "escape":
            event.stop()
            self._cancel()
        elif event.key in ("up", "down", "pageup", "pagedown", "home", "end"):
            return
        elif event.is_printable or event.key in ("enter", "backspace", "tab", "shift+tab", "space", *_CLEARING):
            event.stop()
            event.prevent_default()
            self._take(event)

    def on_paste(self, event: events.Paste) -> None:
        """Ignore pasted text: only typing shows that the text was read."""
        event.stop()
        event.prevent_default()
        self.disarm()

    def on_click(self, event: events.Click) -> None:
        """A click can only cancel."""
        event.stop()
        if event.get_content_offset(self) is not None and event.x < len(CANCEL):
            self._cancel()

    def render(self) -> Content:
        """Cancel, filled, and what to do to sign."""
        left = Content.styled(CANCEL, "bold $ink on $lead")
        right = self._instruction()
        gap = self.content_size.width - len(CANCEL) - right.cell_length
        return Content.assemble(left, " " * max(gap, 1), right)

    def _instruction(self) -> Content:
        if not self._is_read:
            return Content.assemble(("to sign, read to the end first ", "$muted"), ("↓", "bold $lead"))
        if not self._is_armed:
            return Content.styled("one moment: keys typed ahead are dropped", "$dim")
        demand = self._demands[self._at]
        width = max(cells(demand.shown), len(self._typed)) + 2
        text = self._typed or demand.shown
        style = ("bold $bright" if self._typed else "$muted") + " on $field"
        unit = f" {demand.unit}" if demand.unit else ""
        is_other = not demand.may_become(self._typed)
        return Content.assemble(
            (f"{OTHER if is_other else demand.prompt} ", "$loss" if is_other else "$muted"),
            (f" {text}{' ' * (width - cells(text) - 1)}", style),
            (f"{unit} " if unit else "", "$muted on $field"),
        )

    def _take(self, event: events.Key) -> None:
        if not self._is_armed:
            self.disarm()
        elif event.key == "enter":
            if not self._typed:
                self._cancel()
        elif self._is_read:
            self._type(event)

    def _type(self, event: events.Key) -> None:
        if self._settling is not None:
            self._settling.stop()
        demand = self._demands[self._at]
        if event.key == "backspace":
            self._typed = self._typed[:-1]
        elif event.key in _CLEARING:
            self._typed = ""
        elif event.is_printable and event.character and len(self._typed) < len(demand.shown) + 12:
            self._typed += event.character
        if demand.accepts(self._typed):
            self._settling = self.set_timer(SETTLED_AFTER if demand.must_settle else 0.001, self._go_on)
        self.refresh()

    def _go_on(self) -> None:
        if not self.is_ready or not self._demands[self._at].accepts(self._typed):
            return
        self._typed = ""
        self._at += 1
        if self._at == len(self._demands):
            self._at = 0
            self._is_over = True
            self.post_message(self.Confirmed())
        self.refresh()

    def _start_over(self) -> None:
        if self._settling is not None:
            self._settling.stop()
        self._typed = ""
        self._at = 0

    def _arm(self) -> None:
        self._is_armed = True
        self.refresh()

    def _cancel(self) -> None:
        if not self._is_over:
            self._is_over = True
            self.post_message(self.Cancelled())
