"""What is not told of a plan's step never counts as done or undone, and a plan ends in its record with the program."""

from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Price
from dtao_tui.domain.plans.plan_events import (
    PlanClosed,
    PlanCompleted,
    PlanEvent,
    StepBegun,
    StopCause,
)
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.domain.plans.step_states import StepState, steps_left
from dtao_tui.ports.errors import NotConnected, SigningRefused
from dtao_tui.ports.extrinsics import Outcome, Rehearsal
from dtao_tui.records.plans.plan_book import PlanBook
from dtao_tui.services.plans.plan_history import PlanHistory
from tests.domain.trades.example_events import SUCCESS
from tests.fakes import World, a_holding, a_snapshot, until
from tests.planning import a_plan, a_record
from tests.reviewing import connected
from tests.services.plans.carrying import begun, confirmed, next_block, record_of, to_the_end, with_price


async def test_a_final_step_whose_fill_is_not_told_stops_it_as_unknown(world: World) -> None:
    world.trading.next_outcome = Outcome(0, "", succeeded=True, events=(SUCCESS,))
    record = await begun(world)
    stopped = await to_the_end(world, record.id)
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.UNKNOWN
    assert "does not tell what was traded" in stopped.progress.stopped.sentence
    assert stopped.done == 0
    assert world.plans.states(stopped) == (StepState.UNKNOWN, StepState.NOT_BEGUN, StepState.NOT_BEGUN)
    rest = world.plans.rest_of(stopped, world.market.current)
    assert rest.plan is not None
    assert [step.subnet.netuid for step in rest.plan.steps] == [3, 7]


async def test_a_step_that_was_refused_before_it_was_signed_is_certainly_not_sent(world: World) -> None:
    world.signer.sign_trouble = SigningRefused("No.")
    stopped = await to_the_end(world, (await begun(world)).id)
    assert stopped.progress.stopped is not None
    assert (stopped.progress.stopped.cause, stopped.progress.stopped.is_unsigned) == (StopCause.REFUSED, True)
    assert world.plans.states(stopped)[0] is StepState.STOPPED


async def test_trouble_behind_a_signature_never_says_that_nothing_was_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def rehearse(_extrinsic: bytes, _decoded: object) -> Rehearsal:
        raise NotConnected("The connection is lost.")

    monkeypatch.setattr(world.trading, "rehearse", rehearse)
    stopped = await to_the_end(world, (await begun(world)).id)
    assert stopped.progress.stopped is not None
    assert (stopped.progress.stopped.cause, stopped.progress.stopped.is_unsigned) == (StopCause.UNKNOWN, False)
    assert "It is not known whether this step was sent" in stopped.progress.stopped.sentence
    assert "Nothing of this step" not in stopped.progress.stopped.sentence


async def left_behind(tmp_path: Path) -> World:
    """A new life that finds a plan whose first step had begun, and no order of it in the journal."""
    before = await connected(tmp_path)
    record = a_record(a_plan(snapshot=before.market.current), genesis=before.market.facts.genesis)
    book = PlanBook(before.parts.settings.places.plans)
    book.add(record)
    figures = {"block": 5, "receives": Alpha(9, 7), "worst": Alpha(8, 7), "limit": Price(3)}
    book.append(record.after(StepBegun(at=2.0, step=0, order_id="lost", **figures)))
    book.close()
    await before.plans.close()
    await before.desk.close()
    return await connected(tmp_path)


async def test_a_step_that_a_whole_journal_lacks_was_never_sent(tmp_path: Path) -> None:
    world = await left_behind(tmp_path)
    await world.plans.observe(world.market.current)
    (record,) = world.plans.plans
    assert record.progress.stopped is not None
    assert record.progress.stopped.cause is StopCause.ENDED
    assert "Nothing of this step was sent" in record.progress.stopped.sentence
    assert world.plans.states(record)[0] is StepState.STOPPED


async def test_a_step_that_a_damaged_journal_lacks_may_have_been_carried_out(tmp_path: Path) -> None:
    world = await left_behind(tmp_path)
    world.desk.guard.note_lost_history()
    await world.plans.observe(world.market.current)
    (record,) = world.plans.plans
    assert record.progress.stopped is not None
    assert not record.progress.stopped.is_unsigned
    assert world.plans.states(record)[0] is StepState.UNKNOWN
    assert steps_left(record, world.plans.orders) == (1, 2)


async def test_a_block_that_comes_while_the_rest_is_written_down_stops_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = await begun(world)
    await until(lambda: record_of(world, record.id).done == 1)
    await next_block(world, lambda snapshot: with_price(snapshot, 3, 1030))
    stopped = await to_the_end(world, record.id)
    rest = world.plans.rest_of(stopped, world.market.current).plan
    assert rest is not None
    append = PlanHistory.append

    async def with_a_block(history: PlanHistory, written: PlanRecord, *events: PlanEvent) -> PlanRecord:
        if isinstance(events[0], PlanClosed):
            await world.plans.observe(world.market.current)
        return await append(history, written, *events)

    monkeypatch.setattr(PlanHistory, "append", with_a_block)
    again = await world.plans.begin(rest, confirmed(world), stopped)
    assert isinstance((await to_the_end(world, again.id)).events[-1], PlanCompleted)


async def test_closing_the_program_stops_the_plan_in_its_record(tmp_path: Path) -> None:
    world = await connected(tmp_path, snapshot=a_snapshot(holdings=[a_holding()]))
    await world.plans.learn_fees()
    record = await begun(world)
    await until(lambda: record_of(world, record.id).done == 1)
    await world.plans.stop_now()
    stopped = record_of(world, record.id)
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.ENDED
    assert len(world.trading.sent) == 1
