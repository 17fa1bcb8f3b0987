"""The dialog that chooses and orders the columns of a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Generic

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from dtao_tui.domain.text import cells, cleaned
from dtao_tui.screens.dialog import FRAME, LOW, LOW_FRAME, Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.inputs.choice_list import ChoiceList
from dtao_tui.widgets.tables.column_layout import (
    ColumnChoice,
    ColumnLayout,
    FittedColumns,
    chosen_columns,
    fitted,
    missing_words,
    width_needed,
)
from dtao_tui.widgets.tables.columns import Column, Row
from dtao_tui.widgets.text_lines import key_and_word, put

_TITLE_CELLS, _UNIT_CELLS, _WORD_CELLS = 10, 9, 34
_CELLS_BESIDE = 2 + _TITLE_CELLS + _UNIT_CELLS + 3 + len("  no room") + 5
"""Cells of the screen beside those words: mark, title, unit, width, what is said of it, and the box with its bar."""

_LINES_BESIDE = 7
"""Lines of the box beside the list: sets, what has no room, keys, and the blank ones between."""


@dataclass(frozen=True)
class ColumnsWish(Generic[Row]):
    """What is chosen from, and what is chosen now."""

    every: tuple[Column[Row], ...]
    layout: ColumnLayout
    sets: Mapping[str, tuple[str, ...]]
    """The named sets and the keys of their columns; the first is the usual one."""

    room: Callable[[int], int]
    """Cells that the columns have on a screen of a width."""

    screen_width: int
    sorted_by: str = ""
    """The column that is shown in any case, since rows are sorted by it; empty where there is no such rule."""

    @property
    def usual(self) -> str:
        """The name of the usual set."""
        return next(iter(self.sets))


class ColumnsDialog(Dialog[ColumnLayout | None], Generic[Row]):
    """Gives back the chosen columns, or None where nothing is changed."""

    AUTO_FOCUS = "ChoiceList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", show=False),
        Binding("j", "step(1)", show=False),
        Binding("k", "step(-1)", show=False),
        Binding("space", "switch", show=False),
        Binding("J,shift+down", "move(1)", show=False),
        Binding("K,shift+up", "move(-1)", show=False),
        Binding("r", "reset", show=False),
        *(Binding(str(number), f"take_set({number})", show=False) for number in range(1, 10)),
    ]

    title_word = "Columns"
    foot = "enter keep   esc back"

    def __init__(self, parts: AppContext, wish: ColumnsWish[Row]) -> None:
        super().__init__(parts)
        self._wish = wish
        self._set = "" if wish.layout.is_own else wish.layout.set_name or wish.usual
        keys = wish.layout.keys if wish.layout.is_own else wish.sets[self._set]
        self._choice = ColumnChoice.of(wish.every, keys)

    def body(self) -> ComposeResult:
        """The sets, the columns in their order, what has no room, and the keys."""
        yield Static(id="column-sets")
        yield ChoiceList(id="choices")
        yield Static(id="column-room")
        keys = (("space", "Show or hide"), ("J K", "Move"), ("r", "Reset"))
        yield Static(Content("   ").join(key_and_word(key, word) for key, word in keys), classes="keys")

    @on(events.Mount)
    def begin(self) -> None:
        """Show the present choice."""
        self._show(0)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out for the new width, and leave the list as much height as the box can have."""
        if event.size.width != self._wish.screen_width:
            self._wish = replace(self._wish, screen_width=event.size.width)
            self._show(self._at)
        frame = LOW_FRAME if event.size.height < LOW else FRAME
        self.query_one(ChoiceList).styles.max_height = max(event.size.height - frame - _LINES_BESIDE, 3)

    def action_step(self, rows: int) -> None:
        """Move the cursor."""
        options = self.query_one(ChoiceList)
        if rows > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_switch(self) -> None:
        """Show the column under the cursor, or hide it."""
        self._set = ""
        self._choice = self._choice.toggled(self._chosen)
        self._show(self._at)

    def action_move(self, step: int) -> None:
        """Move the column under the cursor by one place, the cursor with it."""
        key, self._set = self._chosen, ""
        self._choice = self._choice.moved(key, step)
        self._show(self._choice.order.index(key))

    def action_reset(self) -> None:
        """Go back to the usual columns."""
        self._take(self._wish.usual)

    def action_take_set(self, number: int) -> None:
        """Begin again with the set of this number."""
        names = list(self._wish.sets)
        if number <= len(names):
            self._take(names[number - 1])

    @on(OptionList.OptionSelected)
    def keep(self, event: OptionList.OptionSelected) -> None:
        """Give back what is chosen."""
        event.stop()
        if self._set:
            self.dismiss(ColumnLayout(self._set))
        elif self._choice.keys:
            self.dismiss(ColumnLayout(keys=self._choice.keys))
        else:
            put(self.query_one("#column-room", Static), Content.styled("At least one column has to be shown.", "$loss"))

    @property
    def _word_cells(self) -> int:
        """Cells for what a column tells, so that its line fits into the box."""
        return max(min(_WORD_CELLS, self.size.width - _CELLS_BESIDE), 1)

    @property
    def _at(self) -> int:
        return self.query_one(ChoiceList).highlighted or 0

    @property
    def _chosen(self) -> str:
        return self._choice.order[self._at]

    def _take(self, name: str) -> None:
        self._set = name
        self._choice = ColumnChoice.of(self._wish.every, self._wish.sets[name])
        self._show(0)

    def _show(self, at: int) -> None:
        fitting = self._fitted(self._wish.screen_width)
        missing = {column.key for column in fitting.left_out}
        options = self.query_one(ChoiceList)
        options.clear_options()
        options.add_options([Option(self._line(key, is_missing=key in missing)) for key in self._choice.order])
        options.highlighted = at
        put(self.query_one("#column-sets", Static), self._sets_line())
        put(self.query_one("#column-room", Static), self._room_words(fitting))

    def _fitted(self, screen_width: int) -> FittedColumns[Row]:
        """What has room on a screen of this width."""
        wish, shown = self._wish, chosen_columns(self._wish.every, self._choice.keys)
        sorting = [column for column in wish.every if column.key == wish.sorted_by and column not in shown]
        return fitted((*shown, *sorting), wish.room(screen_width), wish.sorted_by)

    def _room_words(self, fitting: FittedColumns[Row]) -> Content:
        """Whether all columns have room, or how wide the screen has to be for those that have none."""
        wish, shown = self._wish, chosen_columns(self._wish.every, self._choice.keys)
        sorting = [column.title for column in fitting.columns if column not in shown]
        besides = f" {sorting[0]} is among them: rows are sorted by it." if sorting else ""
        if not fitting.left_out:
            words = f"All of them fit: {fitting.cells} of {wish.room(wish.screen_width)} cells."
            return Content.styled(words + besides, "$muted")
        needed = width_needed(lambda width: not self._fitted(width).left_out, wish.screen_width)
        words = f"{missing_words(len(fitting.left_out), needed)}; this screen has {wish.screen_width}."
        return Content.styled(words + besides, "$note")

    def _sets_line(self) -> Content:
        parts = []
        for number, name in enumerate(self._wish.sets, 1):
            is_on = name == self._set
            parts.append(Content.assemble((f"{number} ", "bold $lead"), (name, "bold $bright" if is_on else "$muted")))
        parts.append(Content.styled("own choice", "bold $bright" if not self._set else "$dim"))
        return Content("   ").join(parts)

    def _line(self, key: str, *, is_missing: bool) -> Content:
        column = next(column for column in self._wish.every if column.key == key)
        is_shown = key in self._choice.shown
        style = "" if is_shown else "$dim"
        words = cleaned(column.description, self._word_cells)
        return Content.assemble(
            ("✓ " if is_shown else "  ", "$lead"),
            (_padded(column.title, _TITLE_CELLS), style),
            (_padded(column.unit, _UNIT_CELLS), "$dim"),
            (_padded(words, self._word_cells), "$muted" if is_shown else "$dim"),
            (f"{column.cells:>3}", "$dim"),
            ("  no room" if is_missing else "", "$note"),
        )


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - cells(text), 1)
