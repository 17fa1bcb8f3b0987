"""Spend limits are kept by the pipeline: at the review, once more at signing, and in the journal's own transaction."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.intents import Limits
from dtao_tui.ports.errors import Refused
from dtao_tui.ports.extrinsics import Outcome, Rehearsal, RehearsalVerdict, Stage
from dtao_tui.records.limit_book import LimitBook
from dtao_tui.records.orders.journal import Journal
from dtao_tui.trading.order_review import NotPlaced
from tests.execution.reconciling import ERA_SECONDS, lost
from tests.fakes import GENESIS, World, a_holding, a_snapshot, a_stake, until
from tests.fakes.trading import ALL_STAGES
from tests.guarding import limit, spender
from tests.reviewing import a_review, a_ticket_on_7, connected, placed

HELD = 120
"""Alpha that the account holds on subnet 7, at 0.05 τ."""


async def a_world_at(tmp_path: Path, **wanted: object) -> World:
    return await connected(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake()])]), **wanted)


@pytest.fixture
async def world(tmp_path: Path) -> World:
    return await a_world_at(tmp_path)


def used(world: World) -> Tao:
    allowance = world.desk.allowance(world.market.current.block)
    assert allowance is not None
    return allowance.spending.used


async def test_without_limits_nothing_is_limited_and_no_check_is_shown(world: World) -> None:
    draft = world.desk.draft(a_ticket_on_7(amount="900"), world.market.current)
    assert "spending" not in [check.name for check in draft.checks]
    assert (await placed(world, await a_review(world)))[-1].state is OrderState.FINAL


async def test_an_order_over_the_limit_per_order_is_refused_before_anything_is_signed(world: World) -> None:
    limit(world, order="9.999")
    draft = world.desk.draft(a_ticket_on_7(), world.market.current)
    (check,) = [check for check in draft.checks if check.name == "spending"]
    assert (check.passed, check.title, check.fact) == (False, "order limit", "9.999 τ")
    with pytest.raises(NotPlaced, match=r"gives away up to 10.000 τ; your limit per order is 9.999 τ"):
        await a_review(world)
    assert (await a_review(world, a_ticket_on_7(amount="9.999"))).worth.tao == Tao.parse("9.999")


async def test_a_sale_over_the_limit_is_refused_by_what_is_sold(world: World) -> None:
    limit(world, order="5")
    with pytest.raises(NotPlaced, match=r"your limit per order is"):
        await a_review(world, a_ticket_on_7("unstake", "110"))
    assert (await a_review(world, a_ticket_on_7("unstake", "90"))).worth.tao == Tao(90 * 49_999_999)


async def test_the_sum_of_both_directions_over_24_hours_is_limited(world: World) -> None:
    limit(world, day="15")
    await placed(world, await a_review(world))
    await placed(world, await a_review(world, a_ticket_on_7("unstake", "90")))
    assert used(world) == Tao.parse("10") + Tao(90 * 49_999_999)
    draft = world.desk.draft(a_ticket_on_7(amount="0.6"), world.market.current)
    (check,) = [check for check in draft.checks if check.name == "spending"]
    assert (check.passed, check.title) == (False, "24 h limit")
    assert check.fact == "used 14.499 999 91 of 15.000 τ"
    with pytest.raises(NotPlaced, match=r"your limit of 24 hours leaves 0.500 000 09 τ"):
        await a_review(world, a_ticket_on_7(amount="0.6"))
    await placed(world, await a_review(world, a_ticket_on_7(amount="0.5")))


async def test_a_day_later_all_of_it_can_be_spent_again_and_another_account_was_never_limited(world: World) -> None:
    limit(world, day="10")
    await placed(world, await a_review(world))
    with pytest.raises(NotPlaced, match=r"leaves 0.000 τ"):
        await a_review(world)
    world.clock.turn(24 * 3600.0)
    assert used(world) == Tao(0)


async def test_a_limit_that_is_lowered_between_review_and_signing_stops_the_order(world: World) -> None:
    review = await a_review(world)
    other = LimitBook(world.parts.settings.places.limits, world.clock.moment)
    mine = world.desk.guard
    limit(world, order="1")
    (entry,) = other.entries()
    assert entry.limits.order == Tao.parse("1")
    with pytest.raises(NotPlaced, match=r"your limit per order is 1.000 τ"):
        await placed(world, review)
    assert world.signer.signed == []
    assert mine.limits(spender(world)).order == Tao.parse("1")


async def test_two_reviews_that_fit_one_by_one_do_not_both_pass(world: World) -> None:
    limit(world, day="15")
    first, second = await a_review(world), await a_review(world)
    assert (await placed(world, first))[-1].state is OrderState.FINAL
    with pytest.raises(NotPlaced, match=r"leaves 5.000 τ"):
        await placed(world, second)
    assert len(world.signer.signed) == 1


async def test_what_another_program_spends_in_the_last_moment_counts_and_nothing_is_sent(world: World) -> None:
    """The owner's other key, in another program, has spent between the last check here and the journal."""
    limit(world, day="15")
    first = (await placed(world, await a_review(world)))[-1]
    world.clock.turn(24 * 3600.0)
    snapshot = replace(world.market.current, seen_at=world.clock.now())
    review = await a_review(world, snapshot=snapshot)
    sign = world.signer.sign

    async def signing(*asked: object, **more: object) -> object:
        theirs = replace(first, id="theirs", created_at=world.clock.wall())
        extrinsic = replace(first.extrinsic, signed_at=world.clock.moment())
        elsewhere = Journal(world.parts.settings.places.journal)
        elsewhere.add(replace(theirs, extrinsics=(extrinsic,)), (b"x",))
        elsewhere.close()
        return await sign(*asked, **more)  # type: ignore[arg-type]  # passed on as they came

    world.signer.sign = signing  # type: ignore[method-assign]  # the moment between check and journal
    with pytest.raises(NotPlaced, match=r"leaves 5.000 τ.* Nothing was sent"):
        await placed(world, review)
    assert len(world.trading.sent) == 1
    assert {order.id for order in world.journal.orders(GENESIS)} == {first.id, "theirs"}


