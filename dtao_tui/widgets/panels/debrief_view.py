"""A debrief in lines: what happened, quote against fill, and what a better choice would have brought."""

from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.drill_records import Debrief, DebriefRow
from dtao_tui.domain.formatting import MINUS, percent
from dtao_tui.widgets.fitted_text import FittedText
from dtao_tui.widgets.text_lines import WHOLE_CELLS, amount, group, labelled, stacked

LABEL_CELLS = 16


class DebriefView(FittedText):
    """Draws a debrief; its height follows from its text."""

    def __init__(self, debrief: Debrief, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._debrief = debrief

    def text_at(self, width: int) -> Content:
        """Two groups of figures, each with its sentence."""
        debrief = self._debrief
        lines = [
            Content(debrief.verdict),
            Content(""),
            group(debrief.heading, width),
            *map(_line, debrief.rows),
            Content(""),
            group("A better choice", width),
            Content(debrief.advice),
            *map(_line, debrief.better),
        ]
        return stacked(lines)


def _line(row: DebriefRow) -> Content:
    style = "bold $bright" if row.is_answer else ""
    if isinstance(row.value, Decimal):
        text = percent(row.value, signed=row.value < 0).replace(f"{MINUS}<", "<")
        figure = Content.assemble(Content.styled(_in_column(text), style), (" %", "$dim"))
    else:
        figure = amount(row.value, row.unit, style)
    return labelled(row.label, figure, LABEL_CELLS)


def _in_column(text: str) -> str:
    """The text with its point where the amounts have theirs."""
    return " " * max(WHOLE_CELLS - len(text.partition(".")[0]), 0) + text
