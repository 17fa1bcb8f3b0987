"""Lines of text: labels in one column, decimal points in another, sentences wrapped, widgets updated by value."""

import re
from decimal import Decimal

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dtao_tui.domain.accounts import in_groups
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.formatting import MINUS, NOTHING, Figure, fine, percent
from dtao_tui.domain.text import cells

RULE = "─"
WHOLE_CELLS = 8
"""Cells left of the decimal point; larger numbers push it to the right."""

BREAK = re.compile(r"(?<!\d) +| +(?!\d{1,3}(?!\d)|%|[^\x00-\x7f–](?!\w))")
"""Where a line may end: never between the groups of a number's digits, nor before its unit."""


def digits(figure: Figure, style: str = "") -> Content:
    """A figure: its significant digits in the style, the rest dim (muted in a coarse one)."""
    return Content.assemble(
        Content.styled(figure.plain, style), Content.styled(figure.dim, "$muted" if figure.is_coarse else "$dim")
    )


def amount(
    value: Tao | Alpha | Price | None,
    unit: str,
    style: str = "",
    whole_cells: int = WHOLE_CELLS,
    *,
    decimals: int = 9,
    signed: bool = False,
) -> Content:
    """All nine decimals, or fewer, and the unit, the point in its column; nothing reads –."""
    if value is None:
        return Content.styled(" " * (whole_cells - 1) + NOTHING, "$dim")
    figure = fine(value, decimals=decimals, signed=signed)
    return Content.assemble(_indent(figure.plain, whole_cells), digits(figure, style), " ", (unit, "$dim"))


def share(value: Decimal | None, style: str = "", whole_cells: int = WHOLE_CELLS, *, is_cost: bool = False) -> Content:
    """Per cent with the point in the amounts' column; a cost carries a minus."""
    if value is None:
        return Content.styled(" " * (whole_cells - 1) + NOTHING, "$dim")
    text = (MINUS if is_cost and value > 0 else "") + percent(value)
    return Content.assemble(_indent(text, whole_cells), Content.styled(text, style), (" %", "$dim"))


def labelled(label: str, value: Content, label_cells: int, style: str = "$muted") -> Content:
    """A label and what belongs to it."""
    return Content.assemble(Content.styled(label + " " * max(label_cells - cells(label), 1), style), value)


def group(title: str, width: int, aside: str = "") -> Content:
    """The heading of a group: a bold word, a rule, and a text at the right edge."""
    rule = width - cells(title) - 1 - (cells(aside) + 1 if aside else 0)
    return Content.assemble(
        (title, "bold"),
        " ",
        (RULE * max(rule, 0), "$rule"),
        (f" {aside}" if aside else "", "$muted"),
    )


def address_in_groups(address: str) -> Content:
    """The whole address; every second group is muted, so that the eye keeps its place."""
    styled = [Content.styled(group, "$muted" if at % 2 else "") for at, group in enumerate(in_groups(address))]
    return Content(" ").join(styled)


def folded(line: Content, width: int, indent: int) -> list[Content]:
    """The line; what does not fit into `width` cells is below it behind `indent` blanks, numbers whole."""
    if width <= indent:
        return [line]
    lines, room = list[Content](), width
    while line.cell_length > room:
        end, start = _fold(line.plain, room)
        lines.append(line[:end])
        line, room = line[start:], width - indent
    lines.append(line)
    return [lines[0], *(Content(" " * indent) + part for part in lines[1:])]


def _fold(text: str, room: int) -> tuple[int, int]:
    """Where a line that is wider than `room` cells ends, and where the next one starts."""
    fitting = [at for at in range(1, len(text)) if cells(text[:at]) <= room]
    most = fitting[-1] if fitting else 1
    breaks = [found for found in BREAK.finditer(text) if found.start() <= most and text[: found.start()].strip()]
    return breaks[-1].span() if breaks else (most, most)


def key_and_word(key: str, word: str) -> Content:
    """A key in lead and what it does."""
    return Content.assemble((key, "bold $lead"), " ", (word, "$muted"))


def stacked(lines: list[Content]) -> Content:
    """The lines below each other."""
    return Content("\n").join(lines)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken between words; a longer word has a line of its own."""
    lines = [""]
    for word in BREAK.split(text.strip()):
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def put(widget: Static, content: Content) -> None:
    """Show this content if it is new; the screen is laid out again only if the text takes another room."""
    before = widget.content
    # Contents that are equal may differ in their styles.
    if before.is_same(content) if isinstance(before, Content) else before == content:
        return
    # The text of a widget whose sides are both given by its styles never takes another room.
    is_same_size = isinstance(before, Content) and (_has_fixed_sides(widget) or _size(before) == _size(content))
    widget.update(content, layout=not is_same_size)


def give_all_rows(text: Static) -> None:
    """Lay a text out again that has not the rows it needs; called after the refresh that a resize ends in.

    Textual 8.2 forgets that a text asks for more rows while its screen is being laid out.
    """
    if text.get_content_height(text.size, text.app.size, text.size.width) != text.size.height:
        text.refresh(layout=True)


def put_titles(widget: Widget, title: Content, subtitle: Content) -> None:
    """Show these in the upper and the lower border; titles that are there already cost no repaint."""
    if widget.border_title != title.markup:
        widget.border_title = title
    if widget.border_subtitle != subtitle.markup:
        widget.border_subtitle = subtitle


def _indent(text: str, whole_cells: int) -> str:
    return " " * max(whole_cells - cells(text.partition(".")[0]), 0)


def _has_fixed_sides(widget: Static) -> bool:
    return widget.is_attached and not widget.styles.auto_dimensions


def _size(content: Content) -> tuple[int, int]:
    lines = content.split("\n", allow_blank=True)
    return len(lines), max((line.cell_length for line in lines), default=0)
