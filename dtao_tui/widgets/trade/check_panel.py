"""The panel of all checks of a ticket, with what each measured: failed ones first, then notes, then two columns."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.getters import query_one

from dtao_tui.domain.text import cells
from dtao_tui.domain.trades.check import Check
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.trade.checks import Verdict

MOST_ROWS = 16
CAPTION_CELLS = 12
_GAP_CELLS = 1
_LEFT_PART, _WHOLE = 9, 16
"""The left column's part of the width: amounts, which stand there, are longer than what stands at the right."""


class ChecksPanel(RemembersChildren, Frame):
    """The checks, a line each, so that a keystroke draws only the lines that it changed."""

    lines = query_one(LineList)
    _verdict = Verdict()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="panel")

    def compose(self) -> ComposeResult:
        """The lines; those that the panel has no height for are cut off."""
        yield LineList(id="check-lines")

    def on_resize(self) -> None:
        """Lay the checks out for the new size."""
        self.show(self._verdict)

    def show(self, verdict: Verdict) -> None:
        """Show these checks."""
        self._verdict = verdict
        width, rows = self.content_size
        if not width:
            return
        good, asked = len(verdict.passed) + len(verdict.noted), len(verdict.answered) + len(verdict.pending)
        count = Content.assemble(("Checks", "bold"), (f"  {good} of {asked}", "$muted"))
        self.put_titles(count, Content.styled(f"second endpoint {verdict.second}" if verdict.second else "", "$muted"))
        self.lines.show_lines(check_lines(verdict, width, min(rows, MOST_ROWS)))


def check_lines(verdict: Verdict, width: int, rows: int) -> list[Content]:
    """The lines of a panel of this size; what passed gives way first, and is then counted."""
    first = [_line("✗", check, "$loss", width) for check in verdict.failed]
    first += [_line("!", check, "$note", width) for check in verdict.noted]
    passed = _in_columns(verdict, width)
    if first and len(first) + 1 + len(passed) <= rows:
        first.append(Content(""))
    room = rows - len(first)
    if len(passed) <= room:
        return first + passed
    shown = passed[: max(room - 1, 0)]
    hidden = len(verdict.passed) + len(verdict.pending) - sum(_count(line) for line in shown)
    more = [Content.styled(f"✓ {hidden} more", "$muted")] if room > 0 else []
    return (first + shown + more)[:rows]


def _line(mark: str, check: Check, style: str, width: int) -> Content:
    """A check that did not simply pass, in its own colour, over the whole width."""
    fact = check.fact or check.sentence
    caption = check.title.ljust(CAPTION_CELLS)
    return Content.assemble((f"{mark} {caption}", f"bold {style}"), (fact, style)).truncate(width, ellipsis=True)


def _in_columns(verdict: Verdict, width: int) -> list[Content]:
    """What passed, and what is still asked, in two columns; a fact that is too long for both has a line of its own."""
    items = [_passed(check) for check in verdict.passed]
    items += [_asked(name) for name in sorted(verdict.pending)]
    left_cells = width * _LEFT_PART // _WHOLE
    right_cells = width - left_cells
    long = [item for item in items if item.cell_length > left_cells - _GAP_CELLS]
    short = [item for item in items if item.cell_length <= left_cells - _GAP_CELLS]
    left, right = _shared(short, right_cells)
    pairs = []
    for place, item in enumerate(left):
        beside = right[place] if place < len(right) else Content("")
        pairs.append(Content.assemble(item, " " * (left_cells - item.cell_length), beside) if beside.plain else item)
    return pairs + [item.truncate(width, ellipsis=True) for item in long]


def _shared(items: Sequence[Content], right_cells: int) -> tuple[list[Content], list[Content]]:
    """The items of both columns: the second half goes to the right, as far as it is narrow enough for that."""
    half = (len(items) + 1) // 2
    wide = {place for place, item in enumerate(items) if item.cell_length > right_cells}
    # The first is what an order is paid with; it keeps its place.
    at_left = {0, *wide} if items else set()
    for place in range(len(items)):
        if len(at_left) >= half:
            break
        at_left.add(place)
    left = [item for place, item in enumerate(items) if place in at_left]
    return left, [item for place, item in enumerate(items) if place not in at_left]


def _passed(check: Check) -> Content:
    caption = check.title + " " * max(CAPTION_CELLS - cells(check.title), 1)
    return Content.assemble(("✓ ", "$gain"), (caption, "$muted"), check.fact)


def _asked(name: str) -> Content:
    return Content.assemble((f"· {name.ljust(CAPTION_CELLS)}", "$dim"), ("is being asked", "$dim"))


def _count(line: Content) -> int:
    """How many checks stand in a line of the columns."""
    return line.plain.count("✓ ") + line.plain.count("· ")
