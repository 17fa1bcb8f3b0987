"""The words of a recovery phrase, numbered, in columns; hidden unless asked for."""

from textual.content import Content

from dtao_tui.widgets.fitted_text import FittedText
from dtao_tui.widgets.text_lines import stacked

WORD_CELLS = 16
HIDDEN = "••••••"


class PhraseGrid(FittedText):
    """Draws the words. They cannot be selected, hence not copied."""

    ALLOW_SELECT = False

    def __init__(self, phrase: str) -> None:
        super().__init__()
        self._words = tuple(phrase.split())
        self.is_shown = False
        """Whether the words can be read now."""

    def show(self, is_shown: bool) -> None:
        """Show or hide the words."""
        self.is_shown = is_shown
        self.refresh()

    def forget(self) -> None:
        """Drop the references to the words."""
        self._words = ()
        self.show(False)

    def text_at(self, width: int) -> Content:
        """Four words a line, or as many as fit."""
        per_line = max(min(width // WORD_CELLS, 4), 1)
        lines = []
        for start in range(0, len(self._words), per_line):
            words = self._words[start : start + per_line]
            lines.append(Content("").join([self._drawn(start + at, word) for at, word in enumerate(words)]))
        return stacked(lines)

    def _drawn(self, at: int, word: str) -> Content:
        shown = word if self.is_shown else HIDDEN
        return Content.assemble((f"{at + 1:>2} ", "$dim"), (shown.ljust(WORD_CELLS - 3), "bold $bright"))
