"""The statement of what was gained: from the start to the end line by line, with a waterfall of bars on one scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import age, count, percent
from dtao_tui.domain.ledger.ledger_entries import StatementPart
from dtao_tui.domain.ledger.returns import Return, Returns
from dtao_tui.domain.ledger.statement import Statement, StatementRow
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.widgets.drawn_view import DrawnView
from dtao_tui.widgets.text_lines import amount, folded, labelled, stacked, wrapped

LABEL_CELLS = 12
ASIDE_CELLS = 17
WHOLE_CELLS = 7
AMOUNT_CELLS = WHOLE_CELLS + 14
TEXT_CELLS = LABEL_CELLS + ASIDE_CELLS + AMOUNT_CELLS + 2
LEAST_BARS = 6
"""Cells from which on bars tell something."""

_FOOT = 0.06
"""The part of the bars' width that the cut foot of start and end takes."""

_NAMES = {
    StatementPart.YIELD: "Yield",
    StatementPart.EMISSION: "Emission",
    StatementPart.BASKET: "Basket",
    StatementPart.COSTS: "Costs",
    StatementPart.PRICE: "Price",
    StatementPart.UNEXPLAINED: "Unexplained",
}
_ALWAYS = (StatementPart.YIELD, StatementPart.COSTS, StatementPart.PRICE, StatementPart.UNEXPLAINED)


@dataclass(frozen=True)
class StatementView:
    """What the panel shows."""

    statement: Statement
    exit: Tao | None
    """The accounts' own TAO and what selling all would pay; None where that is not known."""

    names: Mapping[SubnetId, str]
    is_low: bool = False
    """Whether there is no room for blank lines and remarks."""

    is_lowest: bool = False
    """Whether there is no room for causes that came to nothing either."""

    notice: str = ""
    """What is wrong with the record, as a sentence."""

    returns: Returns | None = None
    """None where they were not asked for."""

    name_key: str = "N"
    """What asks what it was that nothing explains."""


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    aside: str
    before: int
    after: int
    style: str = ""
    bar: str = "$muted"


class StatementPanel(DrawnView[StatementView]):
    """Start, flows, causes, end; what was gained, and what nothing explains."""

    def drawn(self, view: StatementView, width: int) -> Content:
        """The lines, and bars beside them where there is room."""
        causes = _cause_lines(view.statement)
        lines = [*_drawn_lines(view, causes, width)]
        if not view.is_low:
            lines.append(Content(""))
        lines += _gained(view, width)
        return stacked(lines)


def _drawn_lines(view: StatementView, causes: list[list[_Line]], width: int) -> list[Content]:
    statement = view.statement
    total = statement.total
    scale = _Scale.of([total.start, total.end, *(line.after for group in causes for line in group)], width)
    start = _Line("Start", _time(statement.start_ms), 0, total.start)
    end = _Line("End", _time(statement.end_ms), 0, total.end)
    drawn = [_drawn(start, scale, "$spark", is_whole=True)]
    for group in causes:
        told = [line for line in group if line.before != line.after] if view.is_lowest else group
        if told and len(drawn) > 1 and not view.is_low:
            drawn.append(Content(""))
        drawn += [_drawn(line, scale, line.bar) for line in told]
    if not view.is_lowest:
        drawn.append(Content.styled("─" * max(width, 0), "$rule"))
    drawn.append(_drawn(end, scale, "$focus", is_whole=True))
    cut = None if view.exit is None else Tao(view.exit.rao - total.end)
    lost = "" if cut is None else f"{'+' if cut.rao > 0 else ''}{_plain(cut)}"
    drawn.append(
        Content.assemble(
            labelled("At exit", Content.styled(lost.ljust(ASIDE_CELLS), "$muted"), LABEL_CELLS),
            amount(view.exit, "τ", whole_cells=WHOLE_CELLS),
        )
    )
    return drawn


def _cause_lines(statement: Statement) -> list[list[_Line]]:
    """The flows, and what the worth changed by itself, each beginning where the one before ended."""
    total, at = statement.total, statement.total.start
    groups: list[list[_Line]] = [[], []]
    for label, rao in (("Deposits", statement.deposits), ("Withdrawals", statement.withdrawals)):
        if rao or label == "Deposits":
            groups[0].append(_Line(label, "", at, at + rao))
        at += rao
    # Between own accounts a floor may leave a rao.
    at = total.start + total.part(StatementPart.FLOWS)
    for part, label in _NAMES.items():
        rao = total.part(part)
        if not rao and part not in _ALWAYS:
            continue
        groups[1].append(_Line(label, _aside(statement, part), at, at + rao, *_styles(part, rao)))
        at += rao
    return groups


def _styles(part: StatementPart, rao: int) -> tuple[str, str]:
    """The style of the amount and of its bar."""
    if part is StatementPart.UNEXPLAINED:
        style = "$note" if rao else "$dim"
    else:
        style = "$gain" if rao > 0 else "$loss" if rao < 0 else "$dim"
    return style, style


