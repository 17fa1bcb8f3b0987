"""The list of validators, to choose one for a ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.epoch_growth import DailyYield
from dtao_tui.domain.formatting import coarse, fine, percent
from dtao_tui.domain.market import TAKE_PARTS, Snapshot, Validator
from dtao_tui.domain.text import cells
from dtao_tui.screens.tickets.filtered_picker import FilteredPicker
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.tables.yield_cells import day_words, earning_cell, over_cell
from dtao_tui.widgets.text_lines import digits

NOBODY_NAMED = "The chain names no validator here yet."
ALL_EARN = "Null consensus: one has the permit, stake with any of them earns."

WIDE = 97
"""Columns of the screen from which the list has all the room that it wants."""

_MARK_CELLS, _HOTKEY_CELLS = 2, 10
_ORDERS = ("weight", "yield", "take", "stake")


@dataclass(frozen=True, slots=True)
class ListCells:
    """How wide the columns of the list are."""

    name: int = 20
    take: int = 8
    growth: int = 11
    over: int = 11
    weight: int = 11
    mine: int = 14


_WIDE, _NARROW = ListCells(), ListCells(name=14, take=7, growth=10, over=8, weight=11, mine=13)


@dataclass(frozen=True, slots=True)
class Offer:
    """The validators to choose from."""

    validators: tuple[Validator, ...]
    mine: Mapping[str, Alpha]
    """What the account has with each."""

    all_earn: bool = False
    """Whether stake earns with one that has no permit, too."""

    nobody: str = NOBODY_NAMED
    """What is said where there are none."""


class ValidatorPicker(FilteredPicker):
    """Gives back the hotkey of the chosen validator, or None."""

    title_word = "Validators"
    placeholder = "name or address"
    foot = "enter choose   o sort   / filter   esc back"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("o", "sort", "Sort", show=False)]

    def __init__(
        self,
        parts: AppContext,
        offer: Offer,
        snapshot: Snapshot,
        chosen: str | None,
        filter_text: str = "",
        title: str = "",
    ) -> None:
        super().__init__(parts, chosen, filter_text, title)
        self._offer = offer
        self._snapshot = snapshot
        self._order = _ORDERS[0]
        here = [snapshot.subnets[v.netuid] for v in offer.validators if v.netuid in snapshot.subnets]
        self._symbol = here[0].symbol if here else "α"
        self._yields = parts.dividends.yields(snapshot, here[0]) if here else None

    @property
    def _room(self) -> ListCells:
        return _WIDE if self.app.size.width >= WIDE else _NARROW

    def header(self) -> Content:
        """The columns' names with their units, as the table of validators calls them."""
        room = self._room
        left = f"{'':<{_MARK_CELLS}}{'Validator':<{room.name}}{' hotkey':<{_HOTKEY_CELLS}}"
        right = (
            ("Take %", room.take),
            ("Yield %/d", room.growth),
            ("Over", room.over),
            (f"Weight k{self._symbol}", room.weight),
            (f"Mine {self._symbol}", room.mine),
        )
        return Content.styled(
            left + "".join(" " * max(width - cells(word), 1) + word for word, width in right), "$muted"
        )

    def rows(self, text: str) -> Sequence[tuple[str, Content]]:
        """The validators whose name or hotkey holds the text."""
        wanted = text.casefold().strip()
        fitting = [v for v in self._offer.validators if wanted in v.name.casefold() or wanted in v.hotkey.casefold()]
        fitting.sort(key=self._rank)
        return [(validator.hotkey, self._row(validator)) for validator in fitting]

    def no_row(self) -> str:
        """Nobody fits, or nobody is known."""
        return "No validator fits." if self._offer.validators else self._offer.nobody

    def title_aside(self) -> str:
        """What the list is sorted by."""
        return f"by {self._order}"

    def body(self) -> ComposeResult:
        """The list, and below the filter what the yield stands on."""
        yield from super().body()
        if any(validator.all_earn for validator in self._offer.validators):
            yield Static(Content.styled(ALL_EARN, "$muted"), id="picker-consensus")
        if self._yields is not None:
            note = f"Yield: mean of the epochs, net of take, {day_words(self._yields)}; no promise."
            yield Static(Content.styled(note, "$muted"), id="picker-note")

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
                daily = self._daily(validator)
                return daily is None, Fraction(0) if daily is None else -daily.growth
            case "stake":
                return False, Fraction(-validator.alpha_stake.rao)
        weight = validator.stake_weight(self._snapshot.tao_weight)
        return False, Fraction(-(validator.alpha_stake.rao if weight is None else weight))

    def _earns(self, validator: Validator) -> bool:
        return validator.has_permit or self._offer.all_earn

    def _daily(self, validator: Validator) -> DailyYield | None:
        if self._yields is None or not self._earns(validator):
            return None
        return self._yields.daily(validator.hotkey, validator.last_epoch)

    def _row(self, validator: Validator) -> Content:
        room, is_chosen = self._room, validator.hotkey == self._chosen
        name = Content.styled(validator.name or "unnamed", "bold" if is_chosen else "" if validator.name else "$muted")
        weight = digits(coarse(validator.stake_weight(self._snapshot.tao_weight), decimals=2))
        take = percent(100 * validator.take / TAKE_PARTS, decimals=1)
        mine = self._offer.mine.get(validator.hotkey)
        own = digits(fine(mine, decimals=3)) if mine else Content.styled("–", "$dim")
        daily, earns = self._daily(validator), self._earns(validator)
        return Content.assemble(
            ("● " if is_chosen else "  ", "$lead"),
            name.truncate(room.name, ellipsis=True),
            " " * max(room.name - cells(validator.name or "unnamed"), 0),
            (f" {shortened(validator.hotkey)}", "$dim"),
            take.rjust(room.take),
            earning_cell(daily, earns=earns).drawn(room.growth, is_left=False),
            over_cell(daily, room.over - 1).drawn(room.over, is_left=False),
            " " * max(room.weight - weight.cell_length, 0),
            weight,
            " " * max(room.mine - own.cell_length, 0),
            own,
        )
