"""Where no simulation confirms a quote, an order is sent only when the chain's rehearsal lets it pass."""

from pathlib import Path

import pytest

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.curve_kind import UNCONFIRMED, CurveKind
from dtao_tui.ports.extrinsics import Rehearsal, RehearsalVerdict
from dtao_tui.services.trading_desk import Review
from tests.fakes import HOTKEY, World, a_snapshot, a_subnet, a_world, some_facts
from tests.quoting import a_ticket
from tests.reviewing import placed

UNCLEAR = Rehearsal(RehearsalVerdict.UNCLEAR, "The endpoint did not answer in time.")


async def a_review(tmp_path: Path, *, can_simulate: bool, curve: CurveKind = CurveKind.CONSTANT_PRODUCT) -> Review:
    return (await a_world_and_review(tmp_path, can_simulate=can_simulate, curve=curve))[1]


async def a_world_and_review(tmp_path: Path, *, can_simulate: bool, curve: CurveKind) -> tuple[World, Review]:
    snapshot = a_snapshot(subnets=[a_subnet(0), a_subnet(7, curve=curve)])
    world = a_world(tmp_path, snapshot=snapshot, facts=some_facts(can_simulate=can_simulate))
    await world.market.connect()
    ticket = a_ticket("stake", a_subnet(7).id, HOTKEY, "10", "2")
    return world, await world.desk.review(world.desk.draft(ticket, snapshot), snapshot)


async def end_of(tmp_path: Path, rehearsal: Rehearsal, *, can_simulate: bool = False) -> tuple[World, Order]:
    world, review = await a_world_and_review(tmp_path, can_simulate=can_simulate, curve=CurveKind.CONSTANT_PRODUCT)
    world.trading.rehearsals = [rehearsal]
    return world, (await placed(world, review))[-1]


async def test_a_review_without_a_simulation_says_so_and_needs_the_rehearsal(tmp_path: Path) -> None:
    review = await a_review(tmp_path, can_simulate=False)
    assert (review.is_confirmed, review.needs_rehearsal, review.caution) == (False, True, UNCONFIRMED)


async def test_a_confirmed_review_needs_none(tmp_path: Path) -> None:
    review = await a_review(tmp_path, can_simulate=True, curve=CurveKind.WEIGHTED)
    assert (review.is_confirmed, review.needs_rehearsal, review.caution) == (True, False, "")


async def test_what_the_rehearsal_lets_pass_is_sent(tmp_path: Path) -> None:
    world, order = await end_of(tmp_path, Rehearsal(RehearsalVerdict.PASSED))
    assert order.state is OrderState.FINAL
    assert len(world.trading.sent) == 1


async def test_an_order_whose_rehearsal_is_not_clear_is_held_back(tmp_path: Path) -> None:
    world, order = await end_of(tmp_path, UNCLEAR)
    assert order.state is OrderState.HELD
    assert "only a rehearsal confirms an order" in order.sentence
    assert "did not answer in time" in order.sentence
    assert world.trading.sent == []


async def test_an_order_that_nobody_has_seen_is_given_up(tmp_path: Path) -> None:
    world, order = await end_of(
        tmp_path, Rehearsal(RehearsalVerdict.UNCLEAR, "There is no connection.", was_shown=False)
    )
    assert order.state is OrderState.CANCELLED
    assert "nothing happened" in order.sentence
    assert world.trading.sent == []


@pytest.mark.parametrize("verdict", [RehearsalVerdict.UNCLEAR, RehearsalVerdict.PASSED])
async def test_a_confirmed_order_goes_on_without_a_clear_rehearsal(tmp_path: Path, verdict: RehearsalVerdict) -> None:
    world, order = await end_of(tmp_path, Rehearsal(verdict), can_simulate=True)
    assert order.state is OrderState.FINAL
    assert len(world.trading.sent) == 1
