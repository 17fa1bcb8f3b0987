"""A box with a few choices, each with a letter of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.inputs.choice_list import ChoiceList
from dtao_tui.widgets.text_lines import folded, stacked

_KEY_CELLS, _GAP, _SCROLL_BAR_CELLS = 3, 3, 1


@dataclass(frozen=True, slots=True)
class DialogChoice:
    """One of the choices."""

    id: str
    key: str
    """The letter that takes it at once; empty where it has none."""

    words: str
    sentence: str = ""


class ChoiceDialog(Dialog[str | None]):
    """Gives back the id of the choice that was taken by its letter or Enter, or None."""

    AUTO_FOCUS = "ChoiceList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("j", "move('down')", show=False),
        Binding("k", "move('up')", show=False),
    ]

    foot = "enter or its key choose   esc back"

    def __init__(
        self,
        parts: AppContext,
        title: str,
        choices: Sequence[DialogChoice],
        *,
        aside: str = "",
        at: str = "",
        note: str = "",
    ) -> None:
        """`aside` follows the title as it is; the cursor begins at the choice whose id is `at`; `note` stands below."""
        super().__init__(parts)
        self.title_word = title
        self._aside = aside
        self._choices = tuple(choices)
        self._at = at
        self._note = note

    def title_aside(self) -> str:
        """What is chosen for, such as an account's name."""
        return self._aside

    def body(self) -> ComposeResult:
        """The choices with their letters, and what must be known of them."""
        yield ChoiceList(*map(self._option, self._choices), id="choices")
        if self._note:
            yield Static(Content.styled(self._note, "$note"), classes="words spaced")

    @on(events.Mount)
    def begin(self) -> None:
        """Put the cursor on the present choice."""
        ids = [choice.id for choice in self._choices]
        self.query_one(ChoiceList).highlighted = ids.index(self._at) if self._at in ids else 0

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002  # the base class's signature
        """Lay the sentences out for the new width, once that is known."""
        self.call_after_refresh(self._fold)

    def on_key(self, event: events.Key) -> None:
        """Take the choice of this letter."""
        taken = next((choice for choice in self._choices if choice.key and choice.key == event.character), None)
        if taken is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(taken.id)

    def action_move(self, way: str) -> None:
        """Move the cursor."""
        options = self.query_one(ChoiceList)
        if way == "down":
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Give back what was chosen."""
        event.stop()
        self.dismiss(event.option.id)

    def _fold(self) -> None:
        """Let a sentence that has no room go on below itself."""
        options = self.query_one(ChoiceList)
        room = options.content_size.width - _SCROLL_BAR_CELLS
        for choice in self._choices:
            options.replace_option_prompt(choice.id, stacked(folded(self._line(choice), room, self._sentence_at)))

    def _option(self, choice: DialogChoice) -> Option:
        return Option(self._line(choice), id=choice.id)

    def _line(self, choice: DialogChoice) -> Content:
        words = f"{choice.words:<{self._sentence_at - _KEY_CELLS}}"
        return Content.assemble((f"{choice.key:<{_KEY_CELLS}}", "bold $lead"), words, (choice.sentence, "$muted"))

    @property
    def _sentence_at(self) -> int:
        """The cell at which all sentences begin."""
        return _KEY_CELLS + max(len(choice.words) for choice in self._choices) + _GAP
