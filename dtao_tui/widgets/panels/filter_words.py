"""What a filter knows, in lines: its fields with their units, for the help and for the room below few rows."""

from collections.abc import Mapping

from textual.content import Content

from dtao_tui.domain.filters.filter_fields import FIELDS, SIZED_FIELDS, STATES
from dtao_tui.domain.formatting import count
from dtao_tui.domain.text import cells
from dtao_tui.widgets.tables.subnet_columns import STAR
from dtao_tui.widgets.text_lines import group, wrapped

_NAME_CELLS, _UNIT_CELLS, _COLUMN_GAP = 10, 9, 2
_OPERATORS = "<  >  =  ≤  ≥   and  or  not  ( )"
_STATE_WORDS = {"held": "by your account", "watched": "on the list in use"}
_SIZED_WORDS = {"impact": "of staking so much", "exit": "of selling so much"}
_NOTES = (
    'k and M multiply: depth>5k. Plain words search the names: temp. list="deep pools" asks for a watch list.',
    "What was not recorded counts as false, also behind not.",
)


def field_rows() -> list[tuple[str, str, str]]:
    """Name, unit and words of everything that a filter may ask for."""
    rows = [(field.name, field.unit, field.words) for field in FIELDS.values()]
    rows += [(f"{name}(τ)", SIZED_FIELDS[name].unit, words) for name, words in _SIZED_WORDS.items()]
    return rows + [(name, "yes, no", _STATE_WORDS[name]) for name in STATES]


def field_lines(width: int, columns: int) -> list[Content]:
    """The fields in so many columns."""
    rows, cell_width = field_rows(), (width - _COLUMN_GAP * (columns - 1)) // columns
    height = -(-len(rows) // columns)
    lines = []
    for at in range(height):
        parts = [_row(*rows[place], cell_width) for place in range(at, len(rows), height)]
        lines.append(Content(" " * _COLUMN_GAP).join(parts))
    return lines


def note_lines(width: int) -> list[Content]:
    """What else is to be known."""
    return [Content.styled(line, "$muted") for note in _NOTES for line in wrapped(note, width)]


def filter_words(width: int, lists: Mapping[str, int], current: str) -> list[Content]:
    """All of it for the room below the rows, and the watch lists with their sizes."""
    lines = [group("What a filter knows", width, _OPERATORS), *field_lines(width, 2), Content(""), *note_lines(width)]
    return [*lines, *([_lists_line(lists, current, width)] if lists else [])]


def help_lines(width: int) -> list[Content]:
    """The same for the help."""
    signs = Content.styled(_OPERATORS, "$muted")
    return [Content.styled("Filters of the market", "bold"), signs, *field_lines(width, 1), *note_lines(width)]


def _row(name: str, unit: str, words: str, width: int) -> Content:
    room = width - _NAME_CELLS - _UNIT_CELLS
    line = wrapped(words, room)
    text = line[0] if len(line) == 1 else line[0][: room - 1] + "…"
    head = name + " " * max(_NAME_CELLS - cells(name), 1)
    return Content.assemble(
        head,
        (unit + " " * max(_UNIT_CELLS - cells(unit), 1), "$dim"),
        (text + " " * max(width - cells(head) - max(_UNIT_CELLS, cells(unit) + 1) - cells(text), 0), "$muted"),
    )


def _lists_line(lists: Mapping[str, int], current: str, width: int) -> Content:
    parts = [Content.styled("Lists ", "$muted")]
    for name, size in lists.items():
        star = (f"{STAR} ", "$note") if name == current else ("", "")
        part = Content.assemble(star, name, (f" {count(size)}", "$muted"))
        if sum(each.cell_length + 2 for each in parts) + part.cell_length + 10 > width:
            parts.append(Content.styled("…", "$muted"))
            break
        parts.append(part)
    parts.append(Content.assemble(("W", "bold $lead"), (" opens one", "$muted")))
    return Content("  ").join(parts)
