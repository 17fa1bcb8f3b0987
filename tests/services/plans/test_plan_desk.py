"""A plan is carried out step by step as it was confirmed, and stops by itself where anything is not as it was shown."""

import asyncio
from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.plans.plan_events import (
    PlanCompleted,
    StepBegun,
    StepDone,
    StopCause,
)
from dtao_tui.domain.plans.step_states import StepState
from dtao_tui.domain.trades.intents import Stake
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.ports.errors import NotConnected, Refused
from dtao_tui.ports.extrinsics import Rehearsal, RehearsalVerdict, Stage
from dtao_tui.ports.plan_stores import PlanStoreTrouble
from dtao_tui.trading.order_review import NotPlaced
from dtao_tui.trading.plans.slicing import slices
from tests.fakes import HOTKEY, NETWORK_FEE, World, a_subnet, until
from tests.planning import FEES, a_plan, circumstances
from tests.services.plans.carrying import begun, confirmed, next_block, record_of, to_the_end, with_price


async def at_step(world: World, plan_id: str, step: int) -> None:
    """Let blocks come until so many steps are done."""
    for _ in range(400):
        if record_of(world, plan_id).done >= step:
            return
        await asyncio.sleep(0.005)
        await next_block(world)
    raise AssertionError(f"step {step} was not reached: {record_of(world, plan_id).progress}")


async def test_a_basket_of_three_is_carried_out_to_final(world: World) -> None:
    record = await begun(world)
    assert world.plans.running is not None
    done = await to_the_end(world, record.id)
    assert isinstance(done.events[-1], PlanCompleted)
    assert [type(event) for event in done.events[1:-1]] == [StepBegun, StepDone] * 3
    assert world.plans.states(done) == (StepState.FINAL,) * 3
    orders = world.plans.orders
    assert [orders[order_id].state for order_id in done.order_ids] == [OrderState.FINAL] * 3
    assert [orders[order_id].pays for order_id in done.order_ids] == [step.pays for step in done.plan.steps]
    for step, order_id in zip(done.plan.steps, done.order_ids, strict=True):
        limit = orders[order_id].quoted.limit
        assert limit is not None
        assert limit <= step.limit
        found = world.plans.plan_of_order(order_id)
        assert found is not None
        assert found.id == done.id
    assert world.plans.unread is None


async def test_a_step_waits_for_a_block_that_holds_the_one_before(world: World) -> None:
    record = await begun(world)
    await until(lambda: record_of(world, record.id).done == 1)
    for _ in range(20):
        await asyncio.sleep(0.002)
    assert len(world.trading.sent) == 1
    await next_block(world)
    await until(lambda: record_of(world, record.id).done == 2)


async def test_slices_wait_their_blocks(world: World) -> None:
    whole = Stake(7, HOTKEY, Tao.parse("8"))
    plan = slices(whole, 2, 5, Tolerance(), circumstances(world.market.current), FEES).plan
    assert plan is not None
    record = await begun(world, plan)
    await until(lambda: record_of(world, record.id).done == 1)
    first = world.plans.orders[record_of(world, record.id).order_ids[0]]
    done = await to_the_end(world, record.id)
    second = world.plans.orders[done.order_ids[1]]
    assert first.block is not None
    assert second.quoted.block >= first.block + 5


async def test_a_price_beyond_the_confirmed_limit_stops_it_before_the_step(world: World) -> None:
    record = await begun(world)
    await until(lambda: record_of(world, record.id).done == 1)
    await next_block(world, lambda snapshot: with_price(snapshot, 3, 1030))
    stopped = await to_the_end(world, record.id)
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.DRIFT
    assert stopped.progress.stopped.step == 1
    assert "limit that was confirmed" in stopped.progress.stopped.sentence
    assert len(world.trading.sent) == 1
    assert world.plans.states(stopped) == (StepState.FINAL, StepState.STOPPED, StepState.NOT_BEGUN)
    assert world.plans.unread == stopped


async def test_a_drift_beyond_what_was_confirmed_stops_it_though_the_limit_holds(world: World) -> None:
    record = await begun(world)
    await until(lambda: record_of(world, record.id).done == 1)
    await next_block(world, lambda snapshot: with_price(snapshot, 3, 1013))
    stopped = await to_the_end(world, record.id)
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.DRIFT
    assert "% less than was confirmed; 1.00 % are allowed" in stopped.progress.stopped.sentence
    assert len(world.trading.sent) == 1


async def test_a_small_drift_goes_on_within_the_limit_that_was_confirmed(world: World) -> None:
    record = await begun(world)
    await until(lambda: record_of(world, record.id).done == 1)
    await next_block(world, lambda snapshot: with_price(snapshot, 3, 1005))
    done = await to_the_end(world, record.id)
    assert not done.is_unread
    limit = world.plans.orders[done.order_ids[1]].quoted.limit
    assert limit is not None
    assert limit <= done.plan.steps[1].limit


async def test_a_better_price_is_taken(world: World) -> None:
    record = await begun(world)
    await until(lambda: record_of(world, record.id).done == 1)
    await next_block(world, lambda snapshot: with_price(snapshot, 3, 950))
    done = await to_the_end(world, record.id)
    assert [type(event) for event in done.events][-1] is PlanCompleted


