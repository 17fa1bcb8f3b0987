"""The table of a subnet's validators: what they take and yield, and what their stake weight is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.epoch_growth import DailyYield
from dtao_tui.domain.formatting import percent
from dtao_tui.domain.market import TAKE_PARTS, Validator
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, price_cell, size_cell
from dtao_tui.widgets.tables.columns import Column
from dtao_tui.widgets.tables.keyed_table import KeyedTable
from dtao_tui.widgets.tables.yield_cells import earning_cell, epochs_cell

_SHORT_NAME, _LONG_NAME = 13, 24
_SCROLL_BAR_CELLS = 1


@dataclass(frozen=True, slots=True)
class ValidatorRow:
    """A row of the table."""

    validator: Validator
    tao_weight: int | None
    own: Alpha | None
    """What the chosen account has staked to it."""

    is_chosen: bool
    """Whether the ticket names it."""

    daily: DailyYield | None = None
    """What stake with it yields a day; None where that is not known."""

    earns: bool = True
    """Whether stake with it earns dividends at all."""

    mark: str = ""
    """The letter by which it is compared."""


class ValidatorTable(KeyedTable[ValidatorRow]):
    """Validators by hotkey, largest stake weight first."""

    def __init__(self, *, id: str | None = None) -> None:
        self._symbol, self._is_root = "α", False
        super().__init__(validator_columns(self._symbol, 0), id=id)

    def show_validators(self, rows: Sequence[ValidatorRow]) -> None:
        """Show them in this order."""
        self.show({row.validator.hotkey: row for row in rows})

    def name_unit(self, symbol: str, *, is_root: bool) -> None:
        """Tell the amounts in this token's unit; root has no epochs."""
        self._symbol, self._is_root = symbol, is_root
        self._fit()

    def on_resize(self) -> None:
        """Take the columns that fit."""
        self._fit()

    def _fit(self) -> None:
        room = self.outer_size.width - _SCROLL_BAR_CELLS
        self.set_columns(validator_columns(self._symbol, room, is_root=self._is_root))


def _name_cell(row: ValidatorRow) -> Cell:
    validator = row.validator
    name = validator.name or shortened(validator.hotkey)
    return Cell(name, style="bold $bright" if row.is_chosen else "" if validator.name else "$muted")


def _mark_cell(row: ValidatorRow) -> Cell:
    if row.mark:
        return Cell(row.mark, style="bold $lead")
    return Cell("●", style="$lead") if row.is_chosen else EMPTY


_column = Column[ValidatorRow]
_MARK = _column("mark", "", "", 1, _mark_cell, gap=1)
_NAME = _column("name", "Validator", "", 17, _name_cell, is_left=True, gap=1)
_HOTKEY = _column(
    "hotkey",
    "",
    "hotkey",
    9,
    lambda row: Cell(shortened(row.validator.hotkey), style="$dim"),
    is_left=True,
    gap=1,
)
_TAKE = _column("take", "Take", "%", 4, lambda row: Cell(percent(100 * row.validator.take / TAKE_PARTS, decimals=1)))
_STAKE = _column("alpha", "Stake", "kα", 8, lambda row: size_cell(row.validator.alpha_stake, decimals=2))
_ROOT = _column("root", "Root", "kτ × w", 8, lambda row: size_cell(row.validator.root_part(row.tao_weight), decimals=2))
_WEIGHT = _column(
    "weight", "Weight", "kα", 8, lambda row: size_cell(row.validator.stake_weight(row.tao_weight), decimals=2)
)
_YIELD = _column("yield", "Yield", "% a day", 9, lambda row: earning_cell(row.daily, earns=row.earns))
_EPOCHS = _column("over", "Over", "ep.", 4, lambda row: epochs_cell(row.daily), gap=1)
_MINE = _column("mine", "Mine", "α", 12, lambda row: price_cell(row.own, decimals=3) if row.own else NONE)


def validator_columns(symbol: str, room: int, *, is_root: bool = False) -> tuple[Column[ValidatorRow], ...]:
    """The columns that so many cells have room for, in this token's unit; the name has what is left.

    One's own stake goes first, then the hotkey, then the parts of a weight, then the yield. On root the stake is all
    there is: its weight would be the same TAO counted twice.
    """
    stake = replace(_STAKE, unit=f"k{symbol}")
    weight = stake if is_root else replace(_WEIGHT, unit=f"k{symbol}")
    parts = (stake,) if is_root else (stake, _ROOT, weight)
    yields = () if is_root else (_YIELD, _EPOCHS)
    slim = (replace(_TAKE, gap=1), replace(weight, gap=1, width=7))
    sets = (
        (_HOTKEY, _TAKE, *parts, *yields, replace(_MINE, unit=symbol)),
        (_HOTKEY, _TAKE, *parts, *yields),
        (_TAKE, *parts, *yields),
        (_TAKE, weight, *yields),
        slim,
    )
    beside_name = _MARK.cells + _NAME.gap
    fitting = next((columns for columns in sets if beside_name + _SHORT_NAME + _cells(columns) <= room), slim)
    left = room - beside_name - _cells(fitting)
    return (_MARK, replace(_NAME, width=min(max(left, _SHORT_NAME), _LONG_NAME)), *fitting)


def _cells(columns: Sequence[Column[ValidatorRow]]) -> int:
    return sum(column.cells for column in columns)
