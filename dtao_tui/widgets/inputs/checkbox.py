"""A yes or no: [x] or [ ] before its words, so that it needs no colour."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class Checkbox(Widget, can_focus=True):
    """A choice that space or a click turns around."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,x", "turn", "Choose", show=False)]

    value: reactive[bool] = reactive(False)

    def __init__(self, words: str, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = words
        self.set_reactive(Checkbox.value, value)

    def render(self) -> Content:
        """The box and its words."""
        return Content.assemble(("[x] " if self.value else "[ ] ", "bold $lead"), self._words)

    def action_turn(self) -> None:
        """Turn it around."""
        self.value = not self.value

    def on_click(self, event: events.Click) -> None:
        """Turn it around."""
        event.stop()
        self.action_turn()