async def test_an_order_whose_end_is_not_known_counts_as_spent(world: World) -> None:
    limit(world, day="15")
    world.trading.script = [Refused("No.", "Stale")]
    assert (await placed(world, await a_review(world)))[-1].state is OrderState.UNKNOWN
    assert used(world) == Tao.parse("10")


async def test_an_order_that_is_held_or_fails_in_its_block_gives_its_part_back(world: World) -> None:
    limit(world, day="15")
    world.trading.rehearsals = [Rehearsal(RehearsalVerdict.FAILED, "It would fail.", was_shown=True)]
    assert (await placed(world, await a_review(world)))[-1].state is OrderState.HELD
    assert used(world) == Tao(0)
    world.trading.next_outcome = Outcome(0, "", succeeded=False, error="SlippageTooHigh", sentence="It moved.")
    assert (await placed(world, await a_review(world)))[-1].state is OrderState.REFUSED
    assert used(world) == Tao(0)
    world.trading.next_outcome = None
    assert (await placed(world, await a_review(world)))[-1].state is OrderState.FINAL
    assert used(world) == Tao.parse("10")


async def test_an_order_that_is_said_to_be_over_counts_for_the_one_behind_it(world: World) -> None:
    """An endpoint that hides what it carried out cannot have the account trade on beyond the limit."""
    limit(world, day="15")
    order = await lost(world)
    world.market.grow(64)
    world.clock.turn(ERA_SECONDS + 1)
    (over,) = await world.desk.reconcile()
    assert (over.id, over.state, used(world)) == (order.id, OrderState.EXPIRED, Tao(0))
    world.trading.script = list(ALL_STAGES)
    world.market.show(replace(world.market.current, seen_at=world.clock.now()))
    world.trading.nonces[order.signer] = order.extrinsic.nonce + 1
    review = await a_review(world, snapshot=world.market.current)
    with pytest.raises(NotPlaced, match=r"leaves 5.000 τ: used 10.000 of 15.000 τ"):
        await placed(world, review)
    del world.trading.nonces[order.signer]
    again = await placed(world, await a_review(world, snapshot=world.market.current))
    assert again[-1].state is OrderState.FINAL
    assert used(world) == Tao.parse("10")


async def test_it_is_counted_before_it_is_sent(world: World) -> None:
    limit(world, day="15")
    world.trading.gates[Stage.READY] = asyncio.Event()
    world.desk.place(await a_review(world))
    await until(lambda: bool(world.desk.orders))
    assert used(world) == Tao.parse("10")
    (on_disk,) = Journal(world.parts.settings.places.journal).orders(GENESIS)
    assert on_disk.quoted.worth == Tao.parse("10")
    world.trading.gates[Stage.READY].set()


