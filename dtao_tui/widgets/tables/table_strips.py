"""Strips of a table: its columns and cells as styled text of exact width."""

from collections.abc import Mapping, Sequence

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.strip import Strip
from textual.style import Style

from dtao_tui.domain.text import cells as width_of
from dtao_tui.widgets.tables.cells import Cell
from dtao_tui.widgets.tables.columns import Column, Row, Sorting

TITLE, UNIT, SORTED = "title", "unit", "sorted"
MARK = "▌"
_QUIET = ("$dim", "$muted", "$rule")
"""Styles of what is read second; it stays as it is in a marked row."""


def row_strip(
    columns: Sequence[Column[Row]], cells: Sequence[Cell], ground: RichStyle, *, is_marked: bool = False
) -> Strip:
    """The cells of a row on this background; adjacent cells of one style share a segment.

    A marked row has a bar in the gap before its first column, which moves nothing, and bold text.
    """
    segments: list[Segment] = []
    for text, style in _marked(_parts(columns, cells)) if is_marked else _parts(columns, cells):
        if not text:
            continue
        look = ground + Style.parse(style).rich_style if style else ground
        if segments and segments[-1].style == look:
            segments[-1] = Segment(segments[-1].text + text, look)
        else:
            segments.append(Segment(text, look))
    return Strip(segments)


def heading_strips(
    columns: Sequence[Column[Row]],
    sorting: Sorting | None,
    looks: Mapping[str, RichStyle],
    numbers: Mapping[str, int] | None = None,
) -> list[Strip]:
    """The two rows above the columns: titles and units, or numbers in the place of units while there are any."""
    titles, units = [], []
    for column in columns:
        title, unit, is_sorted, unit_has_mark = _heading(column, sorting)
        titles.append(Segment(title, looks[SORTED if is_sorted else TITLE]))
        if numbers:
            units.append(Segment(_above(column, str(numbers.get(column.key, ""))), looks[SORTED]))
        else:
            units.append(Segment(unit, looks[SORTED if unit_has_mark else UNIT]))
    return [Strip(titles), Strip(units)]


def _heading(column: Column[Row], sorting: Sorting | None) -> tuple[str, str, bool, bool]:
    """Title and unit, whether rows are sorted by the column, and whether the unit carries the mark of it.

    The mark follows the title; where it has no room there, it follows the unit.
    """
    is_sorted = sorting is not None and sorting.by == column.key
    mark = f" {sorting.mark}" if sorting is not None and is_sorted else ""
    has_room = width_of(column.title + mark) <= column.heading_room
    title = column.title + (mark if has_room else "")
    unit = (column.unit + ("" if has_room else mark)).strip()
    return _above(column, title), _above(column, unit), is_sorted, is_sorted and not has_room


def _above(column: Column[Row], words: str) -> str:
    """Text over a column; it may reach into the gap, since a clipped title or arrow could not be read."""
    before = column.gap if column.is_left else max(column.cells - width_of(words), 0)
    return " " * before + words + " " * max(column.cells - before - width_of(words), 0)


def _marked(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    gap, *others = parts
    bold = [(text, style if style.startswith(_QUIET) else f"bold {style}".strip()) for text, style in others]
    return [(MARK, "$lead"), (gap[0][1:], ""), *bold]


def _parts(columns: Sequence[Column[Row]], cells: Sequence[Cell]) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for column, cell in zip(columns, cells, strict=True):
        parts.append((" " * column.gap, ""))
        parts += cell.parts(column.width, is_left=column.is_left)
    return parts
