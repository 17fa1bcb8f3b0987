"""Columns of what holdings have cost and gained."""

from collections.abc import Callable

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import coarse, fine, percent
from dtao_tui.domain.ledger.holding_gain import HoldingGain
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, of_figure, price_cell
from dtao_tui.widgets.tables.columns import Column, SortValue
from dtao_tui.widgets.tables.holdings_row import HoldingsRow


def money_columns() -> tuple[Column[HoldingsRow], ...]:
    """What was paid, what selling all now would bring beyond it, and the price at which it would bring as much."""
    column = Column[HoldingsRow]
    return (
        column("cost", "Cost", "τ", 9, _cost_cell, _rao_of("cost"), words="what was paid for it"),
        column("basis", "", "", 1, _basis_cell, is_left=True, gap=1, follows="cost"),
        column("profit", "Profit", "τ at exit", 9, _profit_cell, _rao_of("profit"), words="exit less cost"),
        column("gain", "Profit", "%", 7, _gain_cell, _percent_of, words="profit in per cent of the cost"),
        column("repays", "Repays at", "τ per α", 9, _repays_cell, words="price at which exit repays the cost"),
    )


def profit_cell(profit: Tao | None, *, is_sure: bool = True) -> Cell:
    """A gain or a loss in TAO; muted where the cost is only assumed."""
    if profit is None:
        return NONE
    text = str(coarse(profit, decimals=2, per=1, signed=True))
    return Cell(text, style=_style_of(profit.rao, is_sure=is_sure))


def result_cell(profit: Tao | None) -> Cell:
    """What a closed position came to, with three decimals as amounts have; – where its cost is not known."""
    if profit is None:
        return NONE
    return Cell(str(fine(profit, decimals=3, signed=True)), style=_style_of(profit.rao, is_sure=True))


def basis_cell(*, is_unknown: bool, is_assumed: bool) -> Cell:
    """The mark behind a cost of which a part is not known, or only assumed."""
    mark = "?" if is_unknown else "~" if is_assumed else ""
    return Cell(mark, style="$note")


def tao_cell(amount: Tao | None, style: str = "") -> Cell:
    """An amount of TAO with two decimals."""
    return NONE if amount is None else of_figure(coarse(amount, decimals=2, per=1), style)


def _style_of(rao: int, *, is_sure: bool) -> str:
    if not is_sure or not rao:
        return "$muted"
    return "$gain" if rao > 0 else "$loss"


def _gain_in(row: HoldingsRow) -> HoldingGain | None:
    """The gain of a row that is of all of a subnet; cost is not kept by validator."""
    return None if row.position or row.group or row.is_of_group else row.gain


def _cost_cell(row: HoldingsRow) -> Cell:
    gain = _gain_in(row)
    if not row.is_whole:
        return EMPTY
    return NONE if gain is None else tao_cell(gain.cost)


def _basis_cell(row: HoldingsRow) -> Cell:
    gain = _gain_in(row)
    if gain is None:
        return EMPTY
    return basis_cell(is_unknown=gain.unknown is not None, is_assumed=gain.is_assumed)


def _profit_cell(row: HoldingsRow) -> Cell:
    gain = _gain_in(row)
    if not row.is_whole:
        return EMPTY
    return NONE if gain is None else profit_cell(gain.profit, is_sure=not gain.is_assumed)


def _gain_cell(row: HoldingsRow) -> Cell:
    gain = _gain_in(row)
    if not row.is_whole:
        return EMPTY
    if gain is None or gain.profit is None or gain.profit_percent is None:
        return NONE
    style = _style_of(gain.profit.rao, is_sure=not gain.is_assumed)
    return Cell(percent(gain.profit_percent, decimals=1, signed=True), style=style)


def _repays_cell(row: HoldingsRow) -> Cell:
    gain = _gain_in(row)
    if not row.is_whole:
        return EMPTY
    return NONE if gain is None or gain.repays is None else price_cell(gain.repays)


def _rao_of(name: str) -> Callable[[HoldingsRow], SortValue | None]:
    """The rao of one amount of a gain."""

    def value(row: HoldingsRow) -> SortValue | None:
        amount = None if row.gain is None else getattr(row.gain, name)
        return amount.rao if isinstance(amount, Tao) else None

    return value


def _percent_of(row: HoldingsRow) -> SortValue | None:
    return None if row.gain is None else row.gain.profit_percent
