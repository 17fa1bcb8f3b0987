"""The list of validators, to choose one for a ticket."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.formatting import coarse, fine, percent
from dtao_tui.domain.market import TAKE_PARTS, Snapshot, Validator
from dtao_tui.domain.text import cells
from dtao_tui.screens.tickets.filtered_picker import FilteredPicker
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.text_lines import digits

NOBODY_NAMED = "The chain names no validator here yet."

NAME_CELLS = 20
TAKE_CELLS = 6
YIELD_CELLS = 11
WEIGHT_CELLS = 11
MINE_CELLS = 14

YIELD_DECIMALS = 3
_MOST_YIELD = 1000
"""Per cent a day a day; beyond it the stake that earned it was tiny, or the answer is untrue."""

_YIELD_NOTE = "Yield: of the last epoch (1 epoch), net of take, as if 12 s blocks."
_NO_PERMIT = Content.styled("no permit".rjust(YIELD_CELLS), "$muted")
_ORDERS = ("weight", "yield", "take", "stake")


class ValidatorPicker(FilteredPicker):
    """Gives back the hotkey of the chosen validator, or None."""

    title_word = "Validators"
    placeholder = "name or address"
    foot = "enter choose   o sort   / filter   esc back"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("o", "sort", "Sort", show=False)]

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
        self._order = _ORDERS[0]
        here = {snapshot.subnets[v.netuid].symbol for v in validators if v.netuid in snapshot.subnets}
        self._symbol = next(iter(here), "α")

    def header(self) -> Content:
        """The columns' names with their units, as the table of validators calls them."""
        names = f"  {'Validator':<{NAME_CELLS}} {'hotkey':<9}{'Take %':>{TAKE_CELLS + 2}}{'Yield %/d':>{YIELD_CELLS}}"
        weight, mine = f"Weight k{self._symbol}", f"Mine {self._symbol}"
        spaces = (" " * max(room - cells(word), 1) for word, room in ((weight, WEIGHT_CELLS), (mine, MINE_CELLS)))
        return Content.styled(f"{names}{next(spaces)}{weight}{next(spaces)}{mine}", "$muted")

    def rows(self, text: str) -> Sequence[tuple[str, Content]]:
        """The validators whose name or hotkey holds the text."""
        wanted = text.casefold().strip()
        fitting = [v for v in self._validators if wanted in v.name.casefold() or wanted in v.hotkey.casefold()]
        fitting.sort(key=self._rank)
        return [(validator.hotkey, self._row(validator)) for validator in fitting]

    def no_row(self) -> str:
        """Nobody fits, or nobody is known."""
        return "No validator fits." if self._validators else self._nobody

    def title_aside(self) -> str:
        """What the list is sorted by."""
        return f"by {self._order}"

    def body(self) -> ComposeResult:
        """The list, and below the filter what the yield stands on."""
        yield from super().body()
        yield Static(Content.styled(_YIELD_NOTE, "$muted"), id="picker-note")

    def action_sort(self) -> None:
        """Sort by the next of weight, yield, take and stake; what is not known comes last. The cursor stays."""
        self._order = _ORDERS[(_ORDERS.index(self._order) + 1) % len(_ORDERS)]
        self.query_one("#box").border_title = self.heading(self.title_word, self.title_aside())
        self.refill()

    def _rank(self, validator: Validator) -> tuple[bool, Fraction]:
        """By what the list is sorted, the least first: for takes the lowest, else the largest."""
        match self._order:
            case "take":
                return False, Fraction(validator.take)
            case "yield":
                growth = self._daily_growth(validator)
                return growth is None, -(growth or Fraction(0))
            case "stake":
                return False, Fraction(-validator.alpha_stake.rao)
        weight = validator.stake_weight(self._snapshot.tao_weight)
        return False, Fraction(-(validator.alpha_stake.rao if weight is None else weight))

    def _daily_growth(self, validator: Validator) -> Fraction | None:
        subnet = self._snapshot.subnets.get(validator.netuid)
        if subnet is None or validator.last_epoch is None or not validator.has_permit:
            return None
        return validator.last_epoch.daily_growth(subnet.tempo)

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
            _yield_words(self._daily_growth(validator)) if validator.has_permit else _NO_PERMIT,
            " " * max(WEIGHT_CELLS - weight.cell_length, 0),
            weight,
            " " * max(MINE_CELLS - own.cell_length, 0),
            own,
        )


def _yield_words(growth: Fraction | None) -> Content:
    """Per cent a day, rounded down; – where it is not known."""
    if growth is None:
        return Content.styled("–".rjust(YIELD_CELLS), "$dim")
    scale = 10**YIELD_DECIMALS
    parts = int(100 * scale * growth)
    is_beyond = parts >= _MOST_YIELD * scale
    text = f">{_MOST_YIELD}" if is_beyond else percent(Decimal(parts) / scale, decimals=YIELD_DECIMALS)
    return Content.from_text(text.rjust(YIELD_CELLS), markup=False)
