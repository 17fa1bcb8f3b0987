"""Fields of the ticket panel: a chip that fills the amount in, and the field of a choice from a list."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static


class Chip(Static):
    """A ready answer for the amount; by keyboard it is typed. The one that is typed is told from the others."""

    @dataclass
    class Chosen(Message):
        """This portion was clicked."""

        portion: str

    def __init__(self, portion: str, *, id: str | None = None) -> None:
        super().__init__(Content(portion.replace("%", " %")), id=id, classes="chip")
        self._portion = portion

    def compare(self, amount_text: str) -> None:
        """Mark it where this is what was typed."""
        self.set_class("".join(amount_text.lower().split()) == self._portion, "-chosen")

    def on_click(self, event: events.Click) -> None:
        """Choose it."""
        event.stop()
        self.post_message(self.Chosen(self._portion))


class ChoiceField(Widget, can_focus=True):
    """A choice; Enter opens its list, and so does whatever is typed, as the list's filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,down", "open", "List", show=False),
        Binding("enter", "enter", "List", show=False),
    ]

    class Submitted(Message):
        """Posted for Enter in a form that has no field to type into."""

    @dataclass
    class Wanted(Message):
        """Posted when the user asks for the list."""

        field: str
        filter_text: str = ""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.field_name = ""
        """The operation's field that is chosen here; empty where it only shows something."""

        self.submits = False
        """Whether Enter is for the form rather than for the list."""

    _parts: tuple[Content, ...] = ()

    def stand_for(self, field_name: str) -> None:
        """Be the field of this name from now on."""
        self.field_name = field_name
        self.can_focus = bool(field_name)

    def show(self, *parts: Content) -> None:
        """Show these parts, most important first; one that has no room is left out whole."""
        if len(parts) != len(self._parts) or not all(map(Content.is_same, parts, self._parts)):
            self._parts = parts
            self.refresh()

    def render(self) -> Content:
        """As many parts as fit before the gap at the end; the first in any case, cut with a mark."""
        room = max(self.content_size.width - 1, 1)
        shown = Content("").join(self._parts[:1]).truncate(room, ellipsis=True)
        for part in self._parts[1:]:
            if shown.cell_length + part.cell_length <= room:
                shown += part
        return shown

    def action_enter(self) -> None:
        """Ask for the list, or submit the form."""
        if self.submits:
            self.post_message(self.Submitted())
        else:
            self._want()

    def action_open(self) -> None:
        """Ask for the list."""
        self._want()

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002  # the base class's signature
        """A form has no letters that are keys: each begins the list's filter."""
        return character is not None and character.isprintable() and character != " "

    def on_key(self, event: events.Key) -> None:
        """Open the list with this letter in its filter."""
        if event.character is not None and self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()
            self._want(event.character)

    def on_click(self, event: events.Click) -> None:
        """Ask for the list."""
        event.stop()
        self._want()

    def _want(self, filter_text: str = "") -> None:
        if self.field_name:
            self.post_message(self.Wanted(self.field_name, filter_text))
