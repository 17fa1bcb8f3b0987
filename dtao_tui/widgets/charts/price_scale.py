"""The axis of prices at the right of a chart: its width, its scale and its words."""

from collections.abc import Sequence

from dtao_tui.domain.formatting import fine
from dtao_tui.widgets.charts.axis_scale import Scale

LABEL_CELLS = 9
AXIS_CELLS = LABEL_CELLS + 2
GRID_GAP = 3
GRID = "·"
_LEAST_SPAN = 0.01
"""A part of the price; a calm time looks flat."""

_ROWS_A_STEP = 4
_LEAST_COLUMNS, _LEAST_ROWS = 4, 2


def has_room(width: int, height: int) -> bool:
    """Whether a chart has room in this many cells, with its axes."""
    return width - AXIS_CELLS >= _LEAST_COLUMNS and height - 1 >= _LEAST_ROWS


def scale_of(points: Sequence[float], rows: int) -> Scale:
    """The scale of these prices over so many rows."""
    low, high = min(points), max(points)
    return Scale.around(low, high, steps=max(rows // _ROWS_A_STEP, 1), least_span=max(high * _LEAST_SPAN, 1.0))


def price_words(rao: float) -> str:
    """A price, or a ratio, as the axis tells it."""
    return str(fine(round(rao), width=LABEL_CELLS))
