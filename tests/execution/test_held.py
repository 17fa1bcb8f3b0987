"""Orders that the chain's own runtime would not carry out are held back; the next one carries the same nonce."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.orders.nonce_choice import BOTH_SIGNED
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.errors import NotConnected
from dtao_tui.ports.extrinsics import NonceUse, Rehearsal, RehearsalVerdict, Stage, Unsigned
from dtao_tui.trading.order_review import NotPlaced, Review
from tests.execution.reconciling import ERA_SECONDS, land
from tests.fakes import GENESIS, PRACTICE_ADDRESS, World, until
from tests.reviewing import a_review, connected

ADVICE = "In the ticket, ctrl+t takes the tolerance that is needed."
FAILS = Rehearsal(
    RehearsalVerdict.FAILED, "The price would have moved past your limit.", "SlippageTooHigh", advice=ADVICE
)
UNCLEAR = Rehearsal(RehearsalVerdict.UNCLEAR, "no answer within 3 seconds")


@pytest.fixture
async def world(tmp_path: Path) -> World:
    return await connected(tmp_path)


async def placed(world: World, review: Review | None = None) -> Order:
    """The order when nobody follows it any more."""
    wanted = review or await a_review(world)
    world.desk.place(wanted)
    await until(lambda: wanted.id in [o.id for o in world.desk.orders] and not world.desk.is_followed(wanted.id))
    return next(order for order in world.desk.orders if order.id == wanted.id)


async def held(world: World) -> Order:
    world.trading.rehearsals = [FAILS]
    return await placed(world)


async def test_an_order_that_would_fail_is_not_sent_and_says_why(world: World) -> None:
    order = await held(world)
    assert order.state is OrderState.HELD
    assert order.sentence.startswith("The price would have moved past your limit. It was not sent and no fee was paid")
    assert order.sentence.endswith(f"so the next order carries the same number. {ADVICE}")
    assert order.history.rehearsal == "failed: SlippageTooHigh"
    assert world.trading.sent == []
    assert len(world.trading.rehearsed) == 1
    assert world.journal.orders(GENESIS) == (order,)


async def test_an_order_is_on_disk_before_anyone_sees_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[OrderState] = []
    rehearse = world.trading.rehearse

    async def spying(extrinsic: bytes, decoded: object) -> Rehearsal:
        seen.extend(order.state for order in world.journal.orders(GENESIS))
        return await rehearse(extrinsic, decoded)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(world.trading, "rehearse", spying)
    await held(world)
    assert seen == [OrderState.SIGNED]


@pytest.mark.parametrize("said", [UNCLEAR, Rehearsal(RehearsalVerdict.PASSED)])
async def test_what_passes_or_is_not_rehearsed_goes_on_and_the_journal_says_so(world: World, said: Rehearsal) -> None:
    world.trading.rehearsals = [said]
    order = await placed(world)
    assert order.state is OrderState.FINAL
    assert order.history.rehearsal == (
        "passed" if said.verdict is RehearsalVerdict.PASSED else f"not rehearsed: {UNCLEAR.sentence}"
    )


async def test_the_next_order_carries_the_same_number_and_says_so(world: World) -> None:
    first = await held(world)
    assert world.desk.open_order(PRACTICE_ADDRESS) is None
    world.trading.nonces[PRACTICE_ADDRESS] = first.extrinsic.nonce
    review = await a_review(world)
    assert (review.unsigned.nonce, review.notes) == (first.extrinsic.nonce, (BOTH_SIGNED,))


async def test_an_endpoint_that_counts_the_held_order_in_its_pool_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await held(world)
    prepare = world.trading.prepare

    async def counting(*asked: object, **named: object) -> Unsigned:
        return replace(await prepare(*asked, **named), nonce=first.extrinsic.nonce + 1)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(world.trading, "prepare", counting)
    assert (await a_review(world)).unsigned.nonce == first.extrinsic.nonce


async def test_once_the_retry_is_final_the_held_order_is_replaced(world: World) -> None:
    first = await held(world)
    second = await placed(world)
    assert second.state is OrderState.FINAL
    assert second.extrinsic.nonce == first.extrinsic.nonce
    world.market.grow(10)
    (replaced,) = await world.desk.reconcile()
    assert (replaced.id, replaced.state) == (first.id, OrderState.REPLACED)
    assert (await a_review(world)).unsigned.nonce == first.extrinsic.nonce + 1


async def test_an_endpoint_that_carries_out_the_held_order_is_found_out(world: World) -> None:
    first = await held(world)
    land(world, first, 48_214)
    world.market.grow(10)
    (final,) = await world.desk.reconcile()
    assert (final.id, final.state) == (first.id, OrderState.FINAL)


async def test_of_two_that_are_signed_one_is_carried_out_whichever_it_is(world: World) -> None:
    first = await held(world)
    world.trading.script = [Stage.READY, Stage.DROPPED]
    second = await placed(world)
    land(world, first, 48_214)
    world.market.grow(10)
    await world.desk.reconcile()
    await world.desk.reconcile()
    states = {order.id: order.state for order in world.desk.orders}
    assert states == {first.id: OrderState.FINAL, second.id: OrderState.REPLACED}


@pytest.mark.parametrize("landing", [0, 1])
async def test_two_that_are_held_never_replace_each_other(world: World, landing: int) -> None:
    pair = [await held(world), await held(world)]
    land(world, pair[landing], 48_214)
    world.market.grow(10)
    world.trading.nonces[PRACTICE_ADDRESS] = 1
    use = NonceUse(48_214, pair[landing].extrinsic.hash, is_proven=True)
    world.trading.nonce_uses[PRACTICE_ADDRESS, pair[0].extrinsic.nonce] = use
    await world.desk.reconcile()
    states = {order.id: order.state for order in world.desk.orders}
    assert states[pair[landing].id] is OrderState.FINAL
    assert states[pair[1 - landing].id] is OrderState.REPLACED


async def test_a_nonce_that_passes_a_held_order_blocks_until_it_is_known_what_used_it(world: World) -> None:
    first = await held(world)
    world.market.grow(10)
    world.trading.nonces[PRACTICE_ADDRESS] = first.extrinsic.nonce + 1
    with pytest.raises(NotPlaced, match="moved past an order that was held back"):
        await a_review(world)
    (blocked,) = await world.desk.reconcile()
    assert blocked.state is OrderState.UNKNOWN
    assert world.desk.open_order(PRACTICE_ADDRESS) == blocked
    use = NonceUse(48_215, "0xother", is_proven=True)
    world.trading.nonce_uses[PRACTICE_ADDRESS, first.extrinsic.nonce] = use
    world.market.grow(30)
    (replaced,) = await world.desk.reconcile()
    assert replaced.state is OrderState.REPLACED


async def test_a_held_order_ends_with_its_era(world: World) -> None:
    order = await held(world)
    world.market.grow(100)
    assert await world.desk.reconcile() == ()
    assert world.desk.orders[0].state is OrderState.HELD
    world.clock.turn(ERA_SECONDS)
    (expired,) = await world.desk.reconcile()
    assert (expired.id, expired.state) == (order.id, OrderState.EXPIRED)


async def test_what_was_rehearsed_and_could_not_be_sent_is_held_not_cancelled(world: World) -> None:
    world.trading.script = [NotConnected("The connection is lost.")]
    order = await placed(world)
    assert order.state is OrderState.HELD
    assert order.sentence.startswith("The connection is lost. It was not sent")


async def test_the_account_waits_for_a_retry_that_was_sent(world: World) -> None:
    await held(world)
    world.trading.script = [Stage.READY, Stage.DROPPED]
    second = await placed(world)
    assert world.desk.open_order(PRACTICE_ADDRESS) == second
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await a_review(world)


async def test_after_a_restart_the_held_order_is_still_known(world: World, tmp_path: Path) -> None:
    first = await held(world)
    await world.desk.close()
    again = await connected(tmp_path)
    assert again.desk.orders == (first,)
    assert (await a_review(again)).unsigned.nonce == first.extrinsic.nonce


async def test_a_review_made_before_the_order_was_held_is_not_signed_above_it(world: World) -> None:
    review = await a_review(world)
    ahead = replace(review, id="ahead", unsigned=replace(review.unsigned, nonce=review.unsigned.nonce + 1))
    await held(world)
    with pytest.raises(NotPlaced, match="lower number is not resolved"):
        _ = [order async for order in world.desk.place(ahead)]
    assert len(world.signer.signed) == 1
