"""The list of validators, to choose one for a ticket."""

from collections.abc import Mapping, Sequence

from textual.content import Content

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.formatting import coarse, fine, percent
from dtao_tui.domain.market import TAKE_PARTS, Snapshot, Validator
from dtao_tui.domain.text import cells
from dtao_tui.screens.tickets.filtered_picker import FilteredPicker
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.text_lines import digits

NOBODY_NAMED = "The chain names no validator here yet."

NAME_CELLS = 22
TAKE_CELLS = 6
WEIGHT_CELLS = 12
MINE_CELLS = 14


class ValidatorPicker(FilteredPicker):
    """Gives back the hotkey of the chosen validator, or None."""

    title_word = "Validators"
    placeholder = "name or address"

    def __init__(
        self,
        parts: AppContext,
        validators: tuple[Validator, ...],
        snapshot: Snapshot,
        chosen: str | None,
        mine: Mapping[str, Alpha],
        filter_text: str = "",
        title: str = "",
        nobody: str = NOBODY_NAMED,
    ) -> None:
        """`mine` is what the account has with each; `nobody` is said where there are none to choose from."""
        super().__init__(parts, chosen, filter_text, title)
        self._nobody = nobody
        self._validators = validators
        self._snapshot = snapshot
        self._mine = mine
        here = {snapshot.subnets[v.netuid].symbol for v in validators if v.netuid in snapshot.subnets}
        self._symbol = next(iter(here), "α")

    def header(self) -> Content:
        """The columns' names with their units, as the table of validators calls them."""
        names = f"  {'Validator':<{NAME_CELLS}} {'hotkey':<9}{'Take %':>{TAKE_CELLS + 2}}"
        weight, mine = f"Weight k{self._symbol}", f"Mine {self._symbol}"
        spaces = (" " * max(room - cells(word), 1) for word, room in ((weight, WEIGHT_CELLS), (mine, MINE_CELLS)))
        return Content.styled(f"{names}{next(spaces)}{weight}{next(spaces)}{mine}", "$muted")

    def rows(self, text: str) -> Sequence[tuple[str, Content]]:
        """The validators whose name or hotkey holds the text."""
        wanted = text.casefold().strip()
        fitting = (v for v in self._validators if wanted in v.name.casefold() or wanted in v.hotkey.casefold())
        return [(validator.hotkey, self._row(validator)) for validator in fitting]

    def no_row(self) -> str:
        """Nobody fits, or nobody is known."""
        return "No validator fits." if self._validators else self._nobody

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
