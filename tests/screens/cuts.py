"""What a screen cuts off without a mark: parts of widgets outside of what holds them, and texts with too few rows."""

import random
from collections.abc import Iterator

from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from dtao_tui.widgets.tables.keyed_table import KeyedTable

BREAKPOINTS = (60, 78, 80, 100, 120, 150, 160, 200)
HEIGHTS = (24, 36)
SEED = 7


def seeded_sizes(count: int) -> list[tuple[int, int]]:
    """Sizes between 60×15 and 250×70, always the same ones."""
    chance = random.Random(SEED)
    return [(chance.randint(60, 250), chance.randint(15, 70)) for _ in range(count)]


def sizes_at_breakpoints() -> list[tuple[int, int]]:
    """Each width at which a layout changes, with its neighbours."""
    widths = [width + step for width in BREAKPOINTS for step in (-1, 0, 1)]
    return [(width, height) for width in widths if width >= 60 for height in HEIGHTS]


def cuts_on(screen: Screen[object]) -> list[str]:
    """A line for each cut that can be seen; scrolling widgets cut nothing, since they can be scrolled."""
    return [cut for widget in screen.walk_children(Widget) for cut in _cuts_of(widget, screen) if _is_shown(widget)]


def _is_shown(widget: Widget) -> bool:
    return all(each.display for each in (widget, *_above(widget)))


def _above(widget: Widget) -> list[Widget]:
    return [each for each in widget.ancestors if isinstance(each, Widget)]


def _cuts_of(widget: Widget, screen: Screen[object]) -> Iterator[str]:
    above = [each for each in _above(widget) if each is not screen]
    if not widget.region.area or any(each.allow_vertical_scroll for each in above):
        return
    room = Region(0, 0, *screen.size)
    for each in above:
        room = room.intersection(each.region)
    name = f"{type(widget).__name__}#{widget.id or ''}"
    if not room.contains_region(widget.region):
        yield f"{name} {tuple(widget.region)} is outside of {tuple(room)}"
    rows, width = widget.content_size.height, widget.content_size.width
    if isinstance(widget, KeyedTable) and widget.virtual_size.width > widget.scrollable_content_region.width:
        yield f"{name} has {widget.scrollable_content_region.width} of {widget.virtual_size.width} columns"
    # A text of one row ends with … where it is cut.
    if isinstance(widget, Static) and width and rows > 1:
        needed = widget.get_content_height(widget.content_size, screen.size, width)
        if needed > rows:
            yield f"{name} has {rows} of {needed} rows"
