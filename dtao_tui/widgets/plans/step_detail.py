"""The chosen step of a plan: its life and its figures, and what must be true before the next is signed."""

from decimal import Decimal
from typing import NamedTuple

from textual.content import Content

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.formatting import percent
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.plans.plan import Plan
from dtao_tui.widgets.drawn_view import DrawnView
from dtao_tui.widgets.order_words import clock_time
from dtao_tui.widgets.plans.plan_words import StepView, mark_of_step
from dtao_tui.widgets.text_lines import address_in_groups, amount, labelled, stacked, wrapped

LABEL_CELLS, WHOLE_CELLS, SECOND_FROM = 13, 9, 76
"""Width from which life and figures stand side by side."""

_LIFE = (
    ("written down", OrderState.SIGNED),
    ("sent", OrderState.SENT),
    ("in a block", OrderState.IN_BLOCK),
    ("final", OrderState.FINAL),
)


class ShownStep(NamedTuple):
    """A step, and the plan that it belongs to."""

    step: StepView
    plan: Plan


class StepDetail(DrawnView[ShownStep]):
    """Draws one step."""

    def drawn(self, view: ShownStep, width: int) -> Content:
        """Life at the left, figures at the right, sentences below."""
        step, plan = view
        life, figures = _life(step), _figures(step)
        if width >= SECOND_FROM:
            pairs = [(_at(life, n), _at(figures, n)) for n in range(max(len(life), len(figures)))]
            lines = [Content.assemble(left, " " * max(32 - left.cell_length, 1), right) for left, right in pairs]
        else:
            lines = [*figures, *life]
        validator = labelled("validator", address_in_groups(step.step.hotkey), LABEL_CELLS)
        if validator.cell_length <= width:
            lines.append(validator)
        sentences = [line for text in _sentences(step, plan) for line in wrapped(text, width)]
        return stacked([*lines, Content(""), *(Content.styled(line, "$muted") for line in sentences)])


def _at(lines: list[Content], place: int) -> Content:
    return lines[place] if place < len(lines) else Content("")


def _life(view: StepView) -> list[Content]:
    if view.order is None:
        mark, mark_style, word_style = mark_of_step(view.state)
        return [Content.assemble((f"{mark} ", mark_style), (view.words, word_style))]
    reached = dict(view.order.steps)
    lines = []
    for word, state in _LIFE:
        at = reached.get(state.value)
        mark, style = ("● ", "$lead") if at is not None else ("○ ", "$dim")
        when = "–" if at is None else clock_time(at, with_millis=True)
        lines.append(Content.assemble((mark, style), (f"{word:<14}", "" if at else "$dim"), (when, "$muted")))
    return lines


def _figures(view: StepView) -> list[Content]:
    step, order = view.step, view.order
    filled = order.filled if order else None
    gets, pays = step.symbol_of(step.receives), step.symbol_of(step.pays)
    rows: list[tuple[str, Tao | Alpha | Price | None, str, str]] = [
        ("pays", step.pays, pays, ""),
        ("quote", step.receives, gets, ""),
        ("now", view.receives, gets, "") if filled is None else ("fill", filled.received, gets, "bold $bright"),
        ("at worst", step.worst, gets, ""),
        ("limit price", step.limit, "τ", ""),
    ]
    return [labelled(label, amount(value, unit, style, WHOLE_CELLS), LABEL_CELLS) for label, value, unit, style in rows]


def _sentences(view: StepView, plan: Plan) -> list[str]:
    step = view.step
    told = [step.note, step.caution, view.order.sentence if view.order else ""]
    if step.takes_all:
        told.append("It sells the whole position, whatever that holds when it is carried out.")
    if step.waits:
        told.append(f"It begins {step.waits} blocks after the step before is final.")
    allowed = percent(Decimal(plan.largest_drift) / 10_000)
    told.append(
        f"It is quoted, reviewed and signed when the one before is final. Its drift may be {allowed} % at most, its "
        "limit no worse than this one; beyond that the plan stops by itself."
    )
    return [text for text in told if text]
