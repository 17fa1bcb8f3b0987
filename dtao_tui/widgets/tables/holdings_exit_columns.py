"""Columns of what can be sold of a holding, what a day did to it, what it yields, and how long leaving it takes."""

from fractions import Fraction

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import coarse, count, fine, percent
from dtao_tui.domain.holding_facts import mean_yield
from dtao_tui.domain.portfolio import percent_of
from dtao_tui.widgets.tables.cells import EMPTY, NONE, Cell, of_figure
from dtao_tui.widgets.tables.columns import Column, SortValue
from dtao_tui.widgets.tables.holdings_row import HoldingsRow
from dtao_tui.widgets.tables.yield_cells import yield_cell

SLOW_DAYS = 4
"""Days to leave from which a holding asks to be looked at."""

LEAVING = ("sellable", "locked", "day", "yield", "earned", "out")
"""Columns that no usual table has: `c` shows them."""


def exit_columns() -> tuple[Column[HoldingsRow], ...]:
    """What can be sold, the rest in per cent, a day's change, and the days to leave."""
    column = Column[HoldingsRow]
    return (
        column("sellable", "Sellable", "alpha", 12, _sellable_cell, words="what can be sold now"),
        column("locked", "Locked", "%", 6, _locked_cell, words="part that a lock or root’s hold keeps"),
        column("day", "24 h", "τ", 8, _day_cell, _day_of, words="what a day’s price did to what is held now"),
        column("yield", "Yield", "% a day", 8, _yield_cell, _yield_of, words="what epochs yielded a day, net of take"),
        column("earned", "Yield", "τ a day", 8, _earned_cell, _earned_of, words="the same in τ at the price"),
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


def _growth_of(row: HoldingsRow) -> Fraction | None:
    """The growth a day of a subnet's holding, or of the part at one validator."""
    if row.group or row.is_of_group:
        return None
    positions = (row.position,) if row.position else row.holding.rows
    return mean_yield(((each.position.hotkey, each.position.amount) for each in positions), row.facts.yields)


def _tao_a_day(row: HoldingsRow) -> Tao | None:
    growth = _growth_of(row)
    if growth is None or row.subnet is None:
        return None
    return row.subnet.price.worth_of(Alpha(int(_amount_of(row).rao * growth), row.holding.netuid))


def _yield_cell(row: HoldingsRow) -> Cell:
    if row.group or row.is_of_group:
        return EMPTY
    return yield_cell(_growth_of(row), "$muted" if row.position else "")


def _earned_cell(row: HoldingsRow) -> Cell:
    if row.group or row.is_of_group:
        return EMPTY
    earned = _tao_a_day(row)
    if earned is None:
        return NONE
    figure = coarse(earned, decimals=4, per=1)
    return Cell(str(figure), style="$muted") if row.position else of_figure(figure)


def _yield_of(row: HoldingsRow) -> SortValue | None:
    growth = _growth_of(row)
    return None if growth is None else float(growth)


def _earned_of(row: HoldingsRow) -> SortValue | None:
    earned = _tao_a_day(row)
    return None if earned is None else earned.rao


def _out_cell(row: HoldingsRow) -> Cell:
    if not row.is_whole:
        return EMPTY
    days = row.facts.days_out
    return NONE if days is None else Cell(count(days), style="$note" if days >= SLOW_DAYS else "")


def _day_of(row: HoldingsRow) -> SortValue | None:
    return None if row.facts.day is None else row.facts.day.rao


def _out_of(row: HoldingsRow) -> SortValue | None:
    return row.facts.days_out
