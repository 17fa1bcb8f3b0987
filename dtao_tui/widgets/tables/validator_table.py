"""The validators of one subnet: what they take, and what their weight is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.formatting import percent
from dtao_tui.domain.market import TAKE_PARTS, Validator
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, price_cell, size_cell
from dtao_tui.widgets.tables.keyed_table import Column, Sheet, TableRow

_MARK = Column("mark", "", "", 1, gap=1)
_NAME = Column("name", "Validator", "", 17, is_left=True, gap=1)
_HOTKEY = Column("hotkey", "", "hotkey", 9, is_left=True, gap=1)
_LONG_HOTKEY = 17
_TAKE = Column("take", "Take", "%", 4)


class ValidatorTable(Sheet):
    """Largest stake weight first; a dot marks the one that the ticket names."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(_columns("α", is_broad=False), id=id)

    def show_validators(
        self,
        validators: Sequence[Validator],
        tao_weight: int,
        own: Mapping[str, Alpha],
        chosen: str | None,
    ) -> None:
        """Show them, with what is mine of each."""
        keys = [column.key for column in self.shown_columns]
        self.show([_row(validator, tao_weight, own, chosen, keys) for validator in validators])

    def show_columns(self, symbol: str, *, is_broad: bool, is_close: bool = False) -> None:
        """Show the columns that have room, in this token's unit; where it is close, the whole weight without parts."""
        self.set_columns(_columns(symbol, is_broad=is_broad, is_close=is_close))


def _columns(symbol: str, *, is_broad: bool, is_close: bool = False) -> tuple[Column, ...]:
    weights = (
        Column("alpha", "Stake", f"k{symbol}", 8),
        Column("root", "Root", "kτ × w", 8),
        Column("weight", "Weight", f"k{symbol}", 8),
    )
    if is_broad:
        hotkey = replace(_HOTKEY, width=_LONG_HOTKEY)
        return (_MARK, replace(_NAME, width=24), hotkey, _TAKE, *weights, Column("mine", "Mine", symbol, 12))
    return (_MARK, _NAME, _HOTKEY, _TAKE, *(weights[-1:] if is_close else weights))


def _row(
    validator: Validator, tao_weight: int, own: Mapping[str, Alpha], chosen: str | None, keys: Sequence[str]
) -> TableRow:
    is_chosen = validator.hotkey == chosen
    name = validator.name or shortened(validator.hotkey)
    mine = own.get(validator.hotkey)
    cells = {
        "mark": Cell("●", style="$lead") if is_chosen else EMPTY,
        "name": Cell(name, style="bold $bright" if is_chosen else "" if validator.name else "$muted"),
        "hotkey": Cell(shortened(validator.hotkey), style="$dim"),
        "take": Cell(percent(100 * validator.take / TAKE_PARTS, decimals=1)),
        "alpha": size_cell(validator.alpha_stake, decimals=2),
        "root": size_cell(validator.root_part(tao_weight), decimals=2),
        "weight": size_cell(validator.stake_weight(tao_weight), decimals=2),
        "mine": price_cell(mine, decimals=3) if mine else NONE,
    }
    if "mine" in keys:
        cells["hotkey"] = Cell(f"{validator.hotkey[:8]} … {validator.hotkey[-6:]}", style="$dim")
    return TableRow(validator.hotkey, tuple(cells[key] for key in keys))
