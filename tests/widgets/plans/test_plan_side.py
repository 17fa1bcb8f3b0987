"""What a plan has cost so far counts what its orders really brought and paid."""

from dataclasses import replace
from decimal import Decimal

from textual.content import Content

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import fine
from dtao_tui.domain.plans.plan import Plan, PlanStep
from dtao_tui.domain.plans.plan_events import StepBegun, StepDone
from dtao_tui.domain.plans.step_states import StepState
from dtao_tui.widgets.plans.plan_side import PlanSide, PlanView
from dtao_tui.widgets.plans.plan_words import StepView
from tests.planning import a_plan, a_record


def lines_of(plan: Plan, *drifts: str) -> str:
    """The side panel once so many steps are final with these drifts."""
    record = a_record(plan)
    steps = []
    for n, step in enumerate(plan.steps):
        is_done = n < len(drifts)
        if is_done:
            begun = StepBegun(
                at=2.0, step=n, order_id=str(n), block=5, receives=step.receives, worst=step.worst, limit=step.limit
            )
            record = record.after(begun, StepDone(at=3.0, step=n))
        state = StepState.FINAL if is_done else StepState.WAITS
        steps.append(StepView(n + 1, step, state, drift=Decimal(drifts[n]) if is_done else Decimal(0)))
    drawn: Content = PlanSide().drawn(PlanView(plan, tuple(steps), record, is_running=True), 60)
    return drawn.plain


def cost(step: PlanStep) -> Tao:
    assert step.cost.total is not None
    return step.cost.total


def shown(amount: Tao) -> str:
    return f"{fine(amount, decimals=3).plain} τ"


def figure(text: str, label: str) -> str:
    (line,) = [line for line in text.split("So far")[1].splitlines() if line.startswith(label)]
    return line.removeprefix(label).strip()


def test_what_was_spent_grows_by_what_a_fill_brought_less() -> None:
    plan = a_plan("300")
    as_confirmed, worse = lines_of(plan, "0", "0"), lines_of(plan, "0", "-1")
    assert figure(as_confirmed, "spent") == shown(cost(plan.steps[0]) + cost(plan.steps[1]))
    more = float(figure(worse, "spent").split()[0]) - float(figure(as_confirmed, "spent").split()[0])
    brought = plan.steps[1].price.worth_of(plan.steps[1].receives) if not plan.steps[1].is_sale else Tao(0)
    assert abs(more - brought.rao / 1e11) < 0.002
    assert figure(as_confirmed, "to come") == shown(cost(plan.steps[2]))


def test_a_cost_that_is_not_known_is_never_shown_as_nothing() -> None:
    plan = a_plan()
    unknown = replace(plan, steps=tuple(replace(s, cost=replace(s.cost, network=None)) for s in plan.steps))
    assert figure(lines_of(unknown, "0"), "spent") == "– τ"


def test_a_plan_that_is_done_has_nothing_to_come() -> None:
    plan = a_plan()
    assert "to come" not in lines_of(plan, "0", "0", "0")