async def test_the_count_outlives_the_program(tmp_path: Path) -> None:
    world = await a_world_at(tmp_path)
    limit(world, day="15")
    await placed(world, await a_review(world))
    await world.desk.close()
    again = await a_world_at(tmp_path)
    assert used(again) == Tao.parse("10")
    with pytest.raises(NotPlaced, match=r"leaves 5.000 τ"):
        await a_review(again)


async def test_a_clock_that_was_set_back_stops_all_spending_until_it_is_accepted(world: World) -> None:
    limit(world, day="15")
    await placed(world, await a_review(world))
    world.clock.date -= 7200.0
    with pytest.raises(NotPlaced, match="clock of this machine is earlier"):
        await a_review(world, a_ticket_on_7(amount="1"))
    allowance = world.desk.allowance(world.market.current.block)
    assert allowance is not None
    world.desk.guard.set_limits(spender(world), allowance.limits, allowance.spending.doubtful)
    assert used(world) == Tao.parse("10")
    assert (await a_review(world, a_ticket_on_7(amount="5"))).worth.tao == Tao.parse("5")


async def test_a_damaged_record_of_limits_stops_everything_until_they_are_set_again(tmp_path: Path) -> None:
    world = await a_world_at(tmp_path)
    limit(world, day="15")
    await world.desk.close()
    world.parts.settings.places.limits.write_bytes(b"damaged" * 1000)
    world = await a_world_at(tmp_path)
    with pytest.raises(NotPlaced, match="limits that were set here are lost"):
        await a_review(world, a_ticket_on_7(amount="1"))
    limit(world, day="15")
    await a_review(world, a_ticket_on_7(amount="1"))


async def test_a_record_of_limits_that_cannot_be_read_any_more_stops_the_signing(world: World) -> None:
    review = await a_review(world)
    world.parts.settings.places.limits.unlink()
    with pytest.raises(NotPlaced, match=r"record of limits .* cannot be read.* Nothing is signed without it"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_a_lost_journal_stops_an_account_with_a_daily_limit_even_when_that_was_read(tmp_path: Path) -> None:
    world = await a_world_at(tmp_path)
    limit(world, day="15")
    await placed(world, await a_review(world))
    await world.desk.close()
    world.parts.settings.places.journal.unlink()
    world = await a_world_at(tmp_path)
    assert world.desk.read_only
    world.desk.acknowledge()
    with pytest.raises(NotPlaced, match="may be missing in the journal"):
        await a_review(world, a_ticket_on_7(amount="1"))
    limit(world, day="15")
    await a_review(world, a_ticket_on_7(amount="1"))


async def test_a_price_that_is_not_known_allows_nothing_under_a_limit(tmp_path: Path) -> None:
    world = await a_world_at(tmp_path)
    review = await a_review(world, a_ticket_on_7("unstake", "90"))
    limit(world, order="1000")
    nothing = Price(0)
    legs = (replace(review.quote.legs[0], price_before=nothing),)
    unpriced = replace(review.quote, legs=legs, limits=Limits())
    subnets = {7: replace(review.snapshot.subnets[7], price=nothing)}
    forged = replace(review, quote=unpriced, snapshot=replace(review.snapshot, subnets=subnets))
    with pytest.raises(NotPlaced, match="worth is unknown"):
        await placed(world, forged)
    assert world.signer.signed == []


@pytest.mark.parametrize("key", ["practice", GENESIS])
async def test_limits_of_the_settings_file_count_and_stay_when_the_file_is_loosened(tmp_path: Path, key: str) -> None:
    world = await a_world_at(tmp_path, settings={"limits": {key: {"order": "5", "day": "20"}}})
    with pytest.raises(NotPlaced, match=r"your limit per order is 5.000 τ"):
        await a_review(world)
    await world.desk.close()
    for loosened in ({key: {"order": "50"}}, {}):
        again = await a_world_at(tmp_path, settings={"limits": loosened})
        with pytest.raises(NotPlaced, match=r"your limit per order is 5.000 τ"):
            await a_review(again)
        assert again.desk.guard.limits(spender(again)).day == Tao.parse("20")
        await again.desk.close()
