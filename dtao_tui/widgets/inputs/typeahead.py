"""Form fields that pass on keys typed after Enter, so that a password never lands in a name field."""

from textual import events, on
from textual.widgets import Input

from dtao_tui.widgets.inputs.phrase_field import PhraseField
from dtao_tui.widgets.inputs.secret_field import SecretField
from dtao_tui.widgets.inputs.text_field import TextField

ENTER = "\r"


class TypedAhead(Input):
    """A field that writes nothing more once Enter was pressed, until the form has said where to go on.

    Over a slow line a name, Enter and a password arrive at once, before the focus has moved.
    """

    _held: list[str] | None = None
    """What was typed since Enter; None where none was pressed."""

    _heir: "TypedAhead | None" = None
    """The field that has taken over, for the last keys that still come here."""

    def hand_over(self, heir: "TypedAhead") -> None:
        """Go on in that field, with all that was typed ahead."""
        held, self._held, self._heir = self._held or [], None, heir
        heir.write_ahead(held)

    def stay(self) -> None:
        """Go on here; what was typed ahead was meant for another field and is dropped."""
        self._held = self._heir = None

    def write_ahead(self, typed: list[str]) -> None:
        """Write these characters as if they were typed here; an Enter among them submits."""
        if self._held is not None:
            self._held += typed
            return
        for at, character in enumerate(typed):
            if character == ENTER:
                self._held = typed[at + 1 :]
                self.call_next(self.action_submit)
                return
            self.insert_text_at_cursor(character)

    async def on_key(self, event: events.Key) -> None:
        """Keep or pass on what is typed after Enter."""
        is_enter = event.key == "enter"
        if not is_enter and not event.is_printable:
            return
        typed = ENTER if is_enter else event.character or ""
        if self._take_away(event, [typed]) or not is_enter:
            return
        event.prevent_default()
        event.stop()
        self.write_ahead([ENTER])

    def on_paste(self, event: events.Paste) -> None:
        """Keep or pass on what is pasted after Enter."""
        self._take_away(event, [character for character in event.text if character.isprintable()])

    @on(events.Focus)
    def take_back(self) -> None:
        """Stop passing typed text on when the field regains focus; what was passed on already stays there."""
        self._heir = None

    def _take_away(self, event: events.Key | events.Paste, typed: list[str]) -> bool:
        """Intercept an event that this field must not write; True if it was intercepted."""
        if self._held is None and self._heir is None:
            return False
        # The base classes, whose handlers run next, would write it.
        event.prevent_default()
        event.stop()
        if self._held is not None:
            self._held += typed
        elif self._heir is not None:
            self._heir.write_ahead(typed)
        return True


class FormText(TypedAhead, TextField):
    """One line of plain text in a form."""


class FormSecret(TypedAhead, SecretField):
    """One line of secret text in a form."""


class FormPhrase(TypedAhead, PhraseField):
    """A recovery phrase in a form."""
