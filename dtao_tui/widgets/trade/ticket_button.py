"""The buttons at a ticket's foot: a word and the key that does the same."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class TicketButton(Static):
    """A word and its key; clicking is the same as pressing the key.

    In a ticket without any field it takes the focus, and with it the key.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "press", "Press", show=False)]

    class Pressed(Message):
        """It was clicked."""

        def __init__(self, button: "TicketButton") -> None:
            super().__init__()
            self.button = button

        @property
        def control(self) -> "TicketButton":
            """The clicked one, for selectors."""
            return self.button

    def on_click(self, event: events.Click) -> None:
        """Post Pressed."""
        event.stop()
        self.action_press()

    def action_press(self) -> None:
        """Post Pressed."""
        self.post_message(self.Pressed(self))


def word_after_key(key: str, word: str) -> Content:
    """The key in lead, then the word."""
    return Content.assemble((key, "bold $lead"), f" {word}")


def key_after_word(word: str, key: str) -> Content:
    """The word, then the key."""
    return Content.assemble((word, "bold"), f" {key}")
