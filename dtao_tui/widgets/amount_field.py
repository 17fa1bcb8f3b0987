"""The field for an amount: digits, units, per cent and "max"; every other key stays a command."""

from textual import events
from textual.widgets import Input

from dtao_tui.domain.text import cleaned

AMOUNT_CHARACTERS = frozenset("0123456789.,% τα" + "maxtolph")
"""What amounts are written with: the digits, "max", "tao" and "alpha"."""

NUMBER_CHARACTERS = frozenset("0123456789.% ")

LONGEST = 32
LONGEST_PASTE = 4096


class TextField(Input):
    """One line of plain text; what is pasted is cleaned, for it may come from anywhere."""

    def __init__(
        self, value: str = "", *, placeholder: str = "", longest: int = 0, id: str | None = None, classes: str = ""
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            select_on_focus=False,
            max_length=longest,
            id=id,
            classes=classes or None,
            compact=True,
        )
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        # Without this the base class, whose handler runs next, would insert the text as it came.
        event.prevent_default()
        event.stop()
        one_line = " ".join(event.text.splitlines())
        self.replace(cleaned(one_line, limit_cells=LONGEST_PASTE), *self.selection)


class NumberField(TextField):
    """One line that takes only the characters of a number, so that letters work as keys while it has the focus."""

    characters = NUMBER_CHARACTERS

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, longest=LONGEST, id=id)

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002  # the base class's signature
        """Whether this key is written into the field; the footer asks."""
        return character is not None and self._takes(character)

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and not self._takes(event.character or ""):
            # The base class, whose handler runs next, would write the character.
            event.prevent_default()

    def _takes(self, character: str) -> bool:
        return character.lower() in self.characters


class AmountField(NumberField):
    """One line for an amount, such as 12.5, 25% or max."""

    characters = AMOUNT_CHARACTERS
