"""Events of an order say what happened, what was charged and what to do next, in this order."""

from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.accounts import SignerAddress
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order import ExtrinsicRole, Order
from dtao_tui.domain.orders.order_events import (
    OrderCancelled,
    OrderFinalized,
    OrderHeld,
    OrderRefused,
    OrderSigned,
    OrderUntold,
)
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.execution.order_steps import included, refused_by_endpoint, rehearsed
from dtao_tui.ports.extrinsics import Outcome, Rehearsal, RehearsalVerdict, Stage
from tests.domain.trades.example_events import BY_PROXY, SUCCESS, traded
from tests.fakes import PRACTICE_ADDRESS, World
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


FILLED = Outcome(48_214, "0xaa", True, events=(traded(PRACTICE_ADDRESS, Tao(90), Alpha(9, 7), Tao(1)), SUCCESS))


async def by_proxy(tmp_path: Path) -> Order:
    """The order as another key's than its owner's."""
    return replace(await an_order(await connected(tmp_path)), signer=SignerAddress("5Proxy"))


async def test_a_call_by_proxy_that_no_event_tells_of_is_never_carried_out_for_certain(tmp_path: Path) -> None:
    order = await by_proxy(tmp_path)
    events = included(order.part(0), FILLED, 0.0, is_final=True)
    assert [type(event) for event in events] == [OrderUntold]
    assert "do not say whether the proxy's call was carried out" in events[0].sentence
    untold = order.after(*events)
    assert (untold.state, untold.filled) == (OrderState.UNTOLD, None)


async def test_a_call_by_proxy_whose_event_tells_that_it_worked_is_final(tmp_path: Path) -> None:
    order = await by_proxy(tmp_path)
    told = replace(FILLED, events=(BY_PROXY, *FILLED.events))
    done = order.after(*included(order.part(0), told, 0.0, is_final=True))
    assert done.state is OrderState.FINAL
    assert done.filled is not None


async def test_an_order_of_its_own_key_needs_no_event_of_a_proxy(tmp_path: Path) -> None:
    order = await an_order(await connected(tmp_path))
    assert order.after(*included(order.part(0), FILLED, 0.0, is_final=True)).state is OrderState.FINAL


async def test_the_carrier_of_a_call_by_proxy_tells_nothing_of_it_and_needs_no_event(tmp_path: Path) -> None:
    order = await by_proxy(tmp_path)
    carrier = replace(order.extrinsic, role=ExtrinsicRole.CARRIER)
    sealed = replace(
        order, extrinsics=(carrier, order.extrinsic), events=(OrderSigned(at=0.0), OrderSigned(at=0.0, extrinsic=1))
    )
    (found, *_) = included(sealed.part(0), replace(FILLED, events=(SUCCESS,)), 0.0, is_final=True)
    assert isinstance(found, OrderFinalized)


def test_the_refusal_of_an_endpoint_leaves_open_whether_anything_is_charged() -> None:
    sentence = refused_by_endpoint(HAPPENED, 0.0).sentence
    assert sentence.startswith(f"The endpoint refused it: “{HAPPENED}” That proves nothing")
    assert "nothing is charged unless a block holds it" in sentence
    assert sentence.endswith("In Activity, under 3, r asks again.")
