"""The table of a subnet's validators: what they take, and what their stake weight is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.formatting import percent
from dtao_tui.domain.market import TAKE_PARTS, Validator
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, price_cell, size_cell
from dtao_tui.widgets.tables.columns import Column
from dtao_tui.widgets.tables.keyed_table import KeyedTable

_LONG_HOTKEY = 17


@dataclass(frozen=True, slots=True)
class ValidatorRow:
    """A row of the table."""

    validator: Validator
    tao_weight: int | None
    own: Alpha | None
    """What the chosen account has staked to it."""

    is_chosen: bool
    """Whether the ticket names it."""


class ValidatorTable(KeyedTable[ValidatorRow]):
    """Validators by hotkey, largest stake weight first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(_columns("α", is_broad=False), id=id)

    def show_validators(self, rows: Sequence[ValidatorRow]) -> None:
        """Show them in this order."""
        self.show({row.validator.hotkey: row for row in rows})

    def fit_columns(self, symbol: str, *, is_broad: bool, is_close: bool = False, is_slim: bool = False) -> None:
        """Show the columns that have room, in this token's unit.

        Where it is close, the whole weight stands without its parts; where it is slim, without a hotkey, too.
        """
        self.set_columns(_slim(symbol) if is_slim else _columns(symbol, is_broad=is_broad, is_close=is_close))


def _name_cell(row: ValidatorRow) -> Cell:
    validator = row.validator
    name = validator.name or shortened(validator.hotkey)
    return Cell(name, style="bold $bright" if row.is_chosen else "" if validator.name else "$muted")


def _long_hotkey_cell(row: ValidatorRow) -> Cell:
    hotkey = row.validator.hotkey
    return Cell(f"{hotkey[:8]} … {hotkey[-6:]}", style="$dim")


_column = Column[ValidatorRow]
_MARK = _column("mark", "", "", 1, lambda row: Cell("●", style="$lead") if row.is_chosen else EMPTY, gap=1)
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
_MINE = _column("mine", "Mine", "α", 12, lambda row: price_cell(row.own, decimals=3) if row.own else NONE)


def _columns(symbol: str, *, is_broad: bool, is_close: bool = False) -> tuple[Column[ValidatorRow], ...]:
    stake, weight = replace(_STAKE, unit=f"k{symbol}"), replace(_WEIGHT, unit=f"k{symbol}")
    if is_broad:
        hotkey = replace(_HOTKEY, width=_LONG_HOTKEY, cell=_long_hotkey_cell)
        name, mine = replace(_NAME, width=24), replace(_MINE, unit=symbol)
        return (_MARK, name, hotkey, _TAKE, stake, _ROOT, weight, mine)
    return (_MARK, _NAME, _HOTKEY, _TAKE, *((weight,) if is_close else (stake, _ROOT, weight)))


def _slim(symbol: str) -> tuple[Column[ValidatorRow], ...]:
    return (_MARK, replace(_NAME, width=14), replace(_TAKE, gap=1), replace(_WEIGHT, unit=f"k{symbol}", gap=1, width=7))
