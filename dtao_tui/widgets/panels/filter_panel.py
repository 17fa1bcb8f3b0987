"""The filter read back beside the table: term by term, with what is left after each."""

from textual.content import Content

from dtao_tui.domain.filters.filter_reading import FilterReading, ReadStep
from dtao_tui.domain.formatting import count
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.frame import Frame
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.text_lines import group

_CONNECTIVE_CELLS, _COUNT_CELLS, _BAR_CELLS = 4, 6, 6
_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL = "█"
_MOST_STEPS = 8
"""Terms that are told one by one."""


class FilterPanel(Frame):
    """Which filter is on."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="panel")
        self._lines = LineList()

    def compose(self) -> list[LineList]:
        """The lines."""
        return [self._lines]

    def show(self, reading: FilterReading, width: int) -> None:
        """Tell this filter in lines of `width` cells."""
        self.put_titles(Content.styled("Filter", "bold"), Content(""))
        self._lines.show_lines(reading_lines(reading, width))


def reading_lines(reading: FilterReading, width: int) -> list[Content]:
    """The terms with what is left after each."""
    steps = [ReadStep("all subnets", reading.whole), *reading.steps[:_MOST_STEPS]]
    words_room = width - _CONNECTIVE_CELLS - _COUNT_CELLS
    longest = max(cells(step.words) for step in steps)
    # Where words need the room, the numbers alone say it.
    bar_cells = _BAR_CELLS if longest <= words_room - _BAR_CELLS - 1 else 0
    words_room -= bar_cells + (1 if bar_cells else 0)
    settled = [at for at, step in enumerate(steps) if not step.is_typed]
    lines = [group("Read as", width, "pass")]
    for at, step in enumerate(steps):
        lines.append(_line(step, (words_room, bar_cells), reading.whole, is_last=at == settled[-1]))
    rest = len(reading.steps) - _MOST_STEPS
    return [*lines, *([Content.styled(f"and {rest} more", "$dim")] if rest > 0 else [])]


def _line(step: ReadStep, room: tuple[int, int], whole: int, *, is_last: bool) -> Content:
    words_room, bar_cells = room
    words = cleaned(step.words, words_room)
    words += " " * (words_room - cells(words))
    left = "" if step.left is None else f"{'→ ' if step.is_typed else ''}{count(step.left)}"
    number_style = "$dim" if step.is_typed else "bold $bright" if is_last else ""
    bar = "" if step.is_typed or step.left is None else _bar(step.left, whole, bar_cells)
    return Content.assemble(
        (f"{step.connective:<{_CONNECTIVE_CELLS}}", "$dim" if step.is_typed else "$muted"),
        (words, "$dim" if step.is_typed else ""),
        (f" {bar:<{bar_cells}}" if bar_cells else "", "$focus"),
        (f"{left:>{_COUNT_CELLS}}", number_style),
    )


def _bar(left: int, whole: int, width: int) -> str:
    """A bar of eighth blocks; all subnets fill it, and one alone is still to be seen."""
    eighths = max(left * width * 8 // whole, 1) if whole and left else 0
    return _FULL * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
