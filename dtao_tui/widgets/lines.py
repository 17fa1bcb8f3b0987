"""Lines of words and figures: labels in one column, decimal points in another."""

from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.formatting import MINUS, NOTHING, Figure, fine, percent
from dtao_tui.domain.text import cells

RULE = "─"
WHOLE_CELLS = 8
"""Cells left of the decimal point; larger numbers push it to the right."""


def digits(figure: Figure, style: str = "") -> Content:
    """A figure: what shall be read in the style, the digits behind it dim (of a coarse one: muted)."""
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
) -> Content:
    """All nine decimals, or fewer, and the unit, the point in its column; nothing reads –."""
    if value is None:
        return Content.styled(" " * (whole_cells - 1) + NOTHING, "$dim")
    figure = fine(value, decimals=decimals)
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
    """The bold word that begins a group, a rule to the edge, and what stands at the edge."""
    rule = width - cells(title) - 1 - (cells(aside) + 1 if aside else 0)
    return Content.assemble(
        (title, "bold"),
        " ",
        (RULE * max(rule, 0), "$rule"),
        (f" {aside}" if aside else "", "$muted"),
    )


def key_and_word(key: str, word: str) -> Content:
    """A key in lead and what it does."""
    return Content.assemble((key, "bold $lead"), " ", (word, "$muted"))


def stacked(lines: list[Content]) -> Content:
    """The lines below each other."""
    return Content("\n").join(lines)


def _indent(text: str, whole_cells: int) -> str:
    return " " * max(whole_cells - cells(text.partition(".")[0]), 0)
