"""The field for a recovery phrase: its words numbered in rows, hidden unless asked for, a wrong one marked."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip

from dtao_tui.widgets.inputs.secret_field import SecretField

NUMBER_CELLS = 3
GAP_CELLS = 2
HIDDEN = "•"

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the phrase, by its place in the text."""

    number: int
    """Counted from 1."""

    start: int
    end: int

    @property
    def width(self) -> int:
        """Cells with the number before it, one for the cursor behind it not counted."""
        return NUMBER_CELLS + self.end - self.start


def words_in_rows(text: str, width: int) -> list[list[Word]]:
    """The words of the text, as many in a row as have room; behind a blank at the end the next word begins."""
    words = [Word(number, found.start(), found.end()) for number, found in enumerate(_WORD.finditer(text), 1)]
    if not words or text[-1].isspace():
        words.append(Word(len(words) + 1, len(text), len(text)))
    rows: list[list[Word]] = [[]]
    used = 0
    for word in words:
        needed = word.width + GAP_CELLS
        if rows[-1] and used + needed > width:
            rows.append([])
            used = 0
        rows[-1].append(word)
        used += needed
    return rows


class PhraseField(SecretField):
    """Words that are hidden until a key shows them. A paste after an objection replaces what was refused."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "show_or_hide", "Show", show=False)]

    is_shown = False
    """Whether the words can be read now."""

    _wrong: frozenset[int] = frozenset()
    _is_refused = False

    def __init__(self, *, placeholder: str = "", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id, classes=classes)
        # The compact look is one row high, whatever a sheet says.
        self.compact = False

    def refuse(self, wrong: Collection[int] = ()) -> None:
        """Mark these words, counted from 1, until the text is another one; a paste then replaces it."""
        self._wrong, self._is_refused = frozenset(wrong), True
        self.refresh()

    def action_show_or_hide(self) -> None:
        """Show the words, or hide them."""
        self._show(not self.is_shown)

    def hide(self) -> None:
        """Hide the words."""
        self._show(False)

    def pop_text(self) -> str:
        """Empty the field, hide what is typed next, and return the secret."""
        self.hide()
        return super().pop_text()

    def on_blur(self) -> None:
        """Hide the words when the field, or the terminal, is left."""
        self.hide()

    def watch_value(self, _: str) -> None:
        """Remove the marks of refused words once the text has changed."""
        self._wrong, self._is_refused = frozenset(), False

    def render_line(self, y: int) -> Strip:
        """One row of words."""
        width = self.content_size.width
        rows = words_in_rows(self.value, width)
        content = self._row(rows[y]) if self.value and y < len(rows) else self._empty(y)
        drawn = Segment.apply_style(content.render_segments(), self.rich_style)
        return Strip(drawn).extend_cell_length(width, self.rich_style).crop(0, width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # the base class's signature
        """As many rows as the words need."""
        return len(words_in_rows(self.value, width))

    def _show(self, is_shown: bool) -> None:
        if is_shown != self.is_shown:
            self.is_shown = is_shown
            self.refresh()

    def on_paste(self, event: events.Paste) -> None:
        """Take all lines of a pasted phrase."""
        # The base class, whose handler runs next, would take the first line only.
        event.prevent_default()
        event.stop()
        text = " ".join(event.text.split())
        if self._is_refused:
            self.value = text
            self.cursor_position = len(text)
        else:
            self.replace(text, *self.selection)

    def _row(self, words: list[Word]) -> Content:
        return Content("").join([self._drawn(word) for word in words])

    def _drawn(self, word: Word) -> Content:
        text = self.value[word.start : word.end]
        shown = text if self.is_shown else HIDDEN * len(text)
        style = "bold $loss underline" if word.number in self._wrong else "bold $bright"
        cursor = self.cursor_position - word.start if self.has_focus else -1
        drawn = Content.assemble((shown, style), " " * GAP_CELLS)
        if 0 <= cursor <= len(text):
            drawn = drawn.stylize("reverse", cursor, cursor + 1)
        number_style = "bold $loss" if word.number in self._wrong else "$dim"
        return Content.styled(f"{word.number:>{NUMBER_CELLS - 1}} ", number_style) + drawn

    def _empty(self, y: int) -> Content:
        if y:
            return Content("")
        hint = Content.styled(self.placeholder or " ", "$dim")
        return hint.stylize("reverse", 0, 1) if self.has_focus else hint
