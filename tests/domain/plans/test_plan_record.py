"""A plan's record is the fold of its events, and takes none that cannot follow what has happened."""

import pytest

from dtao_tui.domain.amounts import Alpha, Price
from dtao_tui.domain.plans.plan_events import (
    PlanClosed,
    PlanCompleted,
    PlanConfirmed,
    PlanEvent,
    PlanStopped,
    StepBegun,
    StepDone,
    StopCause,
)
from dtao_tui.domain.plans.plan_record import IllegalPlanEvent, PlanRecord
from tests.planning import a_record


def begun(step: int) -> StepBegun:
    figures = {"block": 5, "receives": Alpha(9, 7), "worst": Alpha(8, 7), "limit": Price(3)}
    return StepBegun(at=2.0, step=step, order_id=f"order {step}", **figures)


def stopped(step: int) -> PlanStopped:
    return PlanStopped(at=3.0, step=step, cause=StopCause.DRIFT, sentence="The price has moved.")


def carried_out(steps: int) -> PlanRecord:
    record = a_record()
    for step in range(steps):
        record = record.after(begun(step), StepDone(at=2.5, step=step))
    return record


def test_steps_begin_and_end_one_after_the_other() -> None:
    record = carried_out(1).after(begun(1))
    assert record.done == 1
    assert record.current is record.plan.steps[1]
    assert record.order_ids == ("order 0", "order 1")
    assert record.order_id(2) is None
    assert record.is_running


def test_a_plan_whose_steps_are_done_is_complete() -> None:
    record = carried_out(3).after(PlanCompleted(at=4.0))
    assert not record.is_running
    assert not record.is_unread
    assert record.current is None


def test_a_stopped_plan_is_unread_until_a_person_decides() -> None:
    record = carried_out(1).after(stopped(1))
    assert record.is_unread
    assert not record.is_running
    assert not record.after(PlanClosed(at=5.0, continued_as="two")).is_unread


@pytest.mark.parametrize(
    "events",
    [
        (begun(1),),
        (begun(0), begun(1)),
        (StepDone(at=2.0, step=0),),
        (PlanConfirmed(at=2.0),),
        (PlanCompleted(at=2.0),),
        (PlanClosed(at=2.0),),
        (stopped(1),),
        (stopped(0), begun(0)),
        (stopped(0), stopped(0)),
        (stopped(0), PlanClosed(at=2.0), PlanClosed(at=3.0)),
    ],
)
def test_an_event_that_cannot_follow_is_refused(events: tuple[PlanEvent, ...]) -> None:
    with pytest.raises(IllegalPlanEvent):
        a_record().after(*events)


def test_a_plan_begins_with_its_confirmation() -> None:
    record = a_record()
    with pytest.raises(IllegalPlanEvent, match="begins"):
        PlanRecord("one", "practice", record.genesis, record.owner, record.signer, 1.0, record.plan, ())
