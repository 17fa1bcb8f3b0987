"""Cells and words of yields: per cent a day, by how many epochs, and what a day is told by."""

from decimal import Decimal
from fractions import Fraction

from dtao_tui.domain.epoch_growth import DailyYield
from dtao_tui.domain.formatting import percent
from dtao_tui.domain.subnet_yields import SubnetYields
from dtao_tui.widgets.tables.cells import NONE, Cell

DECIMALS = 3
MOST_YIELD = 1000
"""Per cent a day; beyond it the stake that earned it was tiny, or the answer is untrue."""

NO_PERMIT = Cell("no permit", style="$muted")
_EPOCHS_CELLS = 10
"""Cells from which there is room for "140 epochs"."""


def yield_cell(growth: Fraction | None, style: str = "") -> Cell:
    """A growth a day in per cent, rounded down; – where it is not known."""
    if growth is None:
        return NONE
    scale = 10**DECIMALS
    parts = int(100 * scale * growth)
    if parts >= MOST_YIELD * scale:
        return Cell(f">{MOST_YIELD}", style=style)
    return Cell(percent(Decimal(parts) / scale, decimals=DECIMALS), style=style)


def over_cell(daily: DailyYield | None, width: int = _EPOCHS_CELLS) -> Cell:
    """By how many epochs a yield is told; that it is one alone asks to be looked at."""
    if daily is None:
        return NONE
    if daily.epochs == 1:
        return Cell("1 epoch", style="$note")
    return Cell(f"{daily.epochs} {'epochs' if width >= _EPOCHS_CELLS else 'ep.'}", style="$muted")


def epochs_cell(daily: DailyYield | None) -> Cell:
    """The same as a number alone."""
    return NONE if daily is None else Cell(str(daily.epochs), style="$note" if daily.epochs == 1 else "$muted")


def earning_cell(daily: DailyYield | None, *, earns: bool) -> Cell:
    """The yield of a validator, or that it has no permit and so earns nothing."""
    return yield_cell(None if daily is None else daily.growth) if earns else NO_PERMIT


def day_words(yields: SubnetYields) -> str:
    """By how long blocks a day is told."""
    seconds = percent(Decimal(yields.block_ms) / 1000, decimals=1)
    return f"blocks of {seconds} s" if yields.is_measured else "as if 12 s blocks"
