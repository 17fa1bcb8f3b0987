"""The table of where a gain came from: one row per subnet, one for the TAO of the accounts themselves."""

from collections.abc import Callable
from dataclasses import dataclass

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import Figure, coarse
from dtao_tui.domain.ledger.ledger_entries import StatementPart
from dtao_tui.domain.ledger.statement import StatementRow
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, name_cell, of_figure
from dtao_tui.widgets.tables.columns import Column
from dtao_tui.widgets.tables.responsive_table import ResponsiveTable

FREE = "free"
"""The key of the row of the accounts' own TAO."""

_YIELDS = (StatementPart.YIELD, StatementPart.EMISSION, StatementPart.BASKET)


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row of the statement, with the name of its subnet."""

    row: StatementRow
    symbol: str
    name: str
    is_total: bool = False


class StatementTable(ResponsiveTable[NamedRow]):
    """Rows by netuid and block of registration, as the statement orders them."""

    wide_from = 117
    goes_first = ("costs", "price")

    def columns_for(self, *, is_narrow: bool) -> tuple[Column[NamedRow], ...]:
        """The columns for a narrow or a wide screen."""
        return _columns(is_narrow=is_narrow)


def _columns(*, is_narrow: bool) -> tuple[Column[NamedRow], ...]:
    column = Column[NamedRow]
    width = 8 if is_narrow else 9
    every = (
        column("netuid", "#", "", 3, _netuid_cell, gap=1),
        column("subnet", "Subnet", "", 11 if is_narrow else 19, _name_cell, is_left=True, gap=1),
        column("start", "Start", "τ", width + 1, lambda shown: _amount_cell(shown.row.start, width + 1)),
        column("flows", "Flows", "τ", width, _part_cell(StatementPart.FLOWS, width)),
        column("yield", "Yield", "τ", width, lambda shown: _yield_cell(shown, width)),
        column("costs", "Costs", "τ", width, _part_cell(StatementPart.COSTS, width)),
        column("price", "Price", "τ", width, _part_cell(StatementPart.PRICE, width)),
        column("unexplained", "Unexpl.", "τ", width, _part_cell(StatementPart.UNEXPLAINED, width)),
        column("end", "End", "τ", width + 1, lambda shown: _amount_cell(shown.row.end, width + 1)),
        column("gained", "Gained", "τ", width, lambda shown: _change_cell(shown.row.gained, width)),
    )
    return tuple(each for each in every if not (is_narrow and each.key in ("start", "flows")))


def _netuid_cell(shown: NamedRow) -> Cell:
    return EMPTY if shown.row.subnet is None else Cell(str(shown.row.subnet.netuid), style="$dim")


def _name_cell(shown: NamedRow) -> Cell:
    if shown.is_total:
        return Cell(shown.name, style="bold")
    return name_cell(shown.symbol, shown.name)


def _amount_cell(rao: int, width: int) -> Cell:
    return of_figure(_fitting(rao, width)) if rao else NONE


def _change_cell(rao: int, width: int, style: str = "") -> Cell:
    """A change with its sign: gain or loss, or in the given style."""
    if not rao:
        return NONE
    return Cell(str(_fitting(rao, width, signed=True)), style=style or ("$gain" if rao > 0 else "$loss"))


def _fitting(rao: int, width: int, *, signed: bool = False) -> Figure:
    """The amount with as many decimals, three at most, as have room."""
    figures = [coarse(Tao(rao), decimals=decimals, per=1, signed=signed) for decimals in (3, 2, 1)]
    return next((figure for figure in figures if len(str(figure)) <= width), figures[-1])


def _part_cell(part: StatementPart, width: int) -> Callable[[NamedRow], Cell]:
    style = {StatementPart.FLOWS: "$foreground", StatementPart.UNEXPLAINED: "$note"}.get(part, "")
    return lambda shown: _change_cell(shown.row.part(part), width, style)


def _yield_cell(shown: NamedRow, width: int) -> Cell:
    return _change_cell(sum(shown.row.part(part) for part in _YIELDS), width)
