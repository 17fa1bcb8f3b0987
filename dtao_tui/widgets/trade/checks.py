"""The checks of a ticket: a row of passed ones, and a line of its own for each that failed."""

from dataclasses import dataclass
from itertools import chain

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from dtao_tui.domain.trades.check import Check
from dtao_tui.widgets.text_lines import put, stacked, wrapped

ALWAYS_SHOWN = ("funds", "minimum", "hotkey", "fresh", "chain")
"""The others are shown only when they fail."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An amount that a key, or a click, writes into the ticket."""

    key: str
    words: str
    """What it does, such as "sell all 120.000 γ"."""

    aside: str
    """What comes of it."""

    amount_text: str


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

    offers: tuple[Offer, ...] = ()
    """What the note can be answered with."""


class CheckList(Static):
    """✓ funds ✓ minimum …; a failed check says on its own line what is wrong."""

    _most_rows, _more_rows, _rows = 8, 0, 0
    _verdict = Verdict()

    @dataclass
    class Taken(Message):
        """An offer was clicked."""

        offer: Offer

    def fit(self, most_rows: int, more_rows: int = 0) -> None:
        """Limit the rows, with additional ones where a check failed or a note must be shown.

        What is right gives way first, then all that is wrong but the first, then the note's explanation.
        """
        self._most_rows, self._more_rows = most_rows, more_rows
        self.show(self._verdict)

    @property
    def rows(self) -> int:
        """How many rows the verdict takes as it is shown; none where it may be cut."""
        return self._rows

    def show(self, verdict: Verdict) -> None:
        """Show this verdict."""
        self._verdict = verdict
        failed = [check for check in verdict.checks if not check.passed and check.name not in verdict.pending]
        # The draft and the chain's answer may say the same.
        wrong = list(dict.fromkeys(check.sentence or f"The check “{check.name}” failed." for check in failed))
        if verdict.objection and verdict.objection not in wrong:
            wrong.append(verdict.objection)
        failures = [self._failure(sentence) for sentence in wrong]
        hints = [Content.styled(verdict.hint, "$muted")] if verdict.hint and not wrong else []
        passed = [line for line in (_passed_line(verdict),) if line.plain]
        core = [*chain.from_iterable(failures), *([] if wrong else self._noted(verdict.note))]
        least = [
            *chain.from_iterable(failures[:1]),
            *([] if wrong else self._noted(verdict.brief_note or verdict.note)),
        ]
        whole = [*passed, *core, *hints]
        if self._count(whole) <= self._most_rows or not core:
            shown = whole
        else:
            shown = core if self._count(core) <= self._most_rows + self._more_rows else least
        self._rows = self._count(shown) if core else 0
        put(self, stacked(shown))

    def _noted(self, note: str) -> list[Content]:
        if not note:
            return []
        offers = [_offer(offer, self.content_size.width) for offer in self._verdict.offers]
        return [*self._in_lines(note, "$note"), *offers]

    def _failure(self, sentence: str) -> list[Content]:
        first, *more = self._in_lines(f"✗ {sentence}", "$loss")
        return [first.stylize("bold", 0, 1), *more]

    def _in_lines(self, sentence: str, style: str) -> list[Content]:
        width = self.content_size.width
        return [Content.styled(line, style) for line in (wrapped(sentence, width) if width else [sentence])]

    def _count(self, lines: list[Content]) -> int:
        width = max(self.content_size.width, 1)
        return sum(len(wrapped(line.plain, width)) for line in lines)

    def on_click(self, event: events.Click) -> None:
        """Take the offer that was clicked."""
        offer = next((o for o in self._verdict.offers if o.key == event.style.meta.get("offer")), None)
        if offer is not None:
            event.stop()
            self.post_message(self.Taken(offer))


def _passed_line(verdict: Verdict) -> Content:
    by_name = {check.name: check for check in verdict.checks}
    marks = []
    for name in ALWAYS_SHOWN:
        if name in verdict.pending:
            marks.append(Content.styled(f"· {name}", "$dim"))
        elif name in by_name and by_name[name].passed:
            marks.append(Content.assemble(("✓", "$gain"), (f" {name}", "$muted")))
    return Content(" ").join(marks)


def _offer(offer: Offer, width: int) -> Content:
    line = Content.assemble((offer.key, "bold $lead"), f" {offer.words}")
    aside = Content.styled(f"  {offer.aside}", "$muted")
    if line.cell_length + aside.cell_length <= width:
        line += aside
    return line.stylize(Style.from_meta({"offer": offer.key}))
