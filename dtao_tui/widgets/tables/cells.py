"""Cells of tables: what they say, in which colours, and padded to the exact width of their column."""

from typing import NamedTuple

from textual.content import Content

from dtao_tui.domain.formatting import NOTHING, Amount, Change, Figure, coarse, fine
from dtao_tui.domain.text import ELLIPSIS, cells, cleaned

_CHANGE_STYLES = {1: "$gain", -1: "$loss", 0: "$dim"}


class Cell(NamedTuple):
    """One cell before it is drawn; cheap to make and to compare, since most cells do not change with a block."""

    text: str
    dim: str = ""
    """What follows the text, less bright."""

    style: str = ""
    dim_style: str = "$dim"
    lead: str = ""
    """What stands before the text in a colour of its own, such as a symbol or an arrow."""

    lead_style: str = "$lead"
    spread: bool = False
    """True puts the lead at the left edge of a right-aligned column."""

    def drawn(self, width: int, *, is_left: bool) -> Content:
        """The cell in exactly so many terminal cells; text that is too long ends in …."""
        text, dim = self.text, self.dim
        room = width - cells(self.lead)
        if cells(text) + cells(dim) > room:
            # A number loses its fine digits before anything else; what is left is never a wrong number.
            dim = ""
            text = text if cells(text) <= room else cleaned(text, max(room, 1)) if is_left else ELLIPSIS
        space = " " * max(room - cells(text) - cells(dim), 0)
        body = Content.assemble((text, self.style), (dim, self.dim_style))
        lead = Content.styled(self.lead, self.lead_style)
        if is_left:
            return Content.assemble(lead, body, space)
        return Content.assemble(lead, space, body) if self.spread else Content.assemble(space, lead, body)


EMPTY = Cell("")
NONE = Cell(NOTHING, style="$dim")
"""Nothing here."""


def of_figure(figure: Figure, style: str = "") -> Cell:
    """A number: the digits to read in the style, the rest dim, or muted where the number is coarse."""
    return Cell(figure.plain, figure.dim, style, "$muted" if figure.is_coarse else "$dim")


def price_cell(amount: Amount, *, decimals: int = 6) -> Cell:
    """A price or another fine number."""
    return of_figure(fine(amount, decimals=decimals))


def size_cell(amount: Amount, *, decimals: int = 1) -> Cell:
    """A size in thousands."""
    return of_figure(coarse(amount, decimals=decimals))


def change_cell(change: Change) -> Cell:
    """A move of the market: its arrow at the left edge, its number at the right."""
    style = _CHANGE_STYLES[change.direction]
    return Cell(change.text, style=style, lead=change.arrow, lead_style=style, spread=True)


def name_cell(symbol: str, name: str) -> Cell:
    """A token symbol in lead and the name behind it. Both are cleaned text."""
    mark = cleaned(symbol, 2)
    return Cell(name, lead=mark + " " * (3 - max(cells(mark), 1)) if cells(mark) > 1 else f"{mark or ' '} ")
