"""The checks of a ticket in few rows: a sentence for each that failed, and one line that counts them all."""

from dataclasses import dataclass
from itertools import chain

from textual.content import Content
from textual.widgets import Static

from dtao_tui.domain.trades.check import Check
from dtao_tui.widgets.text_lines import put, stacked, wrapped

APART = "chain"
"""The check that is named while nothing failed: its answer comes last, and is waited for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a ticket: its checks, the ones not answered yet, and what to do where nothing was checked."""

    checks: tuple[Check, ...] = ()
    pending: frozenset[str] = frozenset()
    hint: str = ""
    """A wish, such as "Type an amount", that is no failure."""

    objection: str = ""
    """What is wrong beyond the checks, such as an amount that cannot be read."""

    note: str = ""
    """What must be known though nothing is wrong."""

    brief_note: str = ""
    """The same where there is no room for an explanation."""

    second: str = ""
    """The endpoint that a review is compared with, host and port; empty where none is known."""

    @property
    def failed(self) -> tuple[Check, ...]:
        """Those that did not pass; one that the chain is being asked about anew is none."""
        return tuple(check for check in self.answered if not check.passed)

    @property
    def noted(self) -> tuple[Check, ...]:
        """Those that passed and must be known."""
        return tuple(check for check in self.answered if check.is_note)

    @property
    def passed(self) -> tuple[Check, ...]:
        """Those that passed and need no word."""
        return tuple(check for check in self.answered if check.passed and not check.is_note)

    @property
    def answered(self) -> tuple[Check, ...]:
        """All whose answer is known."""
        return tuple(check for check in self.checks if check.name not in self.pending)


class CheckList(Static):
    """What the checks of a ticket have to say: a sentence for each that failed, the notes, a hint."""

    _most_rows, _more_rows, _rows = 8, 0, 0
    _verdict = Verdict()

    def fit(self, most_rows: int, more_rows: int = 0) -> None:
        """Limit the rows, with additional ones where a check failed or a note must be shown.

        All that is wrong but the first gives way first, then the note's explanation.
        """
        self._most_rows, self._more_rows = most_rows, more_rows
        self.show(self._verdict)

    @property
    def shown_rows(self) -> int:
        """How many rows it takes."""
        return self._rows

    def show(self, verdict: Verdict) -> None:
        """Show this verdict."""
        self._verdict = verdict
        # The draft and the chain's answer may say the same.
        wrong = list(dict.fromkeys(check.sentence or f"The check “{check.name}” failed." for check in verdict.failed))
        if verdict.objection and verdict.objection not in wrong:
            wrong.append(verdict.objection)
        failures = [self._failure(sentence) for sentence in wrong]
        hints = [Content.styled(verdict.hint, "$muted")] if verdict.hint and not wrong else []
        core = [*chain.from_iterable(failures), *([] if wrong else self._noted(verdict.note))]
        least = [
            *chain.from_iterable(failures[:1]),
            *([] if wrong else self._noted(verdict.brief_note or verdict.note)),
        ]
        whole = [*core, *hints]
        if self._count(whole) <= self._most_rows or not core:
            shown = whole
        else:
            shown = core if self._count(core) <= self._most_rows + self._more_rows else least
        self._rows = self._count(shown)
        put(self, stacked(shown))

    def _noted(self, note: str) -> list[Content]:
        if not note:
            return []
        return self._in_lines(note, "$note")

    def _failure(self, sentence: str) -> list[Content]:
        first, *more = self._in_lines(f"✗ {sentence}", "$loss")
        return [first.stylize("bold", 0, 1), *more]

    def _in_lines(self, sentence: str, style: str) -> list[Content]:
        width = self.content_size.width
        return [Content.styled(line, style) for line in (wrapped(sentence, width) if width else [sentence])]

    def _count(self, lines: list[Content]) -> int:
        width = max(self.content_size.width, 1)
        return sum(len(wrapped(line.plain, width)) for line in lines)


class CheckSummary(Static):
    """One line: how many checks passed, whether the chain agrees, and the names of those that must be known."""

    _verdict = Verdict()

    def on_resize(self) -> None:
        """Leave out what has no room any more."""
        self.show(self._verdict)

    def show(self, verdict: Verdict) -> None:
        """Show this verdict: the chain's name goes first where there is no room, then the notes are counted."""
        self._verdict = verdict
        names = [check.name for check in verdict.noted]
        number = [str(len(names))] if names else []
        forms = [_summary(verdict, names, APART), _summary(verdict, names), _summary(verdict, number)]
        put(self, next((form for form in forms if form.cell_length <= self.content_size.width), forms[-1]))


def _summary(verdict: Verdict, notes: list[str], apart: str = "") -> Content:
    """ "✓ 13 ✓ chain", "✓ 14 ! rest", "✓ 13 others" beside what failed, "✓ 13 · chain" while that is asked."""
    marks, is_apart = [], not verdict.failed and any(check.name == apart for check in verdict.passed)
    count = len(verdict.passed) - is_apart
    if count:
        marks.append(Content.assemble(("✓", "$gain"), (f" {count}{' others' if verdict.failed else ''}", "$muted")))
    if is_apart:
        marks.append(Content.assemble(("✓", "$gain"), (f" {apart}", "$muted")))
    marks += [Content.styled(f"! {note}", "$note") for note in notes]
    marks += [Content.styled(f"· {name}", "$dim") for name in sorted(verdict.pending)]
    return Content("  ").join(marks)
