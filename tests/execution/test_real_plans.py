"""Plans on a practice node over a real socket, with the real signer: fills equal quotes, and drift stops them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from bittensor_core import Keypair

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.operations.staking_proxy import PROXY_EXECUTED
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.plans.plan import PlanKind
from dtao_tui.domain.plans.plan_events import PlanCompleted, StopCause
from dtao_tui.domain.plans.step_states import StepState
from dtao_tui.domain.trades.intents import Limits, Stake
from dtao_tui.practice.pallets.registry import Context
from dtao_tui.trading.plans.plan_draft import PlanDraft
from dtao_tui.trading.plans.unwinding import unwinding
from tests.chain.conftest import a_node, blocks_when_needed
from tests.chain.signing import signed
from tests.execution.balanced_books import books_balance
from tests.execution.plan_site import NETUIDS, PlanSite, a_plan_site
from tests.execution.proxy_site import ACCOUNTS, COLD_ADDRESS, PROXY_ADDRESS, a_funded_node, allow
from tests.execution.real_site import PATIENCE
from tests.fakes import PRACTICE_ADDRESS, until


async def somebody_buys(site: PlanSite, netuid: int, pays: Tao) -> None:
    """An order of another account that the next block carries out."""
    rival = Keypair.create_from_uri("//Rival")
    node, trading, facts = site.site.node, site.site.trading, site.site.market.facts
    node.chain.grant(bytes(rival.public_key), 2 * pays.rao)
    node.step()
    hotkey = (await site.site.desk.validators(netuid, await site.snapshot()))[0].hotkey
    call = Stake(netuid, hotkey, pays).call(Limits((Price(10**12),)))
    node.chain.submit(signed(await trading.prepare(call, rival.ss58_address), facts, rival))
    node.step()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[PlanSite]:
    async with a_node() as node, a_plan_site(node, tmp_path) as standing:
        yield standing


async def test_a_basket_of_three_is_final_and_its_fills_equal_its_quotes(site: PlanSite) -> None:
    plan = await site.a_basket("9")
    before = (await site.snapshot()).holdings_of(PRACTICE_ADDRESS)
    async with blocks_when_needed(site.site.node):
        done = await site.to_the_end(await site.begin(plan))
    assert isinstance(done.events[-1], PlanCompleted), done.progress.stopped
    orders = [site.plans.orders[order_id] for order_id in done.order_ids]
    assert [order.state for order in orders] == [OrderState.FINAL] * 3
    assert [(step.paid, step.received) for step in done.progress.done] == [(s.pays, s.receives) for s in plan.steps]
    after = (await site.snapshot()).holdings_of(PRACTICE_ADDRESS)
    assert before is not None
    assert after is not None
    fees = [step.network_fee for step in done.progress.done]
    assert before.free - after.free == sum((fee for fee in fees if fee is not None), Tao.parse("9"))
    assert {netuid: after.staked(netuid) for netuid in NETUIDS} == {s.subnet.netuid: s.receives for s in plan.steps}
    async with blocks_when_needed(site.site.node):
        snapshot = await site.snapshot()
        out = unwinding(site.plans.circumstances(snapshot), site.plans.fees(), "2").plan
        assert out is not None
        sold = await site.to_the_end(await site.begin(out))
    assert isinstance(sold.events[-1], PlanCompleted), sold.progress.stopped
    left = (await site.snapshot()).holdings_of(PRACTICE_ADDRESS)
    assert left is not None
    assert left.stakes == ()


async def test_a_price_that_another_trader_moves_beyond_the_bounds_stops_it(site: PlanSite) -> None:
    plan = await site.a_basket("9")
    node = site.site.node
    third = plan.steps[2].subnet.netuid
    async with blocks_when_needed(node):
        record = await site.begin(plan)
        while site.record(record.id).done < 1:
            await site.look()
        # Somebody else buys a twentieth of the pool before the third step.
        pool = (await site.snapshot()).subnets[third].pool
        await somebody_buys(site, third, Tao(pool.tao_in.rao // 20))
        stopped = await site.to_the_end(record)
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.DRIFT
    assert stopped.progress.stopped.step == 2
    assert site.plans.states(stopped) == (StepState.FINAL, StepState.FINAL, StepState.STOPPED)
    assert len(site.plans.orders) == 2


async def test_the_chain_says_what_one_batch_would_cost(site: PlanSite) -> None:
    plan = await site.a_basket("9")
    compared = (await site.plans.with_batch_fee(PlanDraft(PlanKind.BASKET, plan=plan))).plan
    assert compared is not None
    assert compared.at_once is not None
    fee, steps = compared.at_once.cost.network, plan.cost.network
    assert fee is not None
    assert steps is not None
    assert Tao(0) < fee < steps
    assert compared.at_once.cost.impact == plan.cost.impact
    assert site.site.desk.orders == ()


async def test_stopping_leaves_the_rest_unsigned(site: PlanSite) -> None:
    plan = await site.a_basket("9")
    async with blocks_when_needed(site.site.node):
        record = await site.begin(plan)
        while len(site.record(record.id).order_ids) < 2:
            await site.look()
        site.plans.stop()
        stopped = await site.to_the_end(record, PATIENCE)
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.PERSON
    assert stopped.done == 2
    assert len(site.plans.orders) == 2


async def test_a_connection_that_is_lost_after_sending_stops_it(site: PlanSite) -> None:
    plan = await site.a_basket("9")
    node = site.site.node
    assert node.faults is not None
    node.faults.ask("lose_reply", {})
    record = await site.begin(plan)
    await until(lambda: site.plans.running is None)
    stopped = site.record(record.id)
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.UNKNOWN
    await site.site.market.connect()
    node.step(4)
    await site.site.desk.reconcile()
    assert site.plans.states(stopped) == (StepState.FINAL, StepState.NOT_BEGUN, StepState.NOT_BEGUN)
    rest = site.plans.rest_of(stopped, await site.snapshot()).plan
    assert rest is not None
    assert [step.subnet.netuid for step in rest.steps] == [2, 3]


async def test_a_proxy_carries_a_basket_out_for_its_coldkey(tmp_path: Path) -> None:
    async with a_funded_node("100") as node, a_plan_site(node, tmp_path, accounts=ACCOUNTS) as site:
        site.site.session.choose(COLD_ADDRESS)
        await allow(site.site)
        plan = await site.a_basket("9")
        async with blocks_when_needed(node):
            done = await site.to_the_end(await site.begin(plan))
        assert isinstance(done.events[-1], PlanCompleted), done.progress.stopped
        assert [(step.paid, step.received) for step in done.progress.done] == [(s.pays, s.receives) for s in plan.steps]
        orders = [site.plans.orders[order_id] for order_id in done.order_ids]
        assert {(order.owner, order.signer) for order in orders} == {(COLD_ADDRESS, PROXY_ADDRESS)}
        held = (await site.snapshot()).holdings_of(COLD_ADDRESS)
        assert held is not None
        assert {netuid: held.staked(netuid) for netuid in NETUIDS} == {s.subnet.netuid: s.receives for s in plan.steps}


@pytest.mark.parametrize(
    ("kind", "options", "state", "cause"),
    [
        ("fail", {"name": "SlippageTooHigh"}, StepState.STOPPED, StopCause.FAILED),
        ("reject", {}, StepState.STOPPED, StopCause.UNKNOWN),
        ("rehearsal", {"says": "fails"}, StepState.STOPPED, StopCause.FAILED),
        ("retract", {}, StepState.FINAL, None),
    ],
)
async def test_a_fault_at_the_second_step_stops_it_there_and_the_journal_is_as_the_chain(
    site: PlanSite, kind: str, options: dict[str, object], state: StepState, cause: StopCause | None
) -> None:
    node, desk = site.site.node, site.site.desk
    start = (await site.snapshot()).holdings_of(PRACTICE_ADDRESS)
    assert start is not None
    assert node.faults is not None
    record = await site.begin(await site.a_basket("9"))
    async with blocks_when_needed(node):
        while site.record(record.id).done < 1:
            await site.look()
        node.faults.ask(kind, options)
        ended = await site.to_the_end(record)
    node.faults.ask("rehearsal", {"says": "truth"})
    node.step(20)
    site.site.clock.turn(16 * 12.0 + 1)
    for _ in range(3):
        await desk.reconcile()
    assert not desk.has_open_orders
    stopped = ended.progress.stopped
    assert (stopped.cause if stopped else None) is cause
    assert site.plans.states(ended)[:2] == (StepState.FINAL, state)
    held = (await site.snapshot()).holdings_of(PRACTICE_ADDRESS)
    assert held is not None
    assert books_balance(node, desk.orders, start.free, held, NETUIDS)


async def test_a_block_without_the_event_of_the_proxys_call_stops_the_plan_as_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    emit = Context.emit

    def without_it(context: Context, pallet: str, name: str, *values: Any) -> None:
        if (pallet, name) != PROXY_EXECUTED:
            emit(context, pallet, name, *values)

    async with a_funded_node("100") as node, a_plan_site(node, tmp_path, accounts=ACCOUNTS) as site:
        site.site.session.choose(COLD_ADDRESS)
        await allow(site.site)
        plan = await site.a_basket("9")
        monkeypatch.setattr(Context, "emit", without_it)
        async with blocks_when_needed(node):
            stopped = await site.to_the_end(await site.begin(plan))
        assert stopped.progress.stopped is not None
        assert stopped.progress.stopped.cause is StopCause.UNKNOWN
        assert "whether the proxy's call was carried out" in stopped.progress.stopped.sentence
        (order,) = site.plans.orders.values()
        assert (order.state, order.filled) == (OrderState.UNTOLD, None)
        assert site.plans.states(stopped) == (StepState.UNKNOWN, StepState.NOT_BEGUN, StepState.NOT_BEGUN)
