"""The row of the tolerance: its field, which ↑ and ↓ step, a suggestion, and whether a part of the order is enough."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Static

from dtao_tui.widgets.inputs.text_field import PausingField
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.text_lines import put

STEPS = tuple(Decimal(tenths) / 10 for tenths in (1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 80, 100, 150, 200, 300, 500))
"""Per cent: where ↑ and ↓ stop; at a suggestion, too."""

WHOLE, PART = "all or nothing", "a part is enough"


class ToleranceField(PausingField):
    """The tolerance in per cent."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(1)", "More", show=False),
        Binding("down", "step(-1)", "Less", show=False),
    ]
    suggestion = ""
    """The suggested tolerance as it is typed; empty where there is none."""

    def action_step(self, direction: int) -> None:
        """Write the next step above or below; the suggestion, or the usual one, where nothing is typed."""
        steps = sorted({*STEPS, *([Decimal(self.suggestion)] if self.suggestion else [])})
        now = self._typed
        if now is None:
            self._write(self.suggestion or "2")
            return
        above, below = [step for step in steps if step > now], [step for step in steps if step < now]
        found = above[:1] if direction > 0 else below[-1:]
        if found:
            self._write(f"{found[0].normalize():f}")

    @property
    def _typed(self) -> Decimal | None:
        try:
            typed = Decimal(self.value.strip().removesuffix("%").strip())
        except InvalidOperation:
            return None
        return typed if typed.is_finite() else None

    def _write(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)


class ToleranceAside(Static, can_focus=True):
    """What stands beside the tolerance: the suggestion while it is typed, else whether a part is enough."""

    FOCUS_ON_CLICK = False
    """A click takes what stands there, and leaves the cursor where it is."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space,down,up", "press", "Choose", show=False)]

    class Pressed(Message):
        """It was clicked, or a key pressed on it."""

    def action_press(self) -> None:
        """Post that it was pressed."""
        self.post_message(self.Pressed())

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002  # the base class's signature
        """A form has no letters that are keys."""
        return character is not None and character.isprintable() and character != " "

    def on_key(self, event: events.Key) -> None:
        """Keep letters from the screen: they would be its keys."""
        if self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Post that it was pressed."""
        event.stop()
        self.post_message(self.Pressed())


class ToleranceRow(RemembersChildren, Horizontal):
    """The tolerance of an order and what goes with it."""

    field = query_one(ToleranceField)
    aside = query_one(ToleranceAside)

    @dataclass
    class PartChosen(Message):
        """Whether a part is enough was changed."""

        allow_partial: bool

    def __init__(self, tolerance_text: str, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="field")
        self._first = tolerance_text
        self._knows_parts = False
        self._taken = ""
        self.allow_partial = False
        """Whether a part that fills within the limit is enough."""

    def compose(self) -> ComposeResult:
        """The label, the field, its unit and what stands beside it."""
        yield Static("Tolerance", classes="inner-label")
        yield ToleranceField(self._first, id="ticket-tolerance")
        yield Static("%", classes="unit")
        yield ToleranceAside(id="ticket-part")

    def on_mount(self) -> None:
        """Show what is chosen at first."""
        super().on_mount()
        self._draw()

    def show_op(self, *, knows_parts: bool) -> None:
        """Switch to an operation; a part is never enough before a person says so."""
        self._knows_parts, self.allow_partial = knows_parts, False
        self._draw()

    def suggest(self, tolerance: str, basis: str) -> None:
        """Offer this tolerance, as it is typed; `basis` says in a sentence what it rests on. Empty offers none."""
        if (tolerance, basis) != (self.field.suggestion, self.field.tooltip or ""):
            self.field.suggestion, self.field.tooltip = tolerance, basis or None
            self.field.placeholder = tolerance
            self._draw()

    def take(self, tolerance: str) -> None:
        """Note that this one, which was computed from what the endpoint said, was taken."""
        self._taken = tolerance

    @property
    def is_own(self) -> bool:
        """Whether the tolerance is one that a person thought of, and not one that was taken as it was offered."""
        return self.field.value.strip() != self._taken

    @on(Input.Changed)
    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def draw_again(self) -> None:
        """Show the suggestion while the tolerance is typed, unless that is it."""
        self._draw()

    @on(ToleranceAside.Pressed)
    def choose(self, event: ToleranceAside.Pressed) -> None:
        """Take the suggestion that stands there, or change whether a part is enough."""
        event.stop()
        if self._offers:
            self.take(self.field.suggestion)
            self.field.value = self.field.suggestion
        elif self._knows_parts:
            self.allow_partial = not self.allow_partial
            self._draw()
            self.post_message(self.PartChosen(self.allow_partial))

    @property
    def _offers(self) -> bool:
        """Whether the suggestion stands beside the field: while that is typed and says another."""
        return self.field.has_focus and self.field.suggestion not in ("", self.field.value.strip())

    def _draw(self) -> None:
        self.aside.can_focus = self._knows_parts
        if self._offers:
            words = Content.assemble(("suggested ", "$muted"), (f"{self.field.suggestion} %", "$lead"))
        else:
            words = Content.styled(PART, "$note") if self.allow_partial else Content.styled(WHOLE, "$muted")
            words += Content.styled(" ▼", "$muted") if self._knows_parts else Content("")
        put(self.aside, words)