async def test_stopping_lets_the_step_under_way_end_and_signs_no_other(world: World) -> None:
    world.trading.gates[Stage.FINAL] = gate = asyncio.Event()
    record = await begun(world)
    await until(lambda: len(world.trading.sent) == 1)
    world.plans.stop()
    gate.set()
    stopped = await to_the_end(world, record.id)
    assert stopped.done == 1
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.PERSON
    assert len(world.trading.sent) == 1


async def test_a_step_whose_reply_is_lost_stops_it_and_nothing_is_sent_again(world: World) -> None:
    world.trading.script = [Stage.READY, NotConnected("The connection is lost.")]
    record = await begun(world)
    stopped = await to_the_end(world, record.id)
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.UNKNOWN
    assert world.plans.states(stopped) == (StepState.UNKNOWN, StepState.NOT_BEGUN, StepState.NOT_BEGUN)
    assert len(world.trading.sent) == 1
    assert "not known yet" in world.plans.rest_of(stopped, world.market.current).sentence


async def test_a_step_that_is_held_back_stops_it(world: World) -> None:
    world.trading.rehearsals = [Rehearsal(RehearsalVerdict.FAILED, "It would fail.", "SlippageTooHigh", was_shown=True)]
    record = await begun(world)
    stopped = await to_the_end(world, record.id)
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.FAILED
    assert world.plans.states(stopped)[0] is StepState.HELD
    assert world.trading.sent == []


async def test_a_refusal_of_the_endpoint_stops_it(world: World) -> None:
    world.trading.script = [Refused("No.")]
    record = await begun(world)
    stopped = await to_the_end(world, record.id)
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.UNKNOWN
    assert len(world.trading.sent) == 1


async def test_a_bigger_network_fee_than_was_shown_stops_it(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    world.trading.fee = Tao(3 * NETWORK_FEE.rao)
    stopped = await to_the_end(world, (await begun(world, plan)).id)
    assert stopped.progress.stopped is not None
    assert "network's fee is" in stopped.progress.stopped.sentence
    assert world.trading.sent == []


async def test_another_account_stops_it(world: World) -> None:
    record = await begun(world)
    await until(lambda: record_of(world, record.id).done == 1)
    world.session.chosen = None
    stopped = await to_the_end(world, record.id)
    assert stopped.progress.stopped is not None
    assert "Another account" in stopped.progress.stopped.sentence


async def test_another_subnet_under_the_number_stops_it(world: World) -> None:
    record = await begun(world)
    await until(lambda: record_of(world, record.id).done == 1)

    def taken(snapshot: Snapshot) -> Snapshot:
        other = a_subnet(3, "0.022", registered_at=snapshot.block)
        return replace(snapshot, subnets={**snapshot.subnets, 3: other})

    await next_block(world, taken)
    stopped = await to_the_end(world, record.id)
    assert stopped.progress.stopped is not None
    assert "Another subnet" in stopped.progress.stopped.sentence
    assert len(world.trading.sent) == 1


async def test_a_plan_that_cannot_be_written_down_begins_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise PlanStoreTrouble("The disk is full.")

    monkeypatch.setattr("dtao_tui.records.plans.plan_book.PlanBook.add", full)
    with pytest.raises(NotPlaced, match="full"):
        await begun(world)
    assert world.plans.plans == ()
    assert world.plans.running is None


async def test_a_step_that_cannot_be_written_down_is_not_signed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise PlanStoreTrouble("The disk is full.")

    monkeypatch.setattr("dtao_tui.records.plans.plan_book.PlanBook.append", full)
    record = await begun(world)
    await until(lambda: world.plans.running is None)
    assert world.desk.orders == ()
    assert not record_of(world, record.id).is_running
    assert "full" in world.plans.notice


async def test_two_plans_are_never_under_way_together(world: World) -> None:
    await begun(world)
    with pytest.raises(NotPlaced, match="Another plan is under way"):
        await begun(world)


async def test_the_rest_of_a_stopped_plan_is_quoted_again_and_confirmed_anew(world: World) -> None:
    record = await begun(world)
    await until(lambda: record_of(world, record.id).done == 1)
    await next_block(world, lambda snapshot: with_price(snapshot, 3, 1030))
    stopped = await to_the_end(world, record.id)
    rest = world.plans.rest_of(stopped, world.market.current)
    assert rest.is_ready, rest.sentence
    assert rest.plan is not None
    assert [step.subnet.netuid for step in rest.plan.steps] == [3, 7]
    assert rest.plan.steps[0].price > stopped.plan.steps[1].price
    again = await world.plans.begin(rest.plan, confirmed(world), stopped)
    done = await to_the_end(world, again.id)
    assert isinstance(done.events[-1], PlanCompleted)
    closed = record_of(world, record.id).progress.closed
    assert closed is not None
    assert closed.continued_as == again.id
    assert world.plans.unread is None
    assert len(world.trading.sent) == 3


async def test_a_plan_that_was_read_is_not_shown_again(world: World) -> None:
    world.trading.script = [Refused("No.")]
    stopped = await to_the_end(world, (await begun(world)).id)
    assert world.plans.unread == stopped
    await world.plans.close_stopped(stopped)
    assert world.plans.unread is None
