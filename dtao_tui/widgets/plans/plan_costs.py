"""Lines about a plan's costs: in steps and at once side by side, and what a failure does."""

from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import NOTHING, age, fine, percent
from dtao_tui.domain.plans.plan import STEP_BLOCKS, AtOnce, Plan, PlanKind
from dtao_tui.domain.text import cells
from dtao_tui.widgets.text_lines import group, wrapped

LABEL_CELLS, FIGURE_CELLS = 10, 10

_NOT_SIGNED = "It is not signed here: one price that moves would undo all, the fee paid. ctrl+y copies it for btcli."


def cost_lines(plan: Plan, width: int, aside: str = "") -> list[Content]:
    """The costs of the steps beside those of one order or one batch."""
    once, cost = plan.at_once, plan.cost
    other = once.cost if once else None
    return [
        group("Cost", width, aside),
        _row("", "in steps τ", "at once τ" if once else "", style="$muted"),
        _row("pool fees", _tao(cost.pool_fee), _tao(other.pool_fee) if other else ""),
        _row("impact", _tao(cost.impact), _tao(other.impact) if other else ""),
        _row("network", _tao(cost.network), _tao(other.network) if other else ""),
        _row("total", _tao(cost.total), _tao(other.total) if other else "", is_sum=True),
        _row("at worst", _tao(plan.worst_cost), _tao(once.worst_cost) if once else ""),
        Content(""),
        _row("impact %", percent(plan.impact), percent(once.impact) if once else ""),
        _row("takes", age(plan.seconds), age(STEP_BLOCKS * plan.block_seconds) if once else ""),
        _row("one fails", "stops", _fails(once) if once else ""),
    ]


def comparison(plan: Plan) -> str:
    """What the figures beside each other mean, in one or two sentences."""
    if plan.kind is PlanKind.SLICES:
        return _of_slices(plan)
    once = plan.at_once
    if once is None:
        return ""
    if once.cost.network is None or plan.cost.network is None:
        return f"At once is one atomic batch: the same trades in one block, and one fee, not known here. {_NOT_SIGNED}"
    saved = plan.cost.network - once.cost.network
    much = f"{fine(Tao(abs(saved.rao)), decimals=3).plain} τ"
    words = f"saves {much}" if saved > Tao(0) else f"costs {much} more" if saved < Tao(0) else "costs the same"
    return f"At once {words}; in steps the price may move in between. {_NOT_SIGNED}"


def comparison_lines(plan: Plan, width: int) -> list[Content]:
    """The same in lines."""
    text = comparison(plan)
    return [Content.styled(line, "$muted") for line in wrapped(text, width)] if text else []


def _of_slices(plan: Plan) -> str:
    count, once, back = len(plan.steps), plan.at_once, plan.if_recovered
    if once is None or back is None:
        return ""
    worst = "" if once.worst_cost is not None else " One order of this size would not fill within the tolerance."
    return (
        f"Slicing alone saves nothing: if nobody else trades, {count} slices move the price as far as one order. "
        f"Where the pool comes back before each slice, the impact is {_tao(back.impact)} τ "
        f"({_percent_of(back.impact, plan.value)} %) instead of {_tao(plan.cost.impact)} τ.{worst}"
    )


def _percent_of(part: Tao, whole: Tao) -> str:
    return percent(Decimal(100 * part.rao) / whole.rao if whole else None)


def _fails(once: AtOnce) -> str:
    return "all undone" if once.is_batch else "nothing"


def _tao(amount: Tao | None) -> str:
    return NOTHING if amount is None else fine(amount, decimals=3).plain


def _row(label: str, first: str, second: str, *, style: str = "", is_sum: bool = False) -> Content:
    name = "bold" if is_sum else "$muted"
    return Content.assemble(
        (label + " " * max(LABEL_CELLS - cells(label), 0), name),
        (first.rjust(FIGURE_CELLS - (cells(first) - len(first))), style or ("bold $bright" if is_sum else "")),
        (second.rjust(FIGURE_CELLS + 1 - (cells(second) - len(second))), style),
    )
