"""Cells of tables: text, colours, and padding to the exact width of a column."""

from functools import lru_cache
from typing import NamedTuple

from textual.content import Content

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import MINUS, NOTHING, Amount, Change, Figure, coarse, fine
from dtao_tui.domain.text import ELLIPSIS, cells, cleaned

_CHANGE_STYLES = {1: "$gain", -1: "$loss", 0: "$dim"}
_REMEMBERED_CELLS = 4096
"""Formatted values that are cached: most values of a table are the same in the next block."""

Part = tuple[str, str]
"""Text and its style, such as "bold $bright"."""


class Cell(NamedTuple):
    """One cell before it is drawn; cheap to make and to compare, since most cells do not change with a block."""

    text: str
    dim: str = ""
    """What follows the text, less bright."""

    style: str = ""
    dim_style: str = "$dim"
    lead: str = ""
    """What precedes the text in a colour of its own, such as a symbol or an arrow."""

    lead_style: str = "$lead"
    spread: bool = False
    """True puts the lead at the left edge of a right-aligned column."""

    def parts(self, width: int, *, is_left: bool) -> tuple[Part, ...]:
        """The cell in exactly `width` terminal cells; text that is too long ends in …."""
        text, dim = self.text, self.dim
        room = width - cells(self.lead)
        if cells(text) + cells(dim) > room:
            # A number loses its fine digits before anything else; what is left is never a wrong number.
            dim = ""
            text = text if cells(text) <= room else cleaned(text, max(room, 1)) if is_left else ELLIPSIS
        space = (" " * max(room - cells(text) - cells(dim), 0), "")
        body = ((text, self.style), (dim, self.dim_style))
        lead = (self.lead, self.lead_style)
        if is_left:
            return (lead, *body, space)
        return (lead, space, *body) if self.spread else (space, lead, *body)

    def drawn(self, width: int, *, is_left: bool) -> Content:
        """The cell as content, for widgets that are no tables."""
        return Content.assemble(*self.parts(width, is_left=is_left))


EMPTY = Cell("")
NONE = Cell(NOTHING, style="$dim")
"""Nothing here."""


def of_figure(figure: Figure, style: str = "") -> Cell:
    """A number: the digits to read in the style, the rest dim, or muted where the number is coarse."""
    return Cell(figure.plain, figure.dim, style, "$muted" if figure.is_coarse else "$dim")


@lru_cache(_REMEMBERED_CELLS)
def price_cell(amount: Amount, *, decimals: int = 6) -> Cell:
    """A price or another fine number."""
    return of_figure(fine(amount, decimals=decimals))


@lru_cache(_REMEMBERED_CELLS)
def size_cell(amount: Amount | None, *, decimals: int = 1) -> Cell:
    """A size in thousands, – where it is not known."""
    return of_figure(coarse(amount, decimals=decimals))


@lru_cache(_REMEMBERED_CELLS)
def own_size_cell(rao: int | None, *, is_approximate: bool = False) -> Cell:
    """An amount with its sign, in thousands: what was put in, or taken out; ≈ where it is approximate."""
    if rao is None:
        return NONE
    figure = coarse(Tao(abs(rao)), decimals=2)
    sign = "" if not figure.plain.strip("0.,") and not figure.dim.strip("0.,") else "+" if rao > 0 else MINUS
    style = _CHANGE_STYLES[(rao > 0) - (rao < 0) if sign else 0]
    return Cell(f"{'≈' if is_approximate else ''}{sign}{figure}", style=style)


def change_cell(change: Change) -> Cell:
    """A move of the market: its arrow at the left edge, its number at the right."""
    style = _CHANGE_STYLES[change.direction]
    return Cell(change.text, style=style, lead=change.arrow, lead_style=style, spread=True)


def name_cell(symbol: str, name: str) -> Cell:
    """A token symbol in lead and the name behind it. Both are cleaned text."""
    mark = cleaned(symbol, 2)
    return Cell(name, lead=mark + " " * (3 - max(cells(mark), 1)) if cells(mark) > 1 else f"{mark or ' '} ")
