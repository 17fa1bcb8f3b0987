"""Events of an order say what happened, what was charged and what to do next, in this order."""

from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_events import OrderCancelled, OrderHeld, OrderRefused
from dtao_tui.execution.order_steps import included, refused_by_endpoint, rehearsed
from dtao_tui.ports.extrinsics import Outcome, Rehearsal, RehearsalVerdict, Stage
from tests.fakes import World
from tests.reviewing import a_review, connected

HAPPENED = "The pool holds too little for an order of this size."
ADVICE = "In the ticket, ctrl+n takes the largest that fills."
FAILED = Rehearsal(RehearsalVerdict.FAILED, HAPPENED, "InsufficientLiquidity", advice=ADVICE)


async def an_order(world: World) -> Order:
    world.trading.script = [Stage.READY]
    return await anext(world.desk.place(await a_review(world)))


def test_an_order_that_is_held_back_costs_nothing() -> None:
    event = rehearsed(FAILED, 0.0)
    assert isinstance(event, OrderHeld)
    assert event.sentence.startswith(f"{HAPPENED} It was not sent and no fee was paid;")
    assert event.sentence.endswith(ADVICE)


def test_an_order_that_nobody_has_seen_costs_nothing() -> None:
    event = rehearsed(replace(FAILED, was_shown=False), 0.0)
    assert isinstance(event, OrderCancelled)
    assert event.sentence == f"{HAPPENED} Nothing was sent, nothing happened and nothing was charged. {ADVICE}"


async def test_an_order_that_failed_in_its_block_costs_the_networks_fee(tmp_path: Path) -> None:
    order = await an_order(await connected(tmp_path))
    failed = Outcome(48_214, "0xaa", False, network_fee=Tao(1_690_000), sentence=HAPPENED, advice=ADVICE)
    event = included(order.part(0), failed, 0.0, is_final=True)[0]
    assert isinstance(event, OrderRefused)
    assert event.sentence == f"{HAPPENED} Nothing was traded; only the network's fee, 0.001 69 τ, was paid. {ADVICE}"


def test_the_refusal_of_an_endpoint_leaves_open_whether_anything_is_charged() -> None:
    sentence = refused_by_endpoint(HAPPENED, 0.0).sentence
    assert sentence.startswith(f"The endpoint refused it: “{HAPPENED}” That proves nothing")
    assert "nothing is charged unless a block holds it" in sentence
    assert sentence.endswith("In Activity, under 3, r asks again.")
