"""The panel of the tape: both sides in one bar, the columns, and trades to scroll through, newest first."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.getters import query_one

from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import ROWS
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.tape.tape_view import (
    TapeRow,
    TapeView,
    empty_rows,
    heading_lines,
    pressure_line,
    tape_rows,
    tape_title,
    usual_words,
)
from dtao_tui.widgets.text_lines import key_and_word

_ROWS_WITH_UNITS = 9
"""Rows of the panel from which the bar and the units have room."""


class TapeLines(LineList, can_focus=True):
    """Lines that keep their place while new ones come above, unless the newest are shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ROWS)]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[TapeRow] = ()
        self._top = 0

    @property
    def top(self) -> int:
        """The place of the first row that is shown; 0 follows the newest."""
        return self._top

    def show_rows(self, rows: Sequence[TapeRow]) -> None:
        """Show these rows, known by their keys; one that was on top stays there, unless it was the newest."""
        key = self._rows[self._top][0] if 0 < self._top < len(self._rows) else None
        self._rows = rows
        place = next((at for at, row in enumerate(rows) if row[0] == key), None) if key is not None else 0
        self.scroll_rows_to(self._top if place is None else place)

    def scroll_rows_to(self, top: int) -> None:
        """Show the rows from this place on, as far as there are enough."""
        room = max(self.size.height, 1)
        self._top = max(0, min(top, len(self._rows) - room))
        self.show_lines([line() for _, line in self._rows[self._top : self._top + room]])

    def on_resize(self) -> None:
        """Fill the new height."""
        self.scroll_rows_to(self._top)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go three rows down."""
        event.stop()
        self.scroll_rows_to(self._top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go three rows up."""
        event.stop()
        self.scroll_rows_to(self._top - 3)

    def action_cursor_down(self) -> None:
        """Go one row down."""
        self.scroll_rows_to(self._top + 1)

    def action_cursor_up(self) -> None:
        """Go one row up."""
        self.scroll_rows_to(self._top - 1)

    def action_page_down(self) -> None:
        """Go one page down."""
        self.scroll_rows_to(self._top + max(self.size.height - 1, 1))

    def action_page_up(self) -> None:
        """Go one page up."""
        self.scroll_rows_to(self._top - max(self.size.height - 1, 1))

    def action_scroll_top(self) -> None:
        """Follow the newest again."""
        self.scroll_rows_to(0)

    def action_scroll_bottom(self) -> None:
        """Go to the oldest."""
        self.scroll_rows_to(len(self._rows))


class TapePanel(RemembersChildren, Frame):
    """The trades of one subnet."""

    head = query_one("#tape-head", LineList)
    rows = query_one("#tape-rows", TapeLines)

    def __init__(self, *, id: str | None = None, is_alone: bool = False) -> None:
        """One that stands alone names its subnet."""
        super().__init__(id=id, classes="panel")
        self._view: TapeView | None = None
        self._is_alone = is_alone

    def compose(self) -> ComposeResult:
        """What stays, and what scrolls."""
        yield LineList(id="tape-head")
        yield TapeLines(id="tape-rows")

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        if self._view is not None:
            self.show(self._view)

    def show(self, view: TapeView) -> None:
        """Show this tape."""
        self._view = view
        width, height = self.content_size
        if not width:
            return
        parts = [words for words in (usual_words(view),) if words]
        parts.append(key_and_word("T", "close"))
        self.put_titles(tape_title(view, names_subnet=self._is_alone), Content("   ").join(parts))
        names, units = heading_lines(view, width)
        if height >= _ROWS_WITH_UNITS:
            self.head.show_lines([pressure_line(view, width), Content(""), names, units])
        else:
            self.head.show_lines([names])
        self.rows.show_rows(tape_rows(view, width) or empty_rows(view, width))
