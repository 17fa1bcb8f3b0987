"""The figures of a plan that is being put together: each order, their total, and what they are compared with."""

from dataclasses import dataclass
from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import NOTHING, count, fine, percent
from dtao_tui.domain.plans.plan import Plan, PlanKind
from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.drawn_view import DrawnView
from dtao_tui.widgets.plans.plan_costs import comparison_lines, cost_lines
from dtao_tui.widgets.plans.plan_words import counted
from dtao_tui.widgets.text_lines import digits, group, labelled, stacked, wrapped

IMPACT_CELLS, LABEL_CELLS, LEAST_WIDTH = 7, 13, 30
MOST_ROWS = 12
"""Orders that are listed one by one; of more, the first and their number."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One order of the plan as far as it is quoted."""

    symbol: str
    name: str
    pays: Tao | Alpha
    gets: Tao | Alpha | None
    impact: Decimal | None
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class FiguresView:
    """What is drawn."""

    kind: PlanKind
    rows: tuple[FigureRow, ...] = ()
    plan: Plan | None = None
    block: int | None = None
    sentence: str = ""
    """What stands against it."""

    notes: tuple[str, ...] = ()
    checks: int = 0
    hint: str = ""
    """What to type first."""


class PlanFigures(DrawnView[FiguresView]):
    """Draws the figures; the same groups are there before anything is typed, so that nothing jumps."""

    def drawn(self, view: FiguresView, width: int) -> Content:
        """Verdict first, then orders, totals and comparison."""
        width = max(width, LEAST_WIDTH)
        lines = [*_verdict(view, width), Content("")]
        if view.plan is not None and view.plan.kind is PlanKind.SLICES:
            # What slices mean is read before their figures.
            lines += [*comparison_lines(view.plan, width), Content("")]
        lines += _quote(view, width)
        if view.plan is not None:
            lines += [Content(""), *_totals(view.plan), Content(""), *_steps(view.plan, width)]
        return stacked(lines)


def _verdict(view: FiguresView, width: int) -> list[Content]:
    notes = [Content.styled(line, "$note") for note in view.notes for line in wrapped(note, width)]
    if view.hint:
        return [*(Content.styled(line, "$muted") for line in wrapped(view.hint, width)), *notes]
    if view.sentence:
        lines = wrapped(f"✗ {view.sentence}", width)
        return [*(Content.styled(line, "$loss") for line in lines), *notes]
    if view.plan is None:
        return notes
    return [Content.assemble(("✓ ", "$gain"), (f"all {counted(view.checks, 'check')} of all orders", "$muted")), *notes]


def _quote(view: FiguresView, width: int) -> list[Content]:
    figure = max((width - IMPACT_CELLS - 12) // 2, 8)
    name = width - IMPACT_CELLS - 2 * figure
    head = f"{'Subnet':<{name}}{'Pays':>{figure}}{'Gets':>{figure}}{'Imp %':>{IMPACT_CELLS}}"
    lines = [group("Quote", width, "" if view.block is None else f"block {count(view.block)}")]
    lines.append(Content.styled(head, "$muted"))
    lines += [_row(row, name, figure) for row in view.rows[:MOST_ROWS]]
    if len(view.rows) > MOST_ROWS:
        lines.append(Content.styled(f"and {len(view.rows) - MOST_ROWS} more, all shown in the plan", "$muted"))
    if view.plan is not None:
        value, impact = _short(view.plan.value, figure), percent(view.plan.impact)
        lines.append(Content.styled("─" * width, "$rule"))
        total = f"{'Total':<{name}}{value:>{figure}}{' τ':<{figure}}{impact:>{IMPACT_CELLS}}"
        lines.append(Content.styled(total, "bold"))
    return lines


def _row(row: FigureRow, name: int, figure: int) -> Content:
    label = cleaned(f"{row.symbol} {row.name}", max(name - 1, 4))
    pays, gets = _short(row.pays, figure), NOTHING if row.gets is None else _short(row.gets, figure)
    impact = percent(row.impact) if row.gets is not None else NOTHING
    style = "$loss" if row.is_wrong else ""
    return Content.assemble(
        (label + " " * max(name - cells(label), 0), style),
        (pays.rjust(figure), ""),
        (gets.rjust(figure), "bold"),
        (impact.rjust(IMPACT_CELLS), "$muted" if row.impact is None else ""),
    )


def _short(amount: Tao | Alpha, width: int) -> str:
    return fine(amount, decimals=3, width=width - 1).plain


def _totals(plan: Plan) -> list[Content]:
    cost = plan.cost
    after = plan.value - cost.pool_fee - cost.impact
    worst = plan.value - sum((step.worst_loss for step in plan.steps), Tao(0))
    rows = (("Worth after", after, "bold $bright"), ("At worst", worst, ""))
    return [labelled(label, _tao(value, style), LABEL_CELLS) for label, value, style in rows]


def _tao(value: Tao, style: str) -> Content:
    return Content.assemble(digits(fine(value, decimals=6), style), (" τ", "$dim"))


def _steps(plan: Plan, width: int) -> list[Content]:
    lines = cost_lines(plan, width, f"{counted(len(plan.steps), 'order')}, one by one")
    return lines if plan.kind is PlanKind.SLICES else [*lines, *comparison_lines(plan, width)]
