"""Eight bars that show where a price has been during the session."""

from dtao_tui.domain.session_prices import Run
from dtao_tui.widgets.tables.cells import EMPTY, Cell

BARS = 8
_BLOCKS = "▁▂▃▄▅▆▇█"
_LEAST_SPAN = 0.03
"""A part of the price; a flat session looks flat."""


def trend_cell(run: Run) -> Cell:
    """The series as bars, the last one highlighted."""
    points = run.points(BARS)
    if not points:
        return EMPTY
    low, high = min(points), max(points)
    middle, span = (low + high) / 2, max(high - low, high * _LEAST_SPAN, 1.0)
    parts = ((point - middle) / span + 0.5 for point in points)
    bars = "".join(_BLOCKS[min(int(part * len(_BLOCKS)), len(_BLOCKS) - 1)] for part in parts)
    return Cell(bars[-1], style="$focus", lead=bars[:-1], lead_style="$spark")
