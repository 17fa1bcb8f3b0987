"""A new review is signed by a plan's confirmation only where it is what was confirmed, or better."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.endpoint_comparison import Comparison
from dtao_tui.domain.holdings import Fate, Rest
from dtao_tui.domain.orders.shield_plan import ShieldPlan, ShieldUse
from dtao_tui.domain.plans.plan import Plan, PlanStep
from dtao_tui.domain.plans.plan_events import PlanConfirmed, StopCause
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Stake, Unstake
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.order_review import Review
from dtao_tui.trading.plans.step_bounds import Beyond, beyond_bounds, beyond_notes, ticket_within, tolerance_within
from dtao_tui.trading.ticket.ticket_draft import Draft, Ticket
from tests.fakes import HOTKEY, NETWORK_FEE, OTHER_HOTKEY, World
from tests.planning import a_plan
from tests.reviewing import connected
from tests.services.plans.carrying import with_price

CONFIRMED = PlanConfirmed(at=1.0)


@pytest.fixture
async def world(tmp_path: Path) -> World:
    made = await connected(tmp_path)
    await made.plans.learn_fees()
    return made


def the_step(plan: Plan) -> PlanStep:
    """The purchase on subnet 7."""
    return plan.steps[2]


async def reviewed(world: World, plan: Plan, thousandths: int = 1000) -> Review:
    snapshot = with_price(world.market.current, 7, thousandths)
    world.market.show(snapshot)
    ticket = ticket_within(the_step(plan), snapshot.subnets[7].pool)
    assert not isinstance(ticket, Beyond)
    return await world.desk.review(world.desk.draft(ticket, snapshot), snapshot)


async def test_the_same_step_at_the_same_block_is_what_was_confirmed(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    review = await reviewed(world, plan)
    assert beyond_bounds(the_step(plan), review, plan, CONFIRMED) is None
    assert review.quote.limit_price == the_step(plan).limit
    assert review.worst_received == the_step(plan).worst


async def test_a_step_that_pays_less_is_within(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    review = await reviewed(world, plan)
    larger = replace(the_step(plan), pays=Tao.parse("20"), receives=_twice(the_step(plan)), worst=the_step(plan).worst)
    assert beyond_bounds(larger, review, plan, CONFIRMED) is None


def _twice(step: PlanStep) -> Alpha:
    return Alpha(2 * step.receives.rao, 7)


@pytest.mark.parametrize(
    "other",
    [
        Stake(7, OTHER_HOTKEY, Tao.parse("10")),
        Stake(3, HOTKEY, Tao.parse("10")),
        Stake(7, HOTKEY, Tao.parse("10.000000001")),
        Stake(7, HOTKEY, Tao.parse("10"), allow_partial=True),
        Unstake(7, HOTKEY, Alpha.parse("1", 7)),
        Unstake(7, HOTKEY, Alpha.parse("1", 7), is_whole_position=True),
    ],
)
async def test_another_order_is_beyond(world: World, other: Stake | Unstake) -> None:
    plan = a_plan(snapshot=world.market.current)
    review = replace(await reviewed(world, plan), intent=other)
    beyond = beyond_bounds(the_step(plan), review, plan, CONFIRMED)
    assert beyond is not None
    assert beyond.cause is StopCause.REFUSED


async def test_a_worse_limit_is_beyond(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    review = await reviewed(world, plan)
    tighter = replace(the_step(plan), limit=Price(the_step(plan).limit.rao - 1))
    beyond = beyond_bounds(tighter, review, plan, CONFIRMED)
    assert beyond is not None
    assert "limit would be worse" in beyond.sentence


async def test_a_worst_case_that_brings_less_is_beyond(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    review = await reviewed(world, plan)
    short = replace(review, worst_received=Alpha(the_step(plan).worst.rao - 1, 7))
    beyond = beyond_bounds(the_step(plan), short, plan, CONFIRMED)
    assert beyond is not None
    assert "At worst" in beyond.sentence


async def test_a_fee_that_is_not_known_any_more_is_beyond(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    review = await reviewed(world, plan)
    twice = replace(review, unsigned=replace(review.unsigned, fee=Tao(2 * NETWORK_FEE.rao)))
    assert beyond_bounds(the_step(plan), twice, plan, CONFIRMED) is None
    for fee in (None, Tao(2 * NETWORK_FEE.rao + 1)):
        dearer = replace(review, unsigned=replace(review.unsigned, fee=fee))
        assert beyond_bounds(the_step(plan), dearer, plan, CONFIRMED) is not None


async def test_a_fee_that_was_not_known_bounds_no_later_one(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    review, step = await reviewed(world, plan), the_step(plan)
    unknown = replace(step, cost=replace(step.cost, network=None))
    beyond = beyond_bounds(unknown, review, plan, CONFIRMED)
    assert beyond is not None
    assert "was not known when the plan was confirmed" in beyond.sentence
    silent = replace(review, unsigned=replace(review.unsigned, fee=None))
    assert beyond_bounds(unknown, silent, plan, CONFIRMED) is None


async def test_a_step_is_sealed_exactly_where_that_was_confirmed(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    open_one = await reviewed(world, plan)
    sealed = replace(open_one, shield=ShieldPlan(ShieldUse.SEALED, key=b"key"))
    told = replace(CONFIRMED, is_sealed=True)
    assert beyond_bounds(the_step(plan), sealed, plan, told) is None
    for review, confirmed in ((sealed, CONFIRMED), (open_one, told)):
        beyond = beyond_bounds(the_step(plan), review, plan, confirmed)
        assert beyond is not None
        assert "MEV shield" in beyond.sentence


async def test_a_step_on_root_moves_no_price_and_goes_open_beside_sealed_ones(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    root, snapshot = plan.steps[0], world.market.current
    ticket = ticket_within(root, snapshot.subnets[0].pool)
    assert not isinstance(ticket, Beyond)
    review = await world.desk.review(world.desk.draft(ticket, snapshot), snapshot)
    assert beyond_bounds(root, review, plan, replace(CONFIRMED, is_sealed=True)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"must_accept": True},
        {"caution": "Only computed here."},
        {"rest": Rest(Alpha(1, 7), Alpha(0, 7), Alpha(2, 7), Fate.SOLD)},
    ],
)
async def test_what_was_not_shown_is_beyond(world: World, changes: dict[str, object]) -> None:
    plan = a_plan(snapshot=world.market.current)
    review = replace(await reviewed(world, plan), **changes)  # type: ignore[arg-type]  # any field
    beyond = beyond_bounds(the_step(plan), review, plan, CONFIRMED)
    assert beyond is not None
    assert beyond.cause is StopCause.REFUSED


async def test_a_note_on_the_accounts_numbers_is_beyond_unless_it_was_told(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    other = "Another program used the account."
    review, draft = replace(await reviewed(world, plan), notes=(other,)), Draft(the_ticket(plan, world))
    assert beyond_notes(the_step(plan), review, draft, CONFIRMED) == Beyond(StopCause.REFUSED, other)
    assert beyond_notes(the_step(plan), review, draft, replace(CONFIRMED, notes=(other,))) is None


@pytest.mark.parametrize(("name", "is_stopped"), [("removal", True), ("moves", False), ("second", False)])
async def test_what_a_check_says_counts_by_its_name_and_not_by_its_figures(
    world: World, name: str, is_stopped: bool
) -> None:
    plan = a_plan(snapshot=world.market.current)
    note = Check(name, True, "It may be removed within 3 h.", is_note=True)
    review = replace(await reviewed(world, plan), notes=(note.sentence,))
    draft = Draft(the_ticket(plan, world), checks=(note,))
    found = beyond_notes(the_step(plan), review, draft, CONFIRMED)
    assert (found is not None) is is_stopped
    told = replace(the_step(plan), known=(name,))
    assert beyond_notes(told, review, draft, CONFIRMED) is None


def the_ticket(plan: Plan, world: World) -> Ticket:
    ticket = ticket_within(the_step(plan), world.market.current.subnets[7].pool)
    assert not isinstance(ticket, Beyond)
    return ticket


async def test_a_second_endpoint_that_does_not_answer_is_beyond_unless_it_was_confirmed(world: World) -> None:
    plan = a_plan(snapshot=world.market.current)
    review = await reviewed(world, plan)
    missing = Comparison("one.example:443", "two.example:443", not_compared="It does not answer.")
    assert missing.is_missing
    silent = replace(review, doubts=replace(review.doubts, comparison=missing))
    assert beyond_bounds(the_step(plan), silent, plan, CONFIRMED) is not None
    assert beyond_bounds(the_step(plan), silent, plan, replace(CONFIRMED, without_second=True)) is None


@given(st.sampled_from(list(Side)), st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 500_000))
def test_no_tolerance_lets_a_limit_pass_the_confirmed_one(side: Side, then: int, now: int, parts: int) -> None:
    tolerance = Tolerance(parts)
    limit = tolerance.limit(side, Price(then))
    template = the_step(a_plan())
    receives = Tao(1) if side is Side.SELL else Alpha(1, 7)
    step = replace(template, limit=limit, tolerance=tolerance, receives=receives)
    within = tolerance_within(step, Price(now))
    if within is None:
        # Even the narrowest one would be beyond.
        narrowest = Tolerance(1).limit(side, Price(now))
        assert narrowest > limit if side is Side.BUY else narrowest < limit
        return
    assert within <= tolerance
    new = within.limit(side, Price(now))
    assert new <= limit if side is Side.BUY else new >= limit
    if within < tolerance:
        wider = Tolerance(within.parts_per_million + 1).limit(side, Price(now))
        assert wider > limit if side is Side.BUY else wider < limit
