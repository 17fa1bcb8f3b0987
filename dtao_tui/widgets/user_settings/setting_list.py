"""The list of settings: a line each with its value and where that comes from, below the names of their groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.inputs.choice_list import RowList
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import ROWS

SIGN, PADDING = 2, 1
NAMES, _ORIGINS = 28, (10, 16)
"""Cells of a name, and of where a value comes from on narrow and on wide lists."""

WIDE_FROM = 70
"""Cells of the list from which origins have more room."""


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting as it is shown."""

    id: str
    group: str
    name: str
    value: str
    origin: str
    """Where the value comes from, in a word or two."""

    sentence: str
    """What it does."""

    effect: str
    """From when on a change holds, and what Enter does, as sentences."""

    later: str = ""
    """What it is at the next start, where that differs."""

    fault: str = ""
    """Why it is not followed, as a sentence."""

    is_own: bool = False
    """Whether a person has set it."""

    @property
    def sign(self) -> tuple[str, str]:
        """A sign and its style: not followed, set by a person, or as usual."""
        if self.fault:
            return "✗", "$loss"
        return ("●", "$lead") if self.is_own else (" ", "")


class SettingList(RowList):
    """All settings, the one under the cursor by its id."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ROWS)]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._settings: tuple[SettingLine, ...] = ()

    @property
    def chosen(self) -> SettingLine | None:
        """The setting under the cursor."""
        option = self.highlighted_option
        return next((line for line in self._settings if option is not None and line.id == option.id), None)

    def show(self, lines: Sequence[SettingLine]) -> None:
        """Show these; the cursor stays on its setting, else it is on the first."""
        if tuple(lines) == self._settings:
            return
        same = [line.id for line in lines] == [line.id for line in self._settings]
        chosen, self._settings = self.chosen, tuple(lines)
        if same:
            self._draw_again()
            return
        self.clear_options()
        self.add_options(self._lines_of_all())
        ids = [line.id for line in lines]
        if ids:
            self.highlighted = self.get_option_index(chosen.id if chosen and chosen.id in ids else ids[0])

    def choose(self, id: str) -> None:
        """Put the cursor on the setting of this id, if there is one."""
        if id in [line.id for line in self._settings]:
            self.highlighted = self.get_option_index(id)

    def on_resize(self, _: events.Resize) -> None:
        """Draw the lines for the new width."""
        self._draw_again()

    def action_scroll_top(self) -> None:
        """Go to the first setting, with the name of its group."""
        self.scroll_to(y=0, animate=False)
        super().action_scroll_top()

    def _lines_of_all(self) -> list[Option]:
        options, group = list[Option](), ""
        for line in self._settings:
            if line.group != group:
                blank = [Option("", disabled=True)] if group else []
                group = line.group
                options += [*blank, Option(Content.styled(group, "bold $muted"), disabled=True)]
            options.append(Option(self._drawn(line), id=line.id))
        return options

    def _draw_again(self) -> None:
        for line in self._settings:
            self.replace_option_prompt(line.id, self._drawn(line))

    def _drawn(self, line: SettingLine) -> Content:
        return setting_line(line, max(self.scrollable_content_region.width - PADDING, 1))


def setting_line(line: SettingLine, width: int) -> Content:
    """Sign, name, value and origin in their columns."""
    origins = _ORIGINS[width >= WIDE_FROM]
    room = max(width - SIGN - NAMES - origins - 2, 6)
    sign, style = line.sign
    later = f" → {line.later}" if line.later else ""
    value = cleaned(f"{line.value}{later}", room)
    return Content.assemble(
        (f"{sign} ", style),
        (_left(line.name, NAMES), "" if line.is_own else "$muted"),
        " ",
        (value, "bold $bright" if line.is_own else ""),
        " " * max(room - cells(value) + 1, 1),
        (_left(line.origin, origins), "$lead" if line.is_own else "$dim"),
    )


def _left(text: str, width: int) -> str:
    shown = cleaned(text, width)
    return shown + " " * (width - cells(shown))
