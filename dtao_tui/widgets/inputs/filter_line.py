"""The filter line below a table: a field whose text narrows the rows."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Static


class FilterLine(Horizontal):
    """A slash and a field; hidden while there is nothing in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear", show=False),
        Binding("down,tab", "leave", "Table", show=False),
    ]

    field = query_one(Input)

    @dataclass
    class Changed(Message):
        """Posted when the text has changed."""

        text: str

    class Left(Message):
        """Posted when the user leaves the filter; its text stays."""

    def compose(self) -> ComposeResult:
        """The slash, the field and a word about leaving it."""
        yield Static("/", id="filter-slash", markup=False)
        yield Input(placeholder="name, symbol or number", compact=True, select_on_focus=False)
        yield Static("esc clears", id="filter-hint", markup=False)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.field.value.strip()

    def open(self) -> None:
        """Show the field and put the cursor in it."""
        self.add_class("-open")
        self.field.focus()

    def clear(self) -> None:
        """Forget what was typed."""
        self.field.value = ""
        self.remove_class("-open")

    def action_clear(self) -> None:
        """Clear and leave."""
        self.clear()
        self.post_message(self.Left())

    def action_leave(self) -> None:
        """Leave; an empty line goes away."""
        self.set_class(bool(self.text), "-open")
        self.post_message(self.Left())

    @on(Input.Changed)
    def post_changed(self, event: Input.Changed) -> None:
        """Post the current text."""
        event.stop()
        self.post_message(self.Changed(self.text))

    @on(Input.Submitted)
    def finish(self, event: Input.Submitted) -> None:
        """Enter goes to the table."""
        event.stop()
        self.action_leave()
