"""Facts are compared before they are believed: what a second endpoint changes in a review."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.endpoint_comparison import Comparison, metadata_hash
from dtao_tui.domain.orders.nonce_choice import FAILED_BEFORE
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.errors import NotConnected
from dtao_tui.ports.extrinsics import AcceptedNumbers, CallNumbers, Outcome
from dtao_tui.trading import second_opinion
from dtao_tui.trading.order_review import NotPlaced, Review
from tests import reviewing
from tests.fakes import (
    ALICE,
    FINNEY_GENESIS,
    HOTKEY,
    OTHER_HOTKEY,
    PASSWORD,
    World,
    a_holding,
    a_snapshot,
    a_stake,
    a_world,
    an_account,
    some_facts,
    until,
)
from tests.quoting import a_ticket
from tests.reviewing import placed
from tests.second import SECOND, FakeSecond


def on_mainnet(tmp_path: Path, second: FakeSecond | None) -> World:
    holdings = (a_holding(ALICE, "50", (a_stake(7, "120"),)),)
    snapshot = a_snapshot(network="finney", genesis=FINNEY_GENESIS, holdings=holdings, seen_at=100.0)
    facts = some_facts(network="finney", genesis=FINNEY_GENESIS, endpoint="wss://entrypoint-finney.opentensor.ai:443")
    return a_world(
        tmp_path,
        network="finney",
        snapshot=snapshot,
        facts=facts,
        accounts=[an_account("trader", ALICE)],
        has_practice=False,
        cross_check=second,
    )


async def a_review(world: World, hotkey: str = HOTKEY, kind: str = "stake") -> Review:
    await world.market.connect()
    if not world.session.is_unlocked:
        await world.session.unlock(PASSWORD)
    await world.desk.network_fee(kind, an_account())
    return await reviewing.a_review(world, a_ticket(kind, SubnetId(7, 1_000), hotkey, "10", "2"))


async def test_what_two_endpoints_tell_alike_is_confirmed(tmp_path: Path) -> None:
    world = on_mainnet(tmp_path, FakeSecond())
    review = await a_review(world)
    comparison = review.doubts.comparison
    assert comparison is not None
    assert comparison.is_agreed
    assert (comparison.first, comparison.second) == ("entrypoint-finney.opentensor.ai:443", SECOND)
    assert comparison.confirms_metadata(425, metadata_hash(b"meta"))
    assert comparison.confirmed_pools == (review.subnet.pool,)
    assert comparison.confirms_hotkey(HOTKEY)
    assert not review.doubts.must_type_amount


async def test_other_reserves_refuse_the_order_with_both_values(tmp_path: Path) -> None:
    second = FakeSecond()
    second.tell(tao_in=238_000 * 10**9)
    world = on_mainnet(tmp_path, second)
    with pytest.raises(NotPlaced) as refused:
        await a_review(world)
    assert str(refused.value) == (
        "Two endpoints disagree about the TAO in the pool: entrypoint-finney.opentensor.ai:443 says "
        f"20,000.000 000 000 τ, {SECOND} says 238,000.000 000 000 τ. Nothing is signed; one of them is wrong."
    )
    assert world.signer.signed == []


@pytest.mark.parametrize("fact", ["alpha_in", "quote_weight", "fee_rate", "registered_at", "take", "mechanism"])
async def test_each_fact_counts(tmp_path: Path, fact: str) -> None:
    second = FakeSecond()
    second.tell(**{fact: 12_345})
    with pytest.raises(NotPlaced, match="Two endpoints disagree"):
        await a_review(on_mainnet(tmp_path, second))


@pytest.mark.parametrize("fact", ["name", "owner"])
async def test_who_is_behind_it_counts(tmp_path: Path, fact: str) -> None:
    second = FakeSecond()
    second.tell(**{fact: "another"})
    with pytest.raises(NotPlaced, match="Two endpoints disagree"):
        await a_review(on_mainnet(tmp_path, second))


async def test_a_second_that_fails_is_said_and_the_amount_is_typed(tmp_path: Path) -> None:
    second = FakeSecond()
    second.trouble = NotConnected("lite.sub.latent.to:443 does not answer.")
    review = await a_review(on_mainnet(tmp_path, second))
    assert review.doubts.comparison is not None
    assert review.doubts.comparison.not_compared == "lite.sub.latent.to:443 does not answer."
    assert review.doubts.must_type_amount
    assert not review.doubts.comparison.confirms_metadata(425, metadata_hash(b"meta"))


async def test_a_second_that_is_silent_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "PATIENCE_SECONDS", 0.05)
    second = FakeSecond()
    second.answering.clear()
    review = await a_review(on_mainnet(tmp_path, second))
    assert review.doubts.comparison is not None
    assert "did not answer within" in review.doubts.comparison.not_compared
    assert review.doubts.must_type_amount


async def test_a_review_that_is_given_up_asks_no_longer(tmp_path: Path) -> None:
    second = FakeSecond()
    second.answering.clear()
    world = on_mainnet(tmp_path, second)
    reviewing = asyncio.create_task(a_review(world))
    await until(lambda: bool(second.asked))

    def is_asking() -> bool:
        return any(task.get_name() == "compare" for task in asyncio.all_tasks())

    assert is_asking()
    reviewing.cancel()
    await asyncio.wait([reviewing])
    await until(lambda: not is_asking())


async def test_one_endpoint_only_is_said_where_a_second_ought_to_be(tmp_path: Path) -> None:
    review = await a_review(on_mainnet(tmp_path, FakeSecond(endpoint="")))
    assert review.doubts.comparison == Comparison("entrypoint-finney.opentensor.ai:443")
    assert not review.doubts.must_type_amount


async def test_the_practice_network_needs_no_second(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(seen_at=100.0), cross_check=FakeSecond(endpoint=""))
    await world.market.connect()
    await world.session.unlock_practice()
    ticket = a_ticket("stake", SubnetId(7, 1_000), HOTKEY, "10", "2")
    review = await world.desk.review(world.desk.draft(ticket, world.market.current), world.market.current)
    assert review.doubts.comparison is None


async def test_a_block_the_second_does_not_know_yet_leaves_it_uncompared(tmp_path: Path) -> None:
    second = FakeSecond()
    second.lie = lambda view: replace(view, runtime=None, subnet=None)
    world = on_mainnet(tmp_path, second)
    review = await a_review(world)
    assert review.doubts.comparison is not None
    assert review.doubts.comparison.not_compared == f"{SECOND} does not know block 48,213 yet."


async def test_a_block_it_still_does_not_know_one_block_later_is_a_difference(tmp_path: Path) -> None:
    second = FakeSecond()
    second.lie = lambda view: replace(view, runtime=None, subnet=None)
    world = on_mainnet(tmp_path, second)
    await a_review(world)
    second.lie = lambda view: view
    second.hashes[48_213] = "0x" + "77" * 32
    world.market.grow()
    with pytest.raises(NotPlaced, match="disagree about block 48,213"):
        await a_review(world)
    assert (await a_review(world)).doubts.comparison is not None


async def test_a_block_that_it_knows_by_now_is_none(tmp_path: Path) -> None:
    second = FakeSecond()
    second.lie = lambda view: replace(view, runtime=None, subnet=None)
    world = on_mainnet(tmp_path, second)
    await a_review(world)
    second.lie = lambda view: view
    second.hashes[48_213] = world.market.current.block_hash
    world.market.grow()
    comparison = (await a_review(world)).doubts.comparison
    assert comparison is not None
    assert comparison.is_agreed


async def test_a_validator_is_new_until_the_account_has_staked_to_it(tmp_path: Path) -> None:
    world = on_mainnet(tmp_path, FakeSecond())
    assert not (await a_review(world)).doubts.is_new_hotkey
    review = await a_review(world, OTHER_HOTKEY)
    assert review.doubts.is_new_hotkey
    assert not review.doubts.must_type_hotkey(OTHER_HOTKEY)
    await placed(world, review)
    assert not (await a_review(world, OTHER_HOTKEY)).doubts.is_new_hotkey


async def test_a_new_validator_that_nobody_confirms_has_its_end_typed(tmp_path: Path) -> None:
    second = FakeSecond()
    second.trouble = NotConnected("It does not answer.")
    world = on_mainnet(tmp_path, second)
    assert (await a_review(world, OTHER_HOTKEY)).doubts.must_type_hotkey(OTHER_HOTKEY)


async def test_a_position_that_only_the_endpoint_tells_of_vouches_for_no_validator(tmp_path: Path) -> None:
    second = FakeSecond()
    world = on_mainnet(tmp_path, second)
    assert not (await a_review(world)).doubts.must_type_hotkey(HOTKEY)
    second.trouble = NotConnected("It does not answer.")
    review = await a_review(world)
    assert not review.doubts.is_new_hotkey
    assert review.doubts.must_type_hotkey(HOTKEY)
    assert not (await a_review(world, kind="unstake")).doubts.must_type_hotkey(HOTKEY)
    await placed(world, review)
    assert not (await a_review(world)).doubts.must_type_hotkey(HOTKEY)


async def test_that_an_order_failed_is_the_endpoints_word_alone(tmp_path: Path) -> None:
    world = on_mainnet(tmp_path, FakeSecond())
    review = await a_review(world)
    assert review.notes == ()
    world.trading.next_outcome = Outcome(0, "", succeeded=False, error="SlippageTooHigh")
    *_, failed = await placed(world, review)
    assert failed.state is OrderState.REFUSED
    assert (await a_review(world)).notes == (FAILED_BEFORE.format(kind="stake"),)
    assert (await a_review(world, kind="unstake")).notes == ()
    world.trading.next_outcome = None
    await placed(world, await a_review(world))
    assert (await a_review(world)).notes == ()


async def test_closing_the_desk_hangs_up(tmp_path: Path) -> None:
    second = FakeSecond()
    world = on_mainnet(tmp_path, second)
    await a_review(world)
    await world.desk.close()
    assert second.closes == 1


NUMBERS = CallNumbers((7, 89), (7, 211))


async def a_sale(world: World) -> Review:
    await world.market.connect()
    if not world.session.is_unlocked:
        await world.session.unlock(PASSWORD)
    await world.desk.network_fee("unstake", an_account())
    ticket = a_ticket("unstake", SubnetId(7, 1_000), HOTKEY, "10", "2")
    return await world.desk.review(world.desk.draft(ticket, world.market.current), world.market.current)


def renumbering(tmp_path: Path, second: FakeSecond | None) -> World:
    world = on_mainnet(tmp_path, second)
    world.signer.numbers, world.signer.objection = NUMBERS, "This chain numbers it 7,211."
    return world


async def test_a_chains_own_number_can_be_accepted_where_two_operators_describe_it_alike(tmp_path: Path) -> None:
    world = renumbering(tmp_path, FakeSecond())
    review = await a_sale(world)
    assert (review.accepted, review.must_accept) == (AcceptedNumbers(425, NUMBERS), True)
    async for _ in world.desk.place(review):
        pass
    assert world.signer.accepted == [AcceptedNumbers(425, NUMBERS)]
    again = await a_sale(world)
    assert (again.accepted, again.must_accept) == (AcceptedNumbers(425, NUMBERS), False)


@pytest.mark.parametrize("failing", ["none", "silent", "another description"])
async def test_it_cannot_where_they_do_not(tmp_path: Path, failing: str) -> None:
    second = None if failing == "none" else FakeSecond()
    if second is not None and failing == "silent":
        second.trouble = NotConnected("It does not answer.")
    elif second is not None:
        second.metadata_hash = "00" * 32
    world = renumbering(tmp_path, second)
    with pytest.raises(NotPlaced, match=r"This chain numbers it 7,211\."):
        await a_sale(world)
    assert world.market.starts_over == 1
    assert world.signer.signed == []


async def test_no_number_is_accepted_for_an_objection_to_anything_else(tmp_path: Path) -> None:
    world = on_mainnet(tmp_path, FakeSecond())
    world.signer.objection = "Its layout is another one."
    with pytest.raises(NotPlaced, match="Its layout is another one"):
        await a_sale(world)
