"""The totals of a portfolio: spot value, exit value, haircut, and the free balance."""

from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import percent
from dtao_tui.domain.ledger.holding_gain import GainSums
from dtao_tui.domain.portfolio import Worth
from dtao_tui.widgets.text_lines import amount, labelled, share, stacked

LABEL_CELLS = 10
RIGHT_LABEL_CELLS = 12
COLUMN_CELLS = 46
NARROW_COLUMN_CELLS = 42
INCOMPLETE = "! incomplete: a part is not known"
CLOSE_INCOMPLETE = "! incomplete"
ROOMY, CLOSE = 84, 76
"""Columns from which the two columns stand apart, and below which they have three decimals."""
CLOSE_COLUMN_CELLS = 26
RIGHT_COLUMN_CELLS = 40
GAIN_FROM = 114
"""Columns from which cost and profit have room."""

TALL_ROWS = 9
"""Rows from which everything stands in one column."""

NOTE_FROM = 140
"""Columns from which it is said in words what of the cost is assumed or not known."""


@dataclass(frozen=True, slots=True)
class WorthView:
    """The worth of the stakes, and the free balance beside it."""

    worth: Worth
    free: Tao
    is_complete: bool = True
    """False where an account or an exit is not known; then the sums hold only what is."""

    gain: GainSums | None = None
    """Cost and profit of the stakes; None where nothing is recorded of them."""

    claimable: Tao | None = None
    """What the baskets of root owe; None where that is not known."""

    @property
    def owed(self) -> Tao | None:
        """What is claimable, where it counts to the whole: it has a line of its own, or is left out."""
        return self.claimable if self.claimable and self.is_complete and not self.worth.held_back else None

    @property
    def together(self) -> Tao | None:
        """What is free, owed, and what selling everything now would pay; None where no exit is known."""
        return None if self.worth.exit is None else self.worth.exit + self.free + (self.owed or Tao(0))


class WorthHead(Widget):
    """Exit, spot and haircut; free, and all together; beside each other, or in one column where it is high."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._view: WorthView | None = None

    def show(self, view: WorthView | None) -> None:
        """Show this worth, or nothing where none is known."""
        self._view = view
        self.refresh()

    @property
    def together(self) -> Tao | None:
        """What is free and what selling everything would pay, and what is owed; None where that is not all known."""
        return self._view.together if self._view is not None and self._view.is_complete else None

    def render(self) -> Content:
        """Three lines of two columns."""
        view = self._view
        if view is None:
            return Content("")
        worth, width = view.worth, self.content_size.width
        is_tall = self.content_size.height >= TALL_ROWS
        is_close = width < CLOSE and not is_tall
        decimals = 3 if is_close else 9
        cut = worth.haircut_percent
        # "−<0.01" would read as a large loss at a glance.
        has_sign = cut is not None and not percent(cut).startswith("<")
        haircut = None if worth.haircut is None else -worth.haircut
        part = share(cut, "$muted", 4, is_cost=has_sign) if worth.haircut is not None and not is_close else Content("")
        lost = Content.assemble(amount(haircut, "τ", decimals=decimals), part)
        incomplete = CLOSE_INCOMPLETE if is_close else INCOMPLETE
        left = [
            labelled("Exit", amount(worth.exit, "τ", "bold $bright", decimals=decimals), LABEL_CELLS),
            labelled("Spot", amount(worth.spot, "τ", decimals=decimals), LABEL_CELLS),
            labelled("Haircut", lost, LABEL_CELLS),
        ]
        right = [
            labelled("Free", amount(view.free, "τ", decimals=decimals), RIGHT_LABEL_CELLS),
            labelled(
                "Worth" if view.owed else "Exit + free",
                amount(view.together, "τ", "bold", decimals=decimals),
                RIGHT_LABEL_CELLS,
            ),
            _held_back_or_owed(view, decimals) if view.is_complete else Content.styled(incomplete, "$note"),
        ]
        if is_tall:
            return stacked(_one_column(left, right, view.gain))
        roomy_or_not = COLUMN_CELLS if width >= ROOMY else NARROW_COLUMN_CELLS
        column = CLOSE_COLUMN_CELLS if is_close else roomy_or_not
        third = _gain_lines(view.gain, width) if width >= GAIN_FROM and view.gain is not None else [Content("")] * 3
        return stacked(
            [
                Content.assemble(
                    one.pad_right(max(column - one.cell_length, 1)),
                    other.pad_right(max(RIGHT_COLUMN_CELLS - other.cell_length, 1)) if gained.plain else other,
                    gained,
                )
                for one, other, gained in zip(left, right, third, strict=True)
            ]
        )


def _one_column(left: list[Content], right: list[Content], gain: GainSums | None) -> list[Content]:
    """All below each other; what is held back or not known stands with the haircut."""
    *free, held_back = right
    kept = [held_back] if held_back.plain else []
    return [*left, *kept, *free, *(_gain_lines(gain, NOTE_FROM) if gain is not None else [])]


def _gain_lines(gain: GainSums, width: int) -> list[Content]:
    """Cost and profit of what is held, what sales have gained, and of how much the cost is assumed or not known."""
    told = [f"{gain.assumed} assumed"] if gain.assumed else []
    told += [f"{gain.unknown} unknown"] if gain.unknown else []
    note = ", ".join(told) if width >= NOTE_FROM else "?" if gain.unknown else "~" if gain.assumed else ""
    cost = Content.assemble(amount(gain.cost, "τ", decimals=3), ("  " + note, "$note"))
    profit = amount(gain.profit, "τ", _style_of(gain.profit, is_sure=not gain.assumed), decimals=3, signed=True)
    realised = amount(gain.realised, "τ", _style_of(gain.realised, is_sure=True), decimals=3, signed=True)
    return [
        labelled("Cost", cost, LABEL_CELLS),
        labelled("Profit", profit, LABEL_CELLS),
        labelled("Realised", realised, LABEL_CELLS),
    ]


def _style_of(profit: Tao | None, *, is_sure: bool) -> str:
    if not is_sure or profit is None or not profit:
        return "$muted"
    return _SIGNS[profit.rao > 0]


_SIGNS = {True: "$gain", False: "$loss"}


def _held_back_or_owed(view: WorthView, decimals: int) -> Content:
    """The part of the spot value that is neither in the exit nor in the haircut, else what root's baskets owe."""
    kept = view.worth.held_back
    if view.owed:
        return labelled("Claimable", amount(view.owed, "τ", decimals=decimals), RIGHT_LABEL_CELLS)
    return (
        labelled("Held back", amount(kept, "τ", "$note", decimals=decimals), RIGHT_LABEL_CELLS) if kept else Content("")
    )
