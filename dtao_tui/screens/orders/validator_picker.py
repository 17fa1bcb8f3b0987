"""The list of validators, to choose one for a ticket."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.formatting import coarse, fine, percent
from dtao_tui.domain.market import TAKE_PARTS, Snapshot, Validator
from dtao_tui.domain.text import cells
from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.inputs.choice_list import ChoiceList
from dtao_tui.widgets.inputs.text_field import TextField
from dtao_tui.widgets.text_lines import digits

NAME_CELLS = 22
TAKE_CELLS = 6
WEIGHT_CELLS = 12
MINE_CELLS = 14


class ValidatorPicker(Dialog[str | None]):
    """Gives back the hotkey of the chosen validator, or None."""

    AUTO_FOCUS = "ChoiceList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("slash", "filter", "Filter", show=False),
    ]

    title_word = "Validators"
    foot = "enter choose   / filter   esc back"

    def __init__(
        self,
        parts: AppContext,
        validators: tuple[Validator, ...],
        snapshot: Snapshot,
        chosen: str | None,
        mine: Mapping[str, Alpha],
        filter_text: str = "",
    ) -> None:
        """`filter_text` is what was typed already; the cursor is in the filter then."""
        super().__init__(parts)
        self._first_filter = filter_text
        self._validators = validators
        self._snapshot = snapshot
        self._chosen = chosen
        self._mine = mine
        here = {snapshot.subnets[v.netuid].symbol for v in validators if v.netuid in snapshot.subnets}
        self._symbol = next(iter(here), "α")

    def body(self) -> ComposeResult:
        """The column names, the list, and the filter below it."""
        yield Static(_header(self._symbol), id="picker-header")
        yield ChoiceList(id="picker-list")
        yield TextField(self._first_filter, placeholder="name or address", id="picker-filter")

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

    def action_filter(self) -> None:
        """Write into the filter."""
        self.query_one(TextField).focus()

    @on(Input.Changed)
    def apply_filter(self, event: Input.Changed) -> None:
        """Show the validators that match the filter."""
        event.stop()
        self._fill(event.value)

    @on(Input.Submitted)
    def go_to_list(self, event: Input.Submitted) -> None:
        """Choose among what is left."""
        event.stop()
        self.query_one(ChoiceList).focus()

    @on(ChoiceList.OptionSelected)
    def choose(self, event: ChoiceList.OptionSelected) -> None:
        """Give back the hotkey."""
        event.stop()
        self.dismiss(event.option.id)

    def _fill(self, text: str) -> None:
        wanted = text.casefold().strip()
        fitting = [v for v in self._validators if wanted in v.name.casefold() or wanted in v.hotkey.casefold()]
        options = self.query_one(ChoiceList)
        options.clear_options()
        if not fitting:
            words = "No validator fits." if self._validators else "The chain names no validator here yet."
            options.add_option(Option(Content.styled(words, "$muted"), disabled=True))
            return
        options.add_options([Option(self._row(v), id=v.hotkey) for v in fitting])
        hotkeys = [v.hotkey for v in fitting]
        options.highlighted = hotkeys.index(self._chosen) if self._chosen in hotkeys else 0

    def _row(self, validator: Validator) -> Content:
        is_chosen = validator.hotkey == self._chosen
        name = Content.styled(validator.name or "unnamed", "bold" if is_chosen else "" if validator.name else "$muted")
        weight = digits(coarse(validator.stake_weight(self._snapshot.tao_weight), decimals=2))
        take = percent(100 * validator.take / TAKE_PARTS, decimals=1)
        mine = self._mine.get(validator.hotkey)
        own = digits(fine(mine, decimals=3)) if mine else Content.styled("–", "$dim")
        return Content.assemble(
            ("● " if is_chosen else "  ", "$lead"),
            name.truncate(NAME_CELLS, ellipsis=True),
            " " * max(NAME_CELLS - cells(validator.name or "unnamed"), 0),
            (f" {shortened(validator.hotkey)}", "$dim"),
            take.rjust(TAKE_CELLS + 2),
            " " * max(WEIGHT_CELLS - weight.cell_length, 0),
            weight,
            " " * max(MINE_CELLS - own.cell_length, 0),
            own,
        )


def _header(symbol: str) -> Content:
    """The columns' names with their units, as the table of validators calls them."""
    names = f"  {'Validator':<{NAME_CELLS}} {'hotkey':<9}{'Take %':>{TAKE_CELLS + 2}}"
    weight, mine = f"Weight k{symbol}", f"Mine {symbol}"
    spaces = (" " * max(room - cells(word), 1) for word, room in ((weight, WEIGHT_CELLS), (mine, MINE_CELLS)))
    return Content.styled(f"{names}{next(spaces)}{weight}{next(spaces)}{mine}", "$muted")
