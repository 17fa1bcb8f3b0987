"""Eight bars that show where a price has been during a day."""

from collections.abc import Sequence

from dtao_tui.widgets.tables.cells import NONE, Cell

_BLOCKS = "▁▂▃▄▅▆▇█"
_LEAST_SPAN = 0.03
"""A part of the price; a flat day looks flat."""


def trend_cell(points: Sequence[float]) -> Cell:
    """The prices as bars, the last one highlighted; – where there are not two."""
    if len(points) < 2:
        return NONE
    low, high = min(points), max(points)
    middle, span = (low + high) / 2, max(high - low, high * _LEAST_SPAN, 1.0)
    parts = ((point - middle) / span + 0.5 for point in points)
    bars = "".join(_BLOCKS[min(int(part * len(_BLOCKS)), len(_BLOCKS) - 1)] for part in parts)
    return Cell(bars[-1], style="$focus", lead=bars[:-1], lead_style="$spark")
