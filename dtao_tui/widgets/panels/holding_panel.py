"""The panel of the chosen holding: what can be sold, who has it, cost and profit, and warnings with their reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.formatting import count, fine
from dtao_tui.domain.holding_facts import HoldingFacts
from dtao_tui.domain.holding_warnings import HoldingWarning
from dtao_tui.domain.ledger.holding_gain import HoldingGain
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.portfolio import Holding
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.fitted_text import FittedText
from dtao_tui.widgets.text_lines import amount, digits, labelled, stacked, wrapped

LABEL_CELLS = 11
FACTS_CELLS = 54
BESIDE_FROM = 100
"""Columns from which the warnings stand beside the facts."""

MOST_WARNING_LINES = 6
_NAME_CELLS = 24
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class HoldingPanelView:
    """What the panel shows of one holding."""

    holding: Holding
    subnet: Subnet | None
    gain: HoldingGain | None
    facts: HoldingFacts | None
    warnings: tuple[HoldingWarning, ...]
    others: tuple[str, ...]
    """The other holdings that have warnings."""

    names: Mapping[str, str]
    """Validators' names by hotkey, as far as they are known."""

    @property
    def symbol(self) -> str:
        """The symbol of what is held."""
        return self.subnet.symbol if self.subnet else "α"


class HoldingPanel(FittedText):
    """Draws the facts of one holding, its warnings beside or below them."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._view: HoldingPanelView | None = None

    def show(self, view: HoldingPanelView) -> None:
        """Show this holding."""
        if view == self._view:
            return
        self._view = view
        label = view.subnet.label if view.subnet else f"{view.holding.netuid} gone"
        told = f"  {_counted(len(view.warnings))}" if view.warnings else ""
        self.border_title = Content.assemble((label, "bold"), (told, "$note"))
        self.refresh(layout=True)

    def text_at(self, width: int) -> Content:
        """Facts at the left, warnings at the right; one below the other where that has no room."""
        view = self._view
        if view is None:
            return Content("")
        facts = _facts(view)
        if width < BESIDE_FROM:
            return stacked([*facts, *_warnings(view, width)])
        warned = _warnings(view, width - FACTS_CELLS)
        rows = max(len(facts), len(warned))
        left, right = ([*lines, *[Content("")] * (rows - len(lines))] for lines in (facts, warned))
        return stacked(
            [
                Content.assemble(one.pad_right(max(FACTS_CELLS - one.cell_length, 1)), other)
                for one, other in zip(left, right, strict=True)
            ]
        )


def _facts(view: HoldingPanelView) -> list[Content]:
    held, gain, facts = view.holding, view.gain, view.facts
    locked = None if held.sellable is None else held.amount - held.sellable
    kept = Content.assemble("   ", ("locked ", "$muted"), digits(fine(locked, decimals=3))) if locked else Content("")
    lines = [
        labelled("Sellable", Content.assemble(amount(held.sellable, view.symbol, decimals=3), kept), LABEL_CELLS),
        labelled("Validators", _validators(view), LABEL_CELLS),
    ]
    if gain is not None:
        basis = " ?" if gain.unknown else " ~" if gain.is_assumed else ""
        profit = gain.profit
        style = "$muted" if gain.is_assumed or not profit else "$gain" if profit.rao > 0 else "$loss"
        lines.append(
            labelled("Cost", Content.assemble(amount(gain.cost, "τ", decimals=3), (basis, "$note")), LABEL_CELLS)
        )
        lines.append(labelled("Profit", amount(profit, "τ", style, decimals=3, signed=True), LABEL_CELLS))
        if gain.repays is not None:
            lines.append(labelled("Repays at", amount(gain.repays, f"τ per {view.symbol}"), LABEL_CELLS))
    if facts is not None and facts.days_out:
        days = "1 day" if facts.days_out == 1 else f"{count(facts.days_out)} days"
        lines.append(
            labelled("Leaving", Content.assemble(days, (", if the pool recovers daily", "$muted")), LABEL_CELLS)
        )
    return lines


def _validators(view: HoldingPanelView) -> Content:
    rows = view.holding.rows
    first = rows[0].position.hotkey
    name = cleaned(view.names.get(first) or shortened(first), _NAME_CELLS)
    more = f" and {count(len(rows) - 1)} more" if len(rows) > 1 else ""
    return Content.assemble(name, (more, "$muted"))


def _warnings(view: HoldingPanelView, width: int) -> list[Content]:
    lines: list[Content] = []
    for warning in view.warnings:
        lines += _warning(warning, width)
    if view.others:
        lines.append(Content.styled(_others(view.others, width), "$muted"))
    return lines[:MOST_WARNING_LINES] if lines else [Content.styled("No warnings.", "$dim")]


def _warning(warning: HoldingWarning, width: int) -> list[Content]:
    mark = "! "
    first, *rest = wrapped(warning.reason, max(width - len(mark), 1))
    return [
        Content.assemble((mark, "bold $note"), first),
        *(Content.assemble(" " * len(mark), line) for line in rest),
    ]


def _others(names: Sequence[str], width: int) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    more = f" and {count(len(names) - _MOST_NAMED)} more" if len(names) > _MOST_NAMED else ""
    words = f"! also of {shown}{more}"
    return words if cells(words) <= width else f"! also of {count(len(names))} others"


def _counted(number: int) -> str:
    return "1 warning" if number == 1 else f"{count(number)} warnings"
