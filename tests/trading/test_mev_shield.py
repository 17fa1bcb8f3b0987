"""When an order is sealed, when it goes open, and what a person is asked before: the desk on the fakes."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.order import ExtrinsicRole
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.orders.shield_plan import ShieldPlan, ShieldUse
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.errors import NotConnected
from dtao_tui.ports.extrinsics import Outcome, Rehearsal, RehearsalVerdict, Stage
from dtao_tui.trading import mev_shield, second_opinion
from dtao_tui.trading.order_review import NotPlaced
from tests.fakes import (
    ALICE,
    FINNEY_GENESIS,
    NETWORK_FEE,
    World,
    a_holding,
    a_snapshot,
    a_stake,
    a_world,
    an_account,
    some_facts,
)
from tests.quoting import a_ticket
from tests.reviewing import a_review, a_ticket_on_7, connected, placed
from tests.second import FakeSecond

SHIELDED = some_facts(offers_shield=True)


async def a_shielded_world(tmp_path: Path, **wanted: object) -> World:
    world = await connected(tmp_path, **({"facts": SHIELDED} | wanted))
    await world.desk.network_fee("stake", world.session.chosen)  # type: ignore[arg-type]  # there is one
    return world


async def plan_of(world: World, kind: str = "stake") -> ShieldPlan:
    return (await a_review(world, a_ticket_on_7(kind))).shield


async def on_mainnet(tmp_path: Path, second: FakeSecond | None) -> World:
    holdings = (a_holding(ALICE, "50", (a_stake(7, "120"),)),)
    world = a_world(
        tmp_path,
        network="finney",
        snapshot=a_snapshot(network="finney", genesis=FINNEY_GENESIS, holdings=holdings, seen_at=100.0),
        facts=replace(SHIELDED, network="finney", genesis=FINNEY_GENESIS, endpoint="wss://a.opentensor.ai:443"),
        accounts=[an_account("trader", ALICE)],
        has_practice=False,
        cross_check=second,
    )
    await world.market.connect()
    await world.session.unlock("correct horse battery")
    await world.desk.network_fee("stake", an_account())
    return world


def pass_blocks(world: World, count: int) -> None:
    world.market.current = replace(world.market.current, block=world.market.current.block + count)


async def test_where_the_chain_has_no_shield_nothing_is_asked(tmp_path: Path) -> None:
    world = await connected(tmp_path)
    review = await a_review(world)
    assert review.shield == ShieldPlan()
    assert not review.shield.is_asked
    assert world.trading.shield_key_asked == []
    assert (await placed(world, review))[-1].carrier is None


async def test_what_moves_a_price_is_sealed_by_default(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    review = await a_review(world)
    assert review.shield.use is ShieldUse.SEALED
    assert not review.shield.is_asked
    assert review.shield.carrier_fee == world.trading.fee_of_carrier
    assert review.unsigned.fee == NETWORK_FEE + Tao(2_345_678)
    assert review.unsigned.era_period == 8
    assert (review.unsigned.nonce, review.last_nonce) == (0, 1)


async def test_root_has_no_price_and_is_not_sealed(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    ticket = a_ticket("stake", SubnetId(0), None, "10", "2")
    assert not world.desk.is_shield_offered(ticket)
    assert world.desk.is_shield_offered(a_ticket_on_7())


async def test_the_setting_turns_it_off_without_a_question(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path, settings={"mev_shield": False})
    plan = await plan_of(world)
    assert plan == ShieldPlan(because=mev_shield.IN_SETTINGS)
    assert not plan.is_asked


async def test_a_person_who_turns_it_off_for_one_order_is_asked(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    review = await a_review(world, replace(a_ticket_on_7(), is_shielded=False))
    assert (review.shield.use, review.shield.because) == (ShieldUse.OPEN, mev_shield.BY_CHOICE)
    assert review.shield.is_asked
    assert review.unsigned.fee == NETWORK_FEE
    assert review.unsigned.era_period == 16


async def test_a_chain_that_names_no_key_is_told_and_asked_about(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    world.trading.next_shield_key = None
    review = await a_review(world)
    assert (review.shield.use, review.shield.because) == (ShieldUse.OPEN, mev_shield.NO_KEY)
    assert review.unsigned.fee == NETWORK_FEE
    order = (await placed(world, review))[-1]
    assert order.carrier is None
    assert world.signer.sealed == []


async def test_an_endpoint_that_describes_mainnet_without_a_shield_is_asked_about(tmp_path: Path) -> None:
    world = await on_mainnet(tmp_path, FakeSecond())
    world.market.chain_facts = replace(world.market.facts, offers_shield=False)
    plan = await plan_of(world)
    assert (plan.use, plan.because) == (ShieldUse.OPEN, mev_shield.DENIED)
    assert plan.is_asked


async def test_an_endpoint_that_names_no_key_is_not_believed_alone(tmp_path: Path) -> None:
    world = await on_mainnet(tmp_path, FakeSecond())
    world.trading.next_shield_key = None
    plan = await plan_of(world)
    assert plan.use is ShieldUse.OPEN
    assert plan.because.startswith(mev_shield.NO_KEY_HERE)
    assert "names a key at block" in plan.because


async def test_two_endpoints_that_name_no_key_are_believed(tmp_path: Path) -> None:
    second = FakeSecond()
    second.shield_key = None
    world = await on_mainnet(tmp_path, second)
    world.trading.next_shield_key = None
    assert await plan_of(world) == ShieldPlan(ShieldUse.OPEN, mev_shield.NO_KEY)


async def test_a_key_that_cannot_be_read_is_asked_about(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    world.trading.shield_trouble = NotConnected("The connection is lost.")
    plan = await plan_of(world)
    assert plan.use is ShieldUse.OPEN
    assert plan.because == "The chain's shield key cannot be read: The connection is lost."


async def test_a_key_that_two_endpoints_name_is_proven(tmp_path: Path) -> None:
    second = FakeSecond()
    review = await a_review(await on_mainnet(tmp_path, second))
    assert review.shield.use is ShieldUse.SEALED
    # Both were asked at one block: the review's.
    assert [at.number for at in second.keys_asked] == [review.snapshot.block]


@pytest.mark.parametrize(
    ("told", "because"),
    [(b"\x01" * 1184, "names another key at block"), (None, "names no key at block")],
)
async def test_a_key_that_the_second_endpoint_does_not_name_is_not_proven(
    tmp_path: Path, told: bytes | None, because: str
) -> None:
    second = FakeSecond()
    second.shield_key = told
    plan = (await a_review(await on_mainnet(tmp_path, second))).shield
    assert plan.use is ShieldUse.UNPROVEN
    assert plan.is_sealed
    assert plan.is_asked
    assert because in plan.because


async def test_without_a_second_endpoint_a_public_chains_key_is_not_proven(tmp_path: Path) -> None:
    plan = (await a_review(await on_mainnet(tmp_path, FakeSecond(endpoint="")))).shield
    assert plan.use is ShieldUse.UNPROVEN
    assert "no second one is known" in plan.because


async def test_a_second_endpoint_that_is_silent_leaves_the_key_unproven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_opinion, "PATIENCE_SECONDS", 0.05)
    second = FakeSecond()
    world = await on_mainnet(tmp_path, second)
    second.answering.clear()
    plan = (await a_review(world)).shield
    assert plan.use is ShieldUse.UNPROVEN
    assert "did not name its key within" in plan.because


async def test_the_key_is_fetched_again_for_the_signature(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    review = await a_review(world)
    world.trading.next_shield_key = b"\x02" * 1184
    await anext(world.desk.place(review))
    assert world.signer.shield_keys == [b"\x02" * 1184]


async def test_a_key_that_is_gone_at_the_signature_stops_the_order(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    review = await a_review(world)
    world.trading.next_shield_key = None
    with pytest.raises(NotPlaced, match=r"names no shield key now\. Nothing was signed"):
        await placed(world, review)
    assert world.signer.sealed == []
    assert world.signer.signed == []
    assert world.desk.orders == ()


async def test_a_key_that_cannot_be_proven_again_stops_an_order_that_was_confirmed_with_a_proven_one(
    tmp_path: Path,
) -> None:
    second = FakeSecond()
    world = await on_mainnet(tmp_path, second)
    review = await a_review(world)
    await world.desk.prove_password(review, "correct horse battery")
    second.shield_key = b"\x03" * 1184
    with pytest.raises(NotPlaced, match="could not be proven again"):
        await placed(world, review)
    assert world.signer.sealed == []


async def test_beside_an_order_that_is_held_nothing_is_sealed(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    world.trading.rehearsals = [Rehearsal(RehearsalVerdict.FAILED, "It would fail.", "SlippageTooHigh")]
    held = await placed(world, await a_review(world, replace(a_ticket_on_7(), is_shielded=False)))
    assert held[-1].state is OrderState.HELD
    plan = await plan_of(world)
    assert (plan.use, plan.because) == (ShieldUse.OPEN, mev_shield.BESIDE_HELD)


async def test_without_free_tao_for_the_carrier_an_order_goes_open(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    world.trading.fee_of_carrier = Tao.parse("100000")
    plan = await plan_of(world)
    assert plan.use is ShieldUse.OPEN
    assert plan.because.startswith("The carrier's fee, 100,000")


async def test_a_sealed_order_ends_with_the_order_in_it(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    review = await a_review(world)
    states: list[str] = []
    async for order in world.desk.place(review):
        carrier, operation = order.parts
        states.append(f"{carrier.state.value}/{operation.state.value}")
        if carrier.state is OrderState.FINAL and operation.state is OrderState.SIGNED:
            pass_blocks(world, 6)
    order = world.desk.orders[0]
    assert [part.extrinsic.role for part in order.parts] == [ExtrinsicRole.CARRIER, ExtrinsicRole.OPERATION]
    assert list(dict.fromkeys(states)) == [
        "signed/signed",
        "sent/signed",
        "in block/signed",
        "final/signed",
        "final/final",
    ]
    assert order.filled is not None
    assert order.network_fee == NETWORK_FEE + Tao(2_345_678)
    # One broadcast, and one rehearsal: the carrier's.
    assert world.trading.sent == world.trading.rehearsed == [world.signer.sealed[0].carrier]


async def test_a_carrier_whose_rehearsal_fails_holds_both_and_the_account_waits(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    world.trading.rehearsals = [Rehearsal(RehearsalVerdict.FAILED, "It would fail.", "Payment")]
    order = (await placed(world, await a_review(world)))[-1]
    carrier, operation = order.parts
    assert (carrier.state, operation.state) == (OrderState.HELD, OrderState.UNKNOWN)
    assert "the next order of this account waits until block" in order.sentence
    assert world.trading.sent == []
    assert world.desk.open_order(order.signer) == order
    with pytest.raises(NotPlaced):
        await a_review(world)


async def test_a_carrier_that_nobody_has_seen_cancels_both(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    failed = Rehearsal(RehearsalVerdict.FAILED, "It would fail.", "Payment", was_shown=False)
    world.trading.rehearsals = [failed]
    order = (await placed(world, await a_review(world)))[-1]
    assert [part.state for part in order.parts] == [OrderState.CANCELLED, OrderState.CANCELLED]
    assert not order.is_open
    assert (await plan_of(world)).use is ShieldUse.SEALED


async def test_a_carrier_that_is_refused_leaves_both_unknown(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    world.trading.script = [Stage.READY, Stage.DROPPED]
    order = (await placed(world, await a_review(world)))[-1]
    assert [part.state for part in order.parts] == [OrderState.UNKNOWN, OrderState.UNKNOWN]
    assert "No block is known to hold the carrier" in order.sentence
    assert world.desk.open_order(order.signer) is not None


async def test_a_carrier_that_fails_in_its_block_is_told_with_its_fee(tmp_path: Path) -> None:
    world = await a_shielded_world(tmp_path)
    world.trading.opened_after = None
    world.trading.next_outcome = Outcome(0, "0x", False, network_fee=Tao(2_345_678), sentence="The queue is full.")
    async for order in world.desk.place(await a_review(world)):
        if order.part(0).state is OrderState.REFUSED:
            pass_blocks(world, 9)
        if order.state is OrderState.UNKNOWN:
            break
    assert order.part(0).state is OrderState.REFUSED
    assert "only the network's fee, 0.002 345 678 τ, was paid" in order.part(0).history.sentence
    assert order.filled is None
