"""The checks of a ticket: a row of passed ones, and a line of its own for each that failed."""

from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from dtao_tui.domain.orders import Check
from dtao_tui.widgets.lines import stacked
from dtao_tui.widgets.put import put
from dtao_tui.widgets.wrapping import wrapped

ALWAYS_SHOWN = ("funds", "minimum", "hotkey", "fresh", "chain")
"""The others are shown only when they fail."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a ticket: its checks, the ones not answered yet, and what to do where nothing was checked."""

    checks: tuple[Check, ...] = ()
    pending: frozenset[str] = frozenset()
    hint: str = ""
    """A wish, such as "Type an amount", that is no failure."""

    objection: str = ""
    """What is wrong beyond the checks, such as an amount that cannot be read."""


class CheckList(Static):
    """✓ funds ✓ minimum …; a failed check says on its own line what is wrong."""

    _most_rows = 8
    _verdict = Verdict()

    def fit(self, most_rows: int) -> None:
        """Take so many rows at most: what is right gives way first, then all that is wrong but the first."""
        self._most_rows = most_rows
        self.show(self._verdict)

    def show(self, verdict: Verdict) -> None:
        """Show this verdict."""
        self._verdict = verdict
        failed = [check for check in verdict.checks if not check.passed and check.name not in verdict.pending]
        wrong = [check.sentence or f"The check “{check.name}” failed." for check in failed]
        if verdict.objection and verdict.objection not in wrong:
            wrong.append(verdict.objection)
        failures = [_failure(sentence) for sentence in wrong]
        hints = [Content.styled(verdict.hint, "$muted")] if verdict.hint and not wrong else []
        whole = [line for line in (_passed_line(verdict), *failures, *hints) if line.plain]
        put(self, stacked(next(filter(self._fits, (whole, failures)), failures[:1] or whole)))

    def _fits(self, lines: list[Content]) -> bool:
        width = max(self.content_size.width, 1)
        return 0 < sum(len(wrapped(line.plain, width)) for line in lines) <= self._most_rows


def _passed_line(verdict: Verdict) -> Content:
    by_name = {check.name: check for check in verdict.checks}
    marks = []
    for name in ALWAYS_SHOWN:
        if name in verdict.pending:
            marks.append(Content.styled(f"· {name}", "$dim"))
        elif name in by_name and by_name[name].passed:
            marks.append(Content.assemble(("✓", "$gain"), (f" {name}", "$muted")))
    return Content(" ").join(marks)


def _failure(sentence: str) -> Content:
    return Content.assemble(("✗ ", "bold $loss"), Content.styled(sentence, "$loss"))
