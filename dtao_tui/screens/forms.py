"""Form dialogs: fields in a box; secret ones are shown as dots and emptied when they are read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.inputs.edit_keys import FIELD_KEYS
from dtao_tui.widgets.inputs.secret_field import SecretField
from dtao_tui.widgets.inputs.typeahead import FormPhrase, FormSecret, FormText, TypedAhead
from dtao_tui.widgets.text_lines import key_and_word

Answers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One field."""

    label: str
    kind: str = "text"
    """`text`, `secret` or `phrase`."""

    hint: str = ""
    objection: Callable[[Answers], str | None] | None = None
    """Why the answers, up to and including this one, do not do, as a sentence."""

    wrong_words: Callable[[str], tuple[int, ...]] | None = None
    """Which words of a refused phrase, counted from 1, are to be marked."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a form asks for."""

    title: str
    asks: tuple[Ask, ...]
    deed: str
    """What Enter does in the end, in a word."""

    words: str = ""
    """What a person should know before."""


class FormScreen(Dialog[Answers | None]):
    """Returns the answers once they pass all checks; None if the form was left."""

    BINDINGS: ClassVar[list[BindingType]] = [*FIELD_KEYS, Binding("escape", "give_up", "Cancel", show=False)]

    holds_secrets = True

    def __init__(self, parts: AppContext, form: Form, given: Answers = ()) -> None:
        """`given` are answers to begin with; where a secret was asked for, they are left out."""
        super().__init__(parts)
        self._form = form
        self._given = given
        self.title_word = form.title

    def body(self) -> ComposeResult:
        """The words, the fields, what is wrong, and the keys."""
        with VerticalScroll(classes="fitting", can_focus=False):
            if self._form.words:
                yield Static(Content(self._form.words), classes="words")
            for number, ask in enumerate(self._form.asks):
                yield Static(Content(ask.label), classes="caption")
                yield _field(ask, number, self._given[number] if number < len(self._given) else "")
            yield Static(id="form-objection")
        yield Static(self._keys(), classes="keys")

    @on(events.Mount)
    def begin(self) -> None:
        """Begin with the first field that has no answer yet, else with the last one."""
        self.set_focus(next((field for field in self._fields if not field.value), self._fields[-1]))

    def action_give_up(self) -> None:
        """Leave without an answer."""
        self._empty_secrets()
        self.dismiss(None)

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """Focus the next field, or submit from the last one."""
        event.stop()
        fields = self._fields
        at = next(number for number, field in enumerate(fields) if field is event.input)
        objection = self._objection_up_to(at)
        if objection:
            self._object(objection, at)
        elif at + 1 < len(fields):
            self._say("")
            self.set_focus(fields[at + 1])
            fields[at].hand_over(fields[at + 1])
        else:
            self._finish()

    @on(Input.Changed)
    def forget_objection(self, event: Input.Changed) -> None:
        """Clear the objection when the text that it was about has changed."""
        event.stop()
        self._say("")

    def _keys(self) -> Content:
        back = (("shift+tab", "Field before   "),) if len(self._form.asks) > 1 else ()
        shows = (("^t", "Show words   "),) if any(ask.kind == "phrase" for ask in self._form.asks) else ()
        keys = (("enter", f"{self._form.deed}   "), *back, *shows, ("esc", "Cancel"))
        return Content("").join([key_and_word(key, word) for key, word in keys])

    @property
    def _fields(self) -> list[TypedAhead]:
        return list(self.query(TypedAhead))

    def _finish(self) -> None:
        for at in range(len(self._form.asks)):
            objection = self._objection_up_to(at)
            if objection:
                self._object(objection, at)
                return
        answers = tuple(field.pop_text() if isinstance(field, SecretField) else field.value for field in self._fields)
        self.dismiss(answers)

    def _objection_up_to(self, at: int) -> str | None:
        ask = self._form.asks[at]
        return ask.objection(tuple(field.value for field in self._fields[: at + 1])) if ask.objection else None

    def _object(self, sentence: str, at: int) -> None:
        """Go back to that field; what was typed ahead of the objection is written nowhere."""
        for field in self._fields:
            field.stay()
        field, wrong_words = self._fields[at], self._form.asks[at].wrong_words
        if isinstance(field, FormPhrase):
            field.refuse(wrong_words(field.value) if wrong_words else ())
        self.set_focus(field)
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.query_one("#form-objection", Static).update(Content.styled(sentence, "$loss"))

    def _empty_secrets(self) -> None:
        for field in self.query(SecretField):
            field.pop_text()


def _field(ask: Ask, number: int, given: str) -> TypedAhead:
    match ask.kind:
        case "secret":
            return FormSecret(placeholder=ask.hint, id=f"field-{number}")
        case "phrase":
            return FormPhrase(placeholder=ask.hint, id=f"field-{number}")
        case _:
            return FormText(given, placeholder=ask.hint, id=f"field-{number}")
