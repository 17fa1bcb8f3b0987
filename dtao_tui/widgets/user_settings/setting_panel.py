"""The panel of one setting: its value, what it does, from when on a change holds, and what is wrong with it."""

from textual.content import Content

from dtao_tui.widgets.fitted_text import FittedText
from dtao_tui.widgets.text_lines import stacked, wrapped
from dtao_tui.widgets.user_settings.setting_list import SettingLine


class SettingPanel(FittedText):
    """Explains the setting that was shown last."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line: SettingLine | None = None
        self._is_spaced = True

    def show(self, line: SettingLine | None, *, is_spaced: bool) -> None:
        """Explain this setting, with blank lines between the parts or without."""
        if (line, is_spaced) != (self._line, self._is_spaced):
            self._line, self._is_spaced = line, is_spaced
            self.refresh(layout=True)

    def text_at(self, width: int) -> Content:
        """What is wrong first, then the value, what it does, and how it is changed."""
        return stacked(panel_lines(self._line, width, is_spaced=self._is_spaced)) if self._line else Content("")


def panel_lines(line: SettingLine, width: int, *, is_spaced: bool) -> list[Content]:
    """The parts of the panel in lines of this width; without room for blank lines its border tells the value."""
    parts = [
        [Content.styled(f"✗ {line.fault}", "$loss")] if line.fault else [],
        [Content.styled(value_words(line), "bold $bright")] if is_spaced else [],
        [Content(line.sentence)],
        [Content.styled(line.effect, "$muted")] if line.effect else [],
    ]
    lines = list[Content]()
    for part in filter(None, parts):
        if lines and is_spaced:
            lines.append(Content(""))
        lines += [row for text in part for row in _wrapped(text, width)]
    return lines


def value_words(line: SettingLine) -> str:
    """The value, and what it is at the next start where that differs."""
    return f"{line.value}, at the next start {line.later}" if line.later else line.value


def _wrapped(text: Content, width: int) -> list[Content]:
    style = text.spans[0].style if text.spans else ""
    return [Content.styled(row, style) for row in wrapped(text.plain, width)]
