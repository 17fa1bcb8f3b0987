"""A one-line text field that keeps each character as it was typed, and cleans only what is pasted."""

from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive

from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.inputs.edit_keys import EditKeys

LONGEST_PASTE = 4096
"""Cells of pasted text that are taken; a longer paste is refused whole rather than cut."""


class TextField(EditKeys):
    """One line of plain text; what is pasted is cleaned, for it may come from anywhere."""

    virtual_size = Reactive(Size(0, 0), layout=False)
    """How long the text is. Styles give the field its size, so a letter more lays no screen out again."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None, classes: str = "") -> None:
        super().__init__(
            value, placeholder=placeholder, select_on_focus=False, id=id, classes=classes or None, compact=True
        )
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        """Write pasted text cleaned."""
        # Without this the base class, whose handler runs next, would insert the text as it came.
        event.prevent_default()
        event.stop()
        self.paste(event.text)

    def paste(self, text: str) -> None:
        """Write pasted text where the cursor is, cleaned and in one line; too long a text is refused whole."""
        one_line = " ".join(text.splitlines())
        if len(one_line) > LONGEST_PASTE:
            words = f"The pasted text has {len(one_line):,} characters; a field takes at most {LONGEST_PASTE:,}."
            self.notify(words, title="Nothing was pasted", severity="warning", markup=False)
            return
        self.replace(cleaned(one_line, limit_cells=2 * LONGEST_PASTE), *self.selection)
        # The text is longer than the field only after the next refresh, and could not be scrolled before.
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        cursor = Region(cells(self.value[: self.cursor_position]), 0, 1, 1)
        self.scroll_to_region(cursor, animate=False, force=True)


class PausingField(TextField):
    """A field that writes nothing after Enter until its form has answered: what came after Enter was meant for that.

    Enter and the keys behind it may arrive in one read, before the form has opened anything.
    """

    _waiting: str | None = None
    """What was typed since Enter; None where the form has answered."""

    def resume(self, *, keeps_typed: bool) -> None:
        """Write again; what was typed since Enter is written now, or dropped."""
        typed, self._waiting = self._waiting, None
        if typed and keeps_typed:
            self.insert_text_at_cursor(typed)

    async def on_key(self, event: events.Key) -> None:
        """Keep what is typed after Enter until the form has answered."""
        if event.key == "enter" and self._waiting is None:
            self._waiting = ""
        elif self._waiting is not None and (event.key == "enter" or event.is_printable):
            # The base class, whose handler runs next, would write or submit.
            event.prevent_default()
            event.stop()
            self._waiting += event.character if event.is_printable and event.character else ""
