"""The filter line above a table: a field whose text narrows the rows, and below it what completes the last word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.suggester import Suggester, SuggestionReady
from textual.widgets import Input, Static

from dtao_tui.domain.filters.filter_completion import Completion, completions
from dtao_tui.domain.filters.filter_expressions import LONGEST_FILTER
from dtao_tui.domain.filters.filter_fields import FIELDS, LIST
from dtao_tui.domain.formatting import count
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.text_lines import put

_HINT = "esc clears"
_HINT_CELLS = len("9,999 pass")
_FIELD_AT = 3
_MOST_OFFERED = 6
_PLACEHOLDER = "name, symbol or number; depth>5k ch24<-5"


@dataclass(frozen=True, slots=True)
class FilterState:
    """What the filter does to the rows of now, as the line tells it."""

    passing: int | None = None
    """How many subnets pass; None before the first block."""

    would_pass: int | None = None
    """How many would with the word that is being typed, where that word is a whole term."""

    trouble: str = ""
    """Why the text is no filter, and at which place from 0."""

    trouble_at: int = 0


class _Suggestion(Suggester):
    """The rest of the chosen completion, behind the cursor."""

    def __init__(self, line: "FilterLine") -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._line = line

    async def get_suggestion(self, value: str) -> str | None:
        """The text with its last word completed; None where nothing is added behind it."""
        chosen = self._line.chosen_for(value)
        return chosen.text if chosen is not None and chosen.text.startswith(value) else None


class FilterInput(Input):
    """The field of a filter: at the end of the text, ← and → choose among what completes the last word."""

    @dataclass
    class ChoiceMoved(Message):
        """Posted for a step to another completion."""

        step: int

    offered = 0
    """How many completions there are."""

    at = 0
    """Which of them is chosen, from 0."""

    def action_cursor_right(self, select: bool = False) -> None:
        """Choose the next completion, or go on in the text."""
        if not select and self._chooses and self.at + 1 < self.offered:
            self.post_message(self.ChoiceMoved(1))
        else:
            super().action_cursor_right(select)

    def action_cursor_left(self, select: bool = False) -> None:
        """Choose the completion before; from the first on, go back in the text."""
        if not select and self._chooses and self.at:
            self.post_message(self.ChoiceMoved(-1))
        else:
            super().action_cursor_left(select)

    @property
    def _chooses(self) -> bool:
        return self.offered > 1 and self.cursor_position == len(self.value)


class FilterLine(Vertical):
    """A slash and a field, shown while it is typed into; the text goes on to count after that."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear", show=False),
        Binding("tab", "complete", "Complete", show=False),
        Binding("up", "older", "Before", show=False),
        Binding("down", "newer", "Table", show=False),
        Binding("f1", "app.help", "Help", show=False),
    ]

    field = query_one(FilterInput)
    hint = query_one("#filter-hint", Static)
    offer = query_one("#filter-offer", Static)

    @dataclass
    class Changed(Message):
        """Posted when the text has changed."""

        text: str

    class Left(Message):
        """Posted when the user leaves the filter; its text stays."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lists: Sequence[str] = ()
        """The names of the watch lists."""

        self.history: Sequence[str] = ()
        """The filters that were used, the last one first."""

        self._state = FilterState()
        self._at: int | None = None
        """Which of the filters that were used is shown; None where it is a new one."""

        self._draft = ""

    def compose(self) -> ComposeResult:
        """The slash, the field, a word about it, and what completes it."""
        with Horizontal(id="filter-row"):
            yield Static("/", id="filter-slash", markup=False)
            yield FilterInput(
                placeholder=_PLACEHOLDER,
                compact=True,
                select_on_focus=False,
                max_length=LONGEST_FILTER,
                suggester=_Suggestion(self),
            )
            yield Static(_HINT, id="filter-hint", markup=False)
        yield Static(id="filter-offer", markup=False)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.field.value.strip()

    @property
    def is_typed_into(self) -> bool:
        """Whether keys are text here."""
        return self.field.has_focus and self.has_class("-open")

    def open(self) -> None:
        """Show the field and put the cursor in it."""
        self._at = None
        self.add_class("-open")
        last = cleaned(self.history[0], 60) if self.history else ""
        self.field.placeholder = f"↑ {last}" if last else _PLACEHOLDER
        self.screen.set_focus(self.field)
        self._write_offer()

    def put(self, text: str) -> None:
        """Show the rows of this text as if it was typed."""
        self.field.value = text
        self.field.cursor_position = len(text)

    def tell(self, state: FilterState) -> None:
        """Say how many pass, or where the text is no filter."""
        self._state = state
        if state.trouble:
            words, style = f"✗ at {state.trouble_at + 1}", "$loss"
        elif not self.text or state.passing is None:
            words, style = _HINT, ""
        else:
            words, style = f"{count(state.passing)} pass", ""
        # Of one width: the field would not follow a change of its own.
        put(self.hint, Content.styled(words.rjust(_HINT_CELLS), style))
        self._write_offer()

    def clear(self) -> None:
        """Forget what was typed."""
        self.field.value = ""
        self.remove_class("-open")

    def chosen_for(self, text: str) -> Completion | None:
        """The completion of this text that is chosen."""
        found = completions(text, self.lists)
        return found[min(self.field.at, len(found) - 1)] if found else None

    def action_clear(self) -> None:
        """Clear and leave."""
        self.clear()
        self.post_message(self.Left())

    def action_complete(self) -> None:
        """Complete the last word; leave where nothing completes it."""
        chosen = self.chosen_for(self.field.value)
        if chosen is not None:
            self.put(chosen.text)
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Leave; the line goes away, and its text stays."""
        self.remove_class("-open")
        self.post_message(self.Left())

    def action_older(self) -> None:
        """Take the filter that was used before this one."""
        at = 0 if self._at is None else self._at + 1
        if at >= len(self.history):
            return
        if self._at is None:
            self._draft = self.field.value
        self._show_used(at)

    def action_newer(self) -> None:
        """Take the filter that was used after this one, then what was typed; from there, leave."""
        if self._at is None:
            self.action_leave()
        else:
            self._show_used(self._at - 1 if self._at else None)

    @on(FilterInput.ChoiceMoved)
    def choose(self, event: FilterInput.ChoiceMoved) -> None:
        """Choose another completion."""
        event.stop()
        self.field.at += event.step
        text, chosen = self.field.value, self.chosen_for(self.field.value)
        is_longer = chosen is not None and chosen.text.startswith(text)
        self.field.post_message(SuggestionReady(text, chosen.text if chosen is not None and is_longer else text))
        self._write_offer()

    @on(Input.Changed)
    def post_changed(self, event: Input.Changed) -> None:
        """Post the current text."""
        event.stop()
        self.field.at = 0
        self.post_message(self.Changed(self.text))

    @on(Input.Submitted)
    def finish(self, event: Input.Submitted) -> None:
        """Enter goes to the table."""
        event.stop()
        self.action_leave()

    def _show_used(self, at: int | None) -> None:
        self._at = at
        self.put(self._draft if at is None else self.history[at])

    def _write_offer(self) -> None:
        text, state = self.field.value, self._state
        found = completions(text, self.lists)
        self.field.offered = len(found)
        if state.trouble and not found:
            put(self.offer, self._pointer(state))
        elif found:
            put(self.offer, self._offered(found))
        elif not text:
            put(self.offer, _fields_line())
        else:
            put(self.offer, Content.styled("↑ ↓  filters that were used", "$dim") if self.history else Content(""))

    def _pointer(self, state: FilterState) -> Content:
        """Below the place that is wrong, why it is."""
        at = min(cells(self.field.value[: state.trouble_at]), max(self.field.content_size.width - 1, 0))
        room = self.size.width - _FIELD_AT - at - 2
        if cells(state.trouble) <= room:
            return Content.styled(" " * at + "▲ " + state.trouble, "$loss")
        words = cleaned(state.trouble, max(at - 1, 1))
        return Content.styled(words.rjust(max(at - 1, 0)) + " ▲", "$loss")

    def _offered(self, found: Sequence[Completion]) -> Content:
        """What completes the last word, the chosen one marked."""
        first = max(min(self.field.at - _MOST_OFFERED + 1, len(found) - _MOST_OFFERED), 0)
        parts = [Content.styled("tab", "bold $lead")]
        for at, each in enumerate(found[first : first + _MOST_OFFERED], first):
            is_chosen = at == self.field.at
            parts.append(Content.styled(f" {each.word} ", "bold $bright on $cursor" if is_chosen else ""))
            if is_chosen and (told := self._told_of(each)):
                parts.append(Content.styled(told, "$muted"))
        if len(found) > 1:
            parts.append(Content.assemble(("← →", "bold $lead"), (" choose", "$muted")))
        return Content(" ").join(parts)

    def _told_of(self, completion: Completion) -> str:
        """What a completion is: how many pass with it, or the field's words and unit."""
        state = self._state
        if (
            completion.is_yes_or_no
            and self.field.at == 0
            and state.would_pass is not None
            and state.passing is not None
        ):
            return f"{count(state.would_pass)} of these {count(state.passing)}"
        if completion.word == f"{LIST}=":
            return "a named watch list"
        field = FIELDS.get(completion.word)
        return f"{field.words}, {field.unit}" if field is not None else ""


def _fields_line() -> Content:
    """The fields that a filter may ask for."""
    return Content.assemble(("fields  ", "$dim"), ("  ".join(FIELDS), "$muted"))
