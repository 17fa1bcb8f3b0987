"""What a plan has cost so far counts what its orders really brought and paid."""

from dataclasses import replace
from decimal import Decimal

import pytest
from textual.content import Content

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.formatting import fine
from dtao_tui.domain.plans.plan import Plan, PlanStep
from dtao_tui.domain.plans.plan_events import PlanCompleted, PlanStopped, StepBegun, StepDone, StopCause
from dtao_tui.domain.plans.step_states import StepState
from dtao_tui.widgets.plans.plan_costs import comparison
from dtao_tui.widgets.plans.plan_side import PlanSide, PlanView
from dtao_tui.widgets.plans.plan_words import StepView
from tests.domain.orders.example_orders import an_order
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


@pytest.mark.parametrize(
    ("state", "has_order", "words"),
    [
        (StepState.UNKNOWN, True, "Step 1 may have been carried out. Steps 2 to 3 are not signed"),
        (StepState.HELD, True, "Step 1 is signed and held back. Steps 2 to 3 are not signed"),
        (StepState.UNDER_WAY, True, "Step 1 is signed and goes on. Steps 2 to 3 are not signed"),
        (StepState.STOPPED, True, "Step 1 was signed and not carried out. Steps 2 to 3 are not signed"),
        (StepState.STOPPED, False, "It stops. Steps 1 to 3 are not signed"),
    ],
)
def test_a_step_that_was_signed_is_never_said_not_to_be(state: StepState, has_order: bool, words: str) -> None:
    record = a_record(a_plan())
    begun = StepBegun(at=2.0, step=0, order_id="0", block=5, receives=Tao(1), worst=Tao(1), limit=Price(1))
    stopped = record.after(begun, PlanStopped(at=3.0, step=0, cause=StopCause.UNKNOWN, sentence="It stops."))
    first, *others = record.plan.steps
    steps = (StepView(1, first, state, an_order() if has_order else None),)
    steps += tuple(StepView(n, step, StepState.NOT_BEGUN) for n, step in enumerate(others, 2))
    drawn = PlanSide().drawn(PlanView(record.plan, steps, stopped), 500)
    assert words in drawn.plain


@pytest.mark.parametrize(("count", "words"), [(1, "The one step is final."), (3, "All 3 steps are final.")])
def test_one_step_is_not_told_as_many(count: int, words: str) -> None:
    plan = replace(a_plan("300"), steps=a_plan("300").steps[:count])
    record = a_record(plan)
    for n, step in enumerate(plan.steps):
        begun = StepBegun(
            at=2.0, step=n, order_id=str(n), block=5, receives=step.receives, worst=step.worst, limit=step.limit
        )
        record = record.after(begun, StepDone(at=3.0, step=n))
    record = record.after(PlanCompleted(at=4.0))
    steps = tuple(StepView(n + 1, step, StepState.FINAL) for n, step in enumerate(plan.steps))
    assert words in PlanSide().drawn(PlanView(plan, steps, record), 60).plain


@pytest.mark.parametrize(
    ("fee", "words"), [(0, "saves 0.001 τ"), (1_690_000, "costs the same"), (2_690_000, "costs 0.001 τ more")]
)
def test_a_batch_that_saves_nothing_is_not_said_to_cost_nothing(fee: int, words: str) -> None:
    plan = replace(a_plan("300"), steps=a_plan("300").steps[:1])
    assert plan.at_once is not None
    once = replace(plan.at_once, cost=replace(plan.at_once.cost, network=Tao(fee)))
    assert f"At once {words}; in steps" in comparison(replace(plan, at_once=once))
