"""The filter line below a table: a field whose text narrows the rows."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from dtao_tui.domain.filters.filter_completion import completion_of
from dtao_tui.widgets.text_lines import put

_HINT = "esc clears"


class _Completion(Suggester):
    """The rest of the last word, behind the cursor."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The text with its last word completed; None where nothing completes it."""
        completion = completion_of(value)
        return value + completion if completion else None


class FilterLine(Horizontal):
    """A slash and a field; hidden while there is nothing in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear", show=False),
        Binding("tab", "complete", "Complete", show=False),
        Binding("down", "leave", "Table", show=False),
    ]

    field = query_one(Input)
    hint = query_one("#filter-hint", Static)

    @dataclass
    class Changed(Message):
        """Posted when the text has changed."""

        text: str

    class Left(Message):
        """Posted when the user leaves the filter; its text stays."""

    def compose(self) -> ComposeResult:
        """The slash, the field and a word about leaving it."""
        yield Static("/", id="filter-slash", markup=False)
        yield Input(
            placeholder="name, symbol or number; depth>5k ch24<-5",
            compact=True,
            select_on_focus=False,
            suggester=_Completion(),
        )
        yield Static(_HINT, id="filter-hint", markup=False)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.field.value.strip()

    def open(self) -> None:
        """Show the field and put the cursor in it."""
        self.add_class("-open")
        self.field.focus()

    def put(self, text: str) -> None:
        """Show this text as if it was typed."""
        self.field.value = text
        self.field.cursor_position = len(text)
        self.add_class("-open")

    def point_at(self, place: int | None) -> None:
        """Point at the place in the text, from 0, at which it is no filter; None where it is one."""
        # As wide as the usual words: the field would not follow a change of its width.
        words = _HINT if place is None else f"✗ at {place + 1}".ljust(len(_HINT))
        put(self.hint, Content.styled(words, "" if place is None else "$loss"))

    @property
    def is_typed_into(self) -> bool:
        """Whether keys are text here."""
        return self.field.has_focus

    def clear(self) -> None:
        """Forget what was typed."""
        self.field.value = ""
        self.remove_class("-open")

    def action_clear(self) -> None:
        """Clear and leave."""
        self.clear()
        self.post_message(self.Left())

    def action_complete(self) -> None:
        """Complete the last word; leave where nothing completes it."""
        completion = completion_of(self.field.value)
        if completion:
            self.put(self.field.value + completion)
        else:
            self.action_leave()

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
