"""The panel of root, which has no pool: what is staked there, what is mine and owed, and which subnets it backs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from textual.content import Content
from textual.widget import Widget

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import NOTHING, coarse, fine, percent
from dtao_tui.domain.market import WEIGHT_PARTS, Subnet
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.tables.cells import Cell
from dtao_tui.widgets.text_lines import digits, group, labelled, put_titles, wrapped

MOST_BACKED = 5
"""Subnets that are shown where rows are few; where they are many, half of them are for subnets."""

_LABEL_CELLS = 9
_PART_OF_COLUMN = 65
"""Per cent of the column's rows that it has at most, as its style sheet says."""

_BORDERS, _HEADING_ROWS = 2, 2
_SHARE_CELLS = 10
_EARNS = "Root's stakers earn these shares of all dividends there; a basket at each validator gathers them for "


@dataclass(frozen=True, slots=True)
class RootView:
    """Root at one block."""

    root: Subnet
    tao_weight: int | None
    mine: Mapping[str, Alpha]
    """What the chosen account has staked there, by hotkey."""

    names: Mapping[str, str]
    """What the hotkeys are called; shortened, where they have no name."""

    owed: Mapping[str, Tao | None]
    """What each basket owes the account, as far as that is known."""

    backed: tuple[tuple[Subnet, Decimal], ...]
    """Per cent of the dividends that root has, the largest first."""

    claim_key: str = "C"
    """What claims them."""


class RootPanel(LineList):
    """In the place of a chart of a price that never moves."""

    def show(self, view: RootView) -> None:
        """Show root as it is at this block."""
        put_titles(self, Content.assemble(("0", "$muted"), "  ", (view.root.name, "bold")), Content(""))
        width = self.content_size.width
        if width:
            self.show_lines(root_panel_lines(view, width, self._room))

    @property
    def _room(self) -> int:
        """The lines that the column leaves it beside the validators, where these are shown."""
        column = self.parent
        rows = column.size.height if isinstance(column, Widget) else 0
        is_alone = self.screen.has_class("-single")
        return max((rows if is_alone else rows * _PART_OF_COLUMN // 100) - _BORDERS, 0)


def root_panel_lines(view: RootView, width: int, rows: int) -> list[Content]:
    """What is staked, what is mine with what it is owed, and the subnets, in lines of this width.

    Where there are too few rows, the sentence goes first, then subnets, then blank lines.
    """
    staked = Content.assemble(digits(coarse(view.root.alpha_out)), (" kτ", "$dim"))
    lines = [labelled("Staked", staked, _LABEL_CELLS)]
    if view.tao_weight is not None:
        part = percent(Decimal(100 * view.tao_weight) / WEIGHT_PARTS)
        weight = Content.assemble(part, (" %", "$dim"), (" of alpha's", "$muted"))
        lines.append(labelled("Weight", weight, _LABEL_CELLS))
    lines += [Content(""), group("Mine", width), *_mine(view, width)]
    backed = [_backed(subnet, share, width) for subnet, share in view.backed[: max(MOST_BACKED, rows // 2)]]
    earns = [Content.styled(line, "$muted") for line in wrapped(f"{_EARNS}{view.claim_key}.", width)]
    room = rows - len(lines) - _HEADING_ROWS
    if backed and room > 0:
        shown = backed[:room]
        part_of = f"{len(shown)} of {len(view.backed)}" if len(shown) < len(view.backed) else ""
        lines += [Content(""), group("Root's share", width, part_of), *shown]
        lines += earns if room >= len(backed) + len(earns) else []
    return lines if len(lines) <= rows else [line for line in lines if line.plain][:rows]


def _mine(view: RootView, width: int) -> list[Content]:
    if not view.mine:
        return [Content.styled("nothing staked here", "$muted")]
    lines = []
    for hotkey, staked in view.mine.items():
        figure = Content.assemble(digits(fine(staked, decimals=3)), (" τ", "$dim"))
        lines.append(_ends(view.names.get(hotkey, ""), figure, width))
        owed = view.owed.get(hotkey)
        told = NOTHING if owed is None else f"{fine(owed, decimals=6)} τ"
        claim = Content.assemble((told, "bold $bright" if owed and owed.rao else "$dim"), ("   C claims", "$muted"))
        lines.append(_ends("  owed", claim, width, "$muted"))
    return lines


def _backed(subnet: Subnet, share: Decimal, width: int) -> Content:
    figure = Content.assemble(f"{percent(share):>{_SHARE_CELLS - 2}}", (" %", "$dim"))
    return _ends(subnet.label, figure, width)


def _ends(name: str, figure: Content, width: int, style: str = "") -> Content:
    """A name, cut with a mark where it is too long, and a figure at the right edge."""
    return Cell(name, style=style).drawn(max(width - figure.cell_length - 1, 1), is_left=True) + " " + figure
