"""Base of dialogs that choose one row of a list, narrowed by what is typed."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.inputs.choice_list import ChoiceList
from dtao_tui.widgets.inputs.text_field import TextField


class FilteredPicker(Dialog[str | None]):
    """Gives back the id of the chosen row, or None. A subclass says which rows fit a text, and how they are drawn."""

    AUTO_FOCUS = "ChoiceList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("slash", "filter", "Filter", show=False),
    ]

    foot = "enter choose   / filter   esc back"
    placeholder = ""
    """What the filter looks at, such as "name or address"."""

    def __init__(self, parts: AppContext, chosen: str | None, filter_text: str = "", title: str = "") -> None:
        """`filter_text` is what was typed already; the cursor is in the filter then. `title` says what is filled in."""
        super().__init__(parts)
        self.title_word = title or self.title_word
        self._first_filter = filter_text
        self._chosen = chosen

    def header(self) -> Content:
        """The columns' names."""
        raise NotImplementedError

    def rows(self, text: str) -> Sequence[tuple[str, Content]]:
        """The id and the line of each row that fits a text; all for an empty one."""
        raise NotImplementedError

    def no_row(self) -> str:
        """The sentence in the place of the rows where none fits."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """The column names, the list, and the filter below it."""
        yield Static(self.header(), id="picker-header")
        yield ChoiceList(id="picker-list")
        yield TextField(self._first_filter, placeholder=self.placeholder, id="picker-filter")

    @on(events.Mount)
    def begin(self) -> None:
        """Fill the list and put the cursor on the chosen one."""
        self._fill(self._first_filter)
        if self._first_filter:
            self.action_filter()

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        options = self.query_one(ChoiceList)
        if rows > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def refill(self) -> None:
        """Put the rows in order again, the cursor on the same one."""
        options = self.query_one(ChoiceList)
        place = options.highlighted
        here = None if place is None else options.get_option_at_index(place).id
        self._fill(self.query_one(TextField).value)
        ids = [option.id for option in options.options]
        if here in ids:
            options.highlighted = ids.index(here)

    def action_filter(self) -> None:
        """Write into the filter."""
        self.set_focus(self.query_one(TextField))

    @on(Input.Changed)
    def apply_filter(self, event: Input.Changed) -> None:
        """Show the rows that match the filter."""
        event.stop()
        self._fill(event.value)

    @on(Input.Submitted)
    def choose_marked(self, event: Input.Submitted) -> None:
        """Give back the id of the row with the cursor; the arrows move it from within the filter, too."""
        event.stop()
        self.query_one(ChoiceList).action_select()

    @on(ChoiceList.OptionSelected)
    def choose(self, event: ChoiceList.OptionSelected) -> None:
        """Give back the id."""
        event.stop()
        self.dismiss(event.option.id)

    def _fill(self, text: str) -> None:
        fitting = self.rows(text)
        options = self.query_one(ChoiceList)
        options.clear_options()
        if not fitting:
            options.add_option(Option(Content.styled(self.no_row(), "$muted"), disabled=True))
            return
        options.add_options([Option(line, id=row_id) for row_id, line in fitting])
        ids = [row_id for row_id, _ in fitting]
        options.highlighted = ids.index(self._chosen) if self._chosen in ids else 0