def _aside(statement: Statement, part: StatementPart) -> str:
    if part is StatementPart.PRICE:
        moved = sum(1 for row in statement.rows if row.part(part))
        return f"{moved} subnets" if moved != 1 else "1 subnet"
    if part is StatementPart.UNEXPLAINED:
        return f"{len(statement.to_name)} to name" if statement.to_name else ""
    number = statement.counts.get(part, 0)
    return (f"{count(number)} entries" if number != 1 else "1 entry") if number else ""


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where amounts lie in the cells of the bars."""

    low: int
    high: int
    cells: int

    @classmethod
    def of(cls, amounts: list[int], width: int) -> "_Scale":
        cells = width - TEXT_CELLS
        return cls(min(amounts), max(amounts), cells if cells >= LEAST_BARS else 0)

    def place(self, rao: int) -> int:
        """The cell where an amount ends."""
        if self.high == self.low:
            return self.cells
        foot = _FOOT * self.cells
        return round(foot + (self.cells - foot) * (rao - self.low) / (self.high - self.low))


def _drawn(line: _Line, scale: _Scale, bar: str, *, is_whole: bool = False) -> Content:
    rao = line.after if is_whole else line.after - line.before
    style = "bold $bright" if is_whole else line.style
    told = amount(Tao(rao), "τ", style, WHOLE_CELLS, signed=not is_whole)
    label = Content.styled(line.label.ljust(LABEL_CELLS), "bold" if is_whole else "$muted")
    text = Content.assemble(label, Content.styled(line.aside.ljust(ASIDE_CELLS)[:ASIDE_CELLS], "$muted"), told)
    if not scale.cells or not (rao or is_whole):
        return text
    first, last = (
        (0, scale.place(line.after)) if is_whole else sorted((scale.place(line.before), scale.place(line.after)))
    )
    drawn = "█" * (last - first) if last > first else "▏"
    first = min(first, scale.cells - len(drawn))
    return Content.assemble(text, "  ", " " * first, Content.styled(drawn, bar))


def _gained(view: StatementView, width: int) -> list[Content]:
    statement = view.statement
    total = statement.total
    style = "bold $gain" if total.gained > 0 else "bold $loss" if total.gained < 0 else "bold"
    share = percent(100 * total.gained / total.start, signed=True) if total.start else ""
    gained = Content.assemble(
        ("Gained".ljust(LABEL_CELLS), "bold"),
        Content.styled("explained only".ljust(ASIDE_CELLS), "$muted"),
        amount(Tao(total.gained), "τ", style, WHOLE_CELLS, signed=True),
        Content.styled(f"  {share} %" if share else "", style),
    )
    lines = folded(gained, width, LABEL_CELLS + ASIDE_CELLS)
    if view.returns is not None and not view.is_lowest:
        lines += _returned(view.returns, width, is_low=view.is_low)
    if view.is_low:
        return lines
    lines += _most(view)
    for sentence in _warnings(view):
        lines += [Content.styled(text, "$note") for text in wrapped(f"! {sentence}", width)]
    return lines


def _returned(returns: Returns, width: int, *, is_low: bool) -> list[Content]:
    """Both returns in one line, then why one is missing, or that flows were counted late."""
    weighted, mine = returns.time_weighted, returns.money_weighted
    label = Content.styled("Return".ljust(LABEL_CELLS), "bold")
    if weighted.share is None and mine.share is None:
        told = [
            Content.styled(line, "$note") for line in wrapped(f"not available: {weighted.reason}", width - LABEL_CELLS)
        ]
        return [Content.assemble(label, told[0]), *(Content.assemble(" " * LABEL_CELLS, line) for line in told[1:])]
    line = Content.assemble(label, _share("time-weighted", weighted), "   ", _share("money-weighted", mine))
    if is_low:
        return [line]
    notes = [f"Not available: {each.reason}" for each in (weighted, mine) if each.share is None]
    if returns.latest_ms:
        notes.append(f"A flow counts up to {age(returns.latest_ms / 1000)} late, when the worth was next kept.")
    return [line, *(Content.styled(text, "$muted") for note in notes for text in wrapped(note, width))]


def _share(name: str, told: Return) -> Content:
    if told.percent is None:
        return Content.assemble((f"{name} ", "$muted"), ("not available", "$note"))
    style = "$gain" if told.percent > 0 else "$loss" if told.percent < 0 else "$dim"
    return Content.assemble((f"{name} ", "$muted"), (f"{percent(told.percent, signed=True)} %", style))


def _most(view: StatementView) -> list[Content]:
    """The subnets whose prices did most, for and against."""
    rows = [row for row in view.statement.rows if row.subnet is not None and row.part(StatementPart.PRICE)]
    best = max(rows, key=_price_of, default=None)
    worst = min(rows, key=_price_of, default=None)
    words: list[Content] = []
    for row, verb, style in ((best, "Most by", "$gain"), (worst, "against", "$loss")):
        if row is None or row.subnet is None or (_price_of(row) > 0) is not (style == "$gain"):
            continue
        name = view.names.get(row.subnet, f"subnet {row.subnet.netuid}")
        words.append(
            Content.assemble(
                (f"{verb} ", "$muted"), f"{name}’s price ", (_signed(Tao(_price_of(row))), style), (" τ", "$dim")
            )
        )
    return [Content("   ").join(words)] if words else []


def _warnings(view: StatementView) -> list[str]:
    statement, told = view.statement, [view.notice] if view.notice else []
    if statement.gaps:
        blocks = sum(gap.last - gap.first + 1 for gap in statement.gaps)
        gaps = "1 gap" if len(statement.gaps) == 1 else f"{len(statement.gaps)} gaps"
        told.append(f"{gaps} of {count(blocks)} blocks that nobody read: of them only differences are known.")
    if statement.to_name:
        things = "1 change" if len(statement.to_name) == 1 else f"{len(statement.to_name)} changes"
        told.append(f"Nothing explains {things}. {view.name_key} names them.")
    return told


def _price_of(row: StatementRow) -> int:
    return row.part(StatementPart.PRICE)


def _plain(value: Tao) -> str:
    return f"{'−' if value.rao < 0 else ''}{abs(value.rao) // 10**9:,}.{abs(value.rao) % 10**9 // 10**6:03d}"


def _signed(value: Tao) -> str:
    return ("+" if value.rao > 0 else "") + _plain(value)


def _time(time_ms: int | None) -> str:
    return "–" if time_ms is None else f"{datetime.fromtimestamp(time_ms / 1000).astimezone():%a %d %b %H:%M}"
