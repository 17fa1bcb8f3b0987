"""The recovery phrase: shown once, hidden unless asked for, and then asked back in three places."""

import os
import secrets
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.timer import Timer
from textual.widgets import Input, Static

from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.inputs.typeahead import FormSecret
from dtao_tui.widgets.lifecycle import follow, is_leaving
from dtao_tui.widgets.panels.phrase_words import PhraseGrid
from dtao_tui.widgets.text_lines import key_and_word

SHOWN_FOR = 60.0
"""Seconds until the phrase hides itself again."""

QUESTIONS = 3
WORDS = (
    "Write these words down on paper, in this order. Whoever has them has everything on this wallet, and without them "
    "nobody can restore it. They are shown only now, a minute at a time, and never kept in the clear."
)
CAPTURED = "You are inside tmux or screen, which can record what is shown here."


class PhraseScreen(Dialog[bool]):
    """Shows the phrase; True when the person has seen it and goes on."""

    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "show_or_hide", "Show", show=False),
        Binding("enter", "go_on", "Go on", show=False),
        Binding("escape", "give_up", "Cancel", show=False),
    ]

    takes_typing = False
    title_word = "Recovery phrase"
    holds_secrets = True
    grid = query_one(PhraseGrid)

    def __init__(self, parts: AppContext, phrase: str) -> None:
        super().__init__(parts)
        self._phrase = phrase
        self._was_seen = False
        self._hiding: Timer | None = None

    def body(self) -> ComposeResult:
        """Words of warning, the words of the phrase, the keys."""
        yield Static(Content(WORDS), classes="words")
        if os.environ.get("TMUX") or os.environ.get("STY"):
            yield Static(Content.styled(CAPTURED, "$note"), id="phrase-captured")
        yield PhraseGrid(self._phrase)
        yield Static(self._keys(), classes="keys", id="phrase-keys")

    def on_mount(self) -> None:
        """Hide the words when the terminal is left."""
        follow(self, "app_focus", self._hide)

    def action_show_or_hide(self) -> None:
        """Show the words, or hide them."""
        is_shown = not self.grid.is_shown
        self._show(is_shown)
        if self._hiding is not None:
            self._hiding.stop()
        if is_shown:
            self._was_seen = True
            self._hiding = self.set_timer(SHOWN_FOR, self._hide)

    def action_go_on(self) -> None:
        """Go on to the questions, once the words have been seen."""
        if self._was_seen:
            self._forget()
            self.dismiss(True)
        else:
            self.notify("Press space to see the words first.", markup=False)

    def action_give_up(self) -> None:
        """Make no wallet."""
        self._forget()
        self.dismiss(False)

    def _hide(self) -> None:
        # The minute may end just while the screen closes.
        if not is_leaving(self):
            self._show(False)

    def _show(self, is_shown: bool) -> None:
        self.grid.show(is_shown)
        self.query_one("#phrase-keys", Static).update(self._keys())

    def _forget(self) -> None:
        self._phrase = ""
        self.grid.forget()

    def _keys(self) -> Content:
        is_shown = self.is_mounted and self.grid.is_shown
        return Content.assemble(
            key_and_word("space", "Hide   " if is_shown else "Show the words   "),
            key_and_word("enter", "I have written them down   "),
            key_and_word("esc", "Cancel"),
        )


class QuizScreen(Dialog[bool | None]):
    """Asks for three words of the phrase: True when all are right, False to see the phrase again, None to give up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel", show=False),
        Binding("ctrl+b", "look_again", "Back", show=False),
    ]

    title_word = "Three words"
    holds_secrets = True

    def __init__(self, parts: AppContext, phrase: str) -> None:
        super().__init__(parts)
        self._words = phrase.split()
        self._asked = sorted(secrets.SystemRandom().sample(range(len(self._words)), QUESTIONS))

    def body(self) -> ComposeResult:
        """Three fields."""
        yield Static(Content("From your paper: what are these words?"), classes="words")
        for number in self._asked:
            yield Static(Content(f"Word {number + 1}"), classes="caption")
            yield FormSecret(id=f"word-{number}")
        yield Static(id="quiz-objection")
        keys = (("enter", "Go on   "), ("ctrl+b", "See them again   "), ("esc", "Cancel"))
        yield Static(Content("").join([key_and_word(key, word) for key, word in keys]), classes="keys")

    @property
    def asked(self) -> tuple[int, ...]:
        """The places that are asked for, counted from 0."""
        return tuple(self._asked)

    def action_give_up(self) -> None:
        """Make no wallet."""
        self.dismiss(None)

    def action_look_again(self) -> None:
        """Go back to the phrase."""
        self.dismiss(False)

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """Judge the words so far; after the last one go on."""
        event.stop()
        fields = list(self.query(FormSecret))
        at = next(number for number, field in enumerate(fields) if field is event.input)
        wrong = next((number for number in range(at + 1) if not self._is_right(fields[number], number)), None)
        if wrong is not None:
            self._object(wrong)
        elif at + 1 < len(fields):
            self.set_focus(fields[at + 1])
            fields[at].hand_over(fields[at + 1])
        else:
            self.dismiss(True)

    def _is_right(self, field: FormSecret, at: int) -> bool:
        return field.value.strip().lower() == self._words[self._asked[at]]

    def _object(self, wrong: int) -> None:
        fields = list(self.query(FormSecret))
        for field in fields:
            field.stay()
        fields[wrong].pop_text()
        self.set_focus(fields[wrong])
        sentence = f"Word {self._asked[wrong] + 1} is another one. Look at your paper; ctrl+b shows the phrase again."
        self.query_one("#quiz-objection", Static).update(Content.styled(sentence, "$loss"))
