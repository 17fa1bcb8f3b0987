"""Columns of what can be sold of a holding, what a day did to it, and how long leaving it takes."""

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import coarse, count, fine, percent
from dtao_tui.domain.portfolio import percent_of
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, of_figure
from dtao_tui.widgets.tables.columns import Column, SortValue
from dtao_tui.widgets.tables.holdings_row import HoldingsRow

SLOW_DAYS = 4
"""Days to leave from which a holding asks to be looked at."""

LEAVING = ("sellable", "locked", "day", "out")
"""Columns that no usual table has: `c` shows them."""


def exit_columns() -> tuple[Column[HoldingsRow], ...]:
    """What can be sold, the rest in per cent, a day's change, and the days to leave."""
    column = Column[HoldingsRow]
    return (
        column("sellable", "Sellable", "alpha", 12, _sellable_cell, words="what can be sold now"),
        column("locked", "Locked", "%", 6, _locked_cell, words="part that a lock or root’s hold keeps"),
        column("day", "24 h", "τ", 8, _day_cell, _day_of, words="what a day’s price did to what is held now"),
        column("out", "Out", "d", 4, _out_cell, _out_of, words="days to leave, if the pool recovers daily"),
    )


def _sellable_of(row: HoldingsRow) -> Alpha | None:
    return row.position.sellable if row.position else row.holding.sellable


def _amount_of(row: HoldingsRow) -> Alpha:
    return row.position.position.amount if row.position else row.holding.amount


def _sellable_cell(row: HoldingsRow) -> Cell:
    if row.group or row.is_of_group:
        return EMPTY
    sellable = _sellable_of(row)
    if sellable is None:
        return NONE
    figure = fine(sellable, decimals=3)
    return Cell(str(figure), style="$muted") if row.position else of_figure(figure)


def _locked_cell(row: HoldingsRow) -> Cell:
    if row.group or row.is_of_group:
        return EMPTY
    amount, sellable = _amount_of(row), _sellable_of(row)
    if sellable is None or sellable >= amount:
        return NONE
    return Cell(percent(percent_of(Tao(amount.rao - sellable.rao), Tao(amount.rao)), decimals=1), style="$note")


def _day_cell(row: HoldingsRow) -> Cell:
    if not row.is_whole:
        return EMPTY
    change = row.facts.day
    if change is None:
        return NONE
    style = "$gain" if change.rao > 0 else "$loss" if change.rao < 0 else "$dim"
    return Cell(str(coarse(change, decimals=2, per=1, signed=True)), style=style)


def _out_cell(row: HoldingsRow) -> Cell:
    if not row.is_whole:
        return EMPTY
    days = row.facts.days_out
    return NONE if days is None else Cell(count(days), style="$note" if days >= SLOW_DAYS else "")


def _day_of(row: HoldingsRow) -> SortValue | None:
    return None if row.facts.day is None else row.facts.day.rao


def _out_of(row: HoldingsRow) -> SortValue | None:
    return row.facts.days_out
