"""The desk: what is reviewed is what is signed, once; and the journal tells what became of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Validator
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Unstake
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import MetadataUnverifiable, NotConnected, Refused
from dtao_tui.ports.extrinsics import Outcome, Progress, Stage
from dtao_tui.ports.record_stores import JournalTrouble
from dtao_tui.records.journal import Journal
from dtao_tui.trading.order_review import NotPlaced, Review
from dtao_tui.trading.ticket_draft import Ticket
from tests.fakes import (
    ALICE,
    FINNEY_GENESIS,
    GENESIS,
    HOTKEY,
    NETWORK_FEE,
    PASSWORD,
    PRACTICE_ADDRESS,
    World,
    a_holding,
    a_snapshot,
    a_stake,
    a_subnet,
    a_world,
    an_account,
    some_facts,
    until,
)
from tests.quoting import a_ticket as typed
from tests.services.placing import placed


def a_ticket(kind: str = "stake", amount: str = "10", hotkey: str | None = HOTKEY) -> Ticket:
    return typed(kind, a_subnet(7).id, hotkey, amount, "2")


@pytest.fixture
async def world(tmp_path: Path) -> World:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake()])]))
    await world.market.connect()
    return world


async def a_review(world: World, ticket: Ticket | None = None) -> Review:
    snapshot = world.market.current
    return await world.desk.review(world.desk.draft(ticket or a_ticket(), snapshot), snapshot)


def stations(states: list[Order]) -> list[str]:
    """The states without repetition; the rehearsal is told in the state that the signature brought."""
    values = [order.state.value for order in states]
    return [value for at, value in enumerate(values) if at == 0 or value != values[at - 1]]


async def test_a_stake_goes_from_signature_to_finality_and_tells_what_was_paid(world: World) -> None:
    review = await a_review(world)
    states = await placed(world, review)
    assert stations(states) == ["signed", "sent", "in block", "final"]
    final = states[-1]
    assert final.filled is not None
    assert final.filled.paid == Tao.parse("10")
    assert final.filled.received == review.quote.receives
    assert final.block == world.market.current.block + 1
    assert [name for name, _ in final.steps] == ["signed", "sent", "in block", "final"]
    assert world.desk.orders == (final,)
    assert world.desk.session_order_count == 1
    assert world.trading.sent == [world.signer.signed[0].extrinsic]


async def test_the_whole_position_is_sold_with_a_limit(world: World) -> None:
    review = await a_review(world, a_ticket("unstake", "max"))
    assert isinstance(review.intent, Unstake)
    assert review.decoded.call.name == "remove_stake_full_limit"
    assert dict(review.decoded.call.arguments)["limit_price"] == review.quote.limit_price.rao
    final = (await placed(world, review))[-1]
    assert final.state is OrderState.FINAL
    assert final.pays == Alpha.parse("120", 7)


async def test_the_review_shows_what_the_signer_reads(world: World) -> None:
    review = await a_review(world)
    assert (review.decoded.call.pallet, review.decoded.call.name) == ("SubtensorModule", "add_stake_limit")
    assert dict(review.decoded.call.arguments) == {
        "hotkey": HOTKEY,
        "netuid": 7,
        "amount_staked": 10 * 10**9,
        "limit_price": review.quote.limit_price.rao,
        "allow_partial": False,
    }


@pytest.mark.parametrize(
    "forged",
    [
        {"hotkey": ALICE},
        {"netuid": 3},
        {"amount_staked": 11 * 10**9},
        {"limit_price": 10**15},
        {"allow_partial": True},
        {"allow_partial": 0},
        {"more": 1},
    ],
)
async def test_bytes_that_are_not_the_order_are_refused(world: World, forged: dict[str, object]) -> None:
    world.trading.composed_as = forged
    with pytest.raises(NotPlaced, match="The bytes to sign"):
        await a_review(world)
    assert world.signer.signed == []


async def test_what_the_signer_would_not_sign_opens_no_review(world: World) -> None:
    world.signer.objection = "It may deceive."
    with pytest.raises(NotPlaced, match="It may deceive"):
        await a_review(world)
    assert world.market.starts_over == 1


async def test_a_chain_that_pays_something_else_is_refused_with_its_number(world: World) -> None:
    world.market.simulation = Simulation(tao_amount=9_994_965_000, alpha_amount=150 * 10**9, tao_fee=5_035_000)
    with pytest.raises(NotPlaced, match=r"The chain would pay 150\.000 γ, this quote says 199"):
        await a_review(world)
    draft = world.desk.draft(a_ticket(), world.market.current)
    check = await world.desk.chain_check(draft, world.market.current)
    assert (check.agrees, check.received_rao) == (False, 150 * 10**9)


async def test_a_chain_that_charges_another_fee_is_refused(world: World) -> None:
    draft = world.desk.draft(a_ticket(), world.market.current)
    assert draft.quote is not None
    world.market.simulation = replace(draft.quote.legs[0].expected, tao_fee=draft.quote.legs[0].expected.tao_fee + 1)
    with pytest.raises(NotPlaced, match="another fee"):
        await a_review(world)


async def test_a_chain_that_refuses_in_its_simulation_is_believed(world: World) -> None:
    world.market.simulation = Simulation()
    with pytest.raises(NotPlaced, match="simulation refuses"):
        await a_review(world)


async def test_a_hotkey_that_the_chain_does_not_know_is_refused(world: World) -> None:
    world.market.unknown_hotkeys.add(HOTKEY)
    with pytest.raises(NotPlaced, match="does not know this hotkey"):
        await a_review(world)
    draft = world.desk.draft(a_ticket(), world.market.current)
    assert [check.name for check in draft.checks if not check.passed] == ["hotkey"]


async def test_more_than_the_unlocked_stake_is_refused(world: World) -> None:
    world.market.locked_stake[(PRACTICE_ADDRESS, 7)] = Alpha.parse("100", 7)
    with pytest.raises(NotPlaced, match=r"20\.000 γ can be sold"):
        await a_review(world, a_ticket("unstake", "21"))
    assert (await a_review(world, a_ticket("unstake", "20"))).intent.amount == Alpha.parse("20", 7)


async def test_a_locked_wallet_signs_nothing(tmp_path: Path) -> None:
    world = a_world(
        tmp_path, has_practice=False, accounts=[an_account()], snapshot=a_snapshot(holdings=[a_holding(ALICE)])
    )
    await world.market.connect()
    review = await a_review(world)
    with pytest.raises(NotPlaced, match="locked"):
        await placed(world, review)
    assert world.trading.sent == []
    await world.session.unlock(PASSWORD)
    assert (await placed(world, review))[-1].state is OrderState.FINAL


async def test_a_key_that_locks_itself_during_the_review_signs_nothing(tmp_path: Path) -> None:
    snapshot = a_snapshot(holdings=[a_holding(ALICE)], block_seconds=600.0)
    world = a_world(tmp_path, has_practice=False, accounts=[an_account()], snapshot=snapshot)
    await world.market.connect()
    await world.session.unlock(PASSWORD)
    review = await a_review(world)
    world.clock.turn(301)
    with pytest.raises(NotPlaced, match="locked"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_a_runtime_that_cannot_verify_its_metadata_is_told_and_nothing_is_tried_again(world: World) -> None:
    world.trading.script = [MetadataUnverifiable("This runtime cannot verify the metadata.", "CannotLookup")]
    refused = (await placed(world, await a_review(world)))[-1]
    assert refused.state is OrderState.UNKNOWN
    assert refused.sentence.startswith("The endpoint refused it: “This runtime cannot verify the metadata.”")
    assert (len(world.signer.signed), len(world.trading.sent)) == (1, 1)


async def test_a_review_is_placed_once_however_often_it_is_confirmed(world: World) -> None:
    review = await a_review(world)
    first, second = world.desk.place(review), world.desk.place(review)
    assert [order async for order in first][-1].state is OrderState.FINAL
    with pytest.raises(NotPlaced, match="placed already"):
        _ = [order async for order in second]
    assert len(world.signer.signed) == 1
    assert len(world.trading.sent) == 1


async def test_a_second_order_waits_for_the_first(world: World) -> None:
    world.trading.gates[Stage.IN_BLOCK] = asyncio.Event()
    first, second = await a_review(world), await a_review(world)
    listening = asyncio.create_task(placed(world, first))
    await until(lambda: [o.state for o in world.desk.orders] == [OrderState.SENT])
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await placed(world, second)
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await a_review(world)
    world.trading.gates[Stage.IN_BLOCK].set()
    assert (await listening)[-1].state is OrderState.FINAL
    assert len(world.signer.signed) == 1
    await a_review(world)


async def test_an_order_goes_on_though_nobody_listens_any_more(world: World) -> None:
    world.trading.gates[Stage.IN_BLOCK] = asyncio.Event()
    review = await a_review(world)
    listener = asyncio.create_task(placed(world, review))
    await until(lambda: bool(world.trading.sent))
    listener.cancel()
    await asyncio.gather(listener, return_exceptions=True)
    world.trading.gates[Stage.IN_BLOCK].set()
    await until(lambda: world.desk.orders[0].state is OrderState.FINAL)
    assert world.journal.orders(GENESIS)[0].state is OrderState.FINAL


async def test_an_order_is_on_disk_before_it_is_sent(world: World, tmp_path: Path) -> None:
    seen: list[tuple[Order, ...]] = []
    broadcast = world.trading.broadcast

    def spying(extrinsic: bytes) -> AsyncIterator[Progress]:
        seen.append(Journal(world.parts.settings.places.journal).orders(GENESIS))
        return broadcast(extrinsic)

    world.trading.broadcast = spying  # type: ignore[method-assign]  # the moment of sending is what is looked at
    await placed(world, await a_review(world))
    ((on_disk,),) = seen
    assert on_disk.state is OrderState.SIGNED
    assert world.journal.extrinsics(on_disk.id) == (world.trading.sent[0],)


async def test_what_cannot_be_written_down_is_not_sent(world: World) -> None:
    review = await a_review(world)
    world.journal.close()
    with pytest.raises(NotPlaced, match="Nothing was sent"):
        await placed(world, review)
    assert world.trading.sent == []
    assert world.desk.orders == ()
    assert world.desk.open_order(PRACTICE_ADDRESS) is None


async def test_the_pools_refusal_proves_nothing_and_the_account_waits(world: World) -> None:
    world.trading.script = [Refused("The price moved past the limit.", "SlippageTooHigh")]
    refused = (await placed(world, await a_review(world)))[-1]
    assert refused.state is OrderState.UNKNOWN
    assert refused.sentence.startswith("The endpoint refused it: “The price moved past the limit.” That proves nothing")
    with pytest.raises(NotPlaced, match="not resolved yet"):
        await a_review(world)


@pytest.mark.parametrize("trouble", [Refused("No.", "Stale"), NotConnected("The connection is lost.")])
async def test_what_a_node_says_after_it_took_an_order_ends_nothing(world: World, trouble: Exception) -> None:
    world.trading.script = [Stage.READY, trouble]
    states = await placed(world, await a_review(world))
    assert stations(states) == ["signed", "sent", "unknown"]
    assert world.desk.open_order(PRACTICE_ADDRESS) == states[-1]


async def test_prices_of_another_chain_than_the_connected_one_are_not_traded_on(world: World) -> None:
    shown = world.market.current
    draft = world.desk.draft(a_ticket(), shown)
    with pytest.raises(NotPlaced, match="another chain"):
        await world.desk.review(draft, replace(shown, genesis="0x" + "cd" * 32))
    assert world.signer.signed == []


async def test_an_account_that_fell_into_trouble_after_the_review_signs_nothing(world: World) -> None:
    review = await a_review(world)
    assert world.session.chosen is not None
    world.session.chosen = replace(world.session.chosen, trouble="Its key file is damaged.")
    with pytest.raises(NotPlaced, match="key file is damaged"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_a_journal_that_fails_after_the_review_stops_the_order(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_order: Order) -> None:
        raise JournalTrouble("The disk is full.")

    first, second = await a_review(world), await a_review(world)
    monkeypatch.setattr(world.journal, "append", fails)
    assert (await placed(world, first))[-1].state is OrderState.FINAL
    with pytest.raises(NotPlaced, match="disk is full"):
        await placed(world, second)
    assert len(world.signer.signed) == 1


async def test_the_chain_is_asked_at_the_very_block_that_is_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, asked = world.market.current, []
    honest = world.market.simulate

    async def simulate(netuid: int, side: Side, pays: Tao | Alpha, head: Head) -> Simulation:
        asked.append((head.number, head.hash))
        return await honest(netuid, side, pays, head)

    monkeypatch.setattr(world.market, "simulate", simulate)
    draft = world.desk.draft(a_ticket(), shown)
    world.market.grow()
    await world.desk.review(draft, shown)
    assert asked == [(shown.block, shown.block_hash)]


async def test_a_refusal_in_the_block_costs_the_fee_and_says_so(world: World) -> None:
    world.trading.next_outcome = Outcome(
        0, "", succeeded=False, error="SlippageTooHigh", sentence="The price moved past the limit."
    )
    states = await placed(world, await a_review(world))
    assert [order.state for order in states][-2:] == [OrderState.IN_BLOCK, OrderState.REFUSED]
    assert states[-1].filled is None
    assert "only the network's fee was paid" in states[-1].sentence


async def test_a_dropped_block_puts_the_order_back_among_the_sent(world: World) -> None:
    elsewhere = Progress(Stage.IN_BLOCK, "0xfork")
    world.trading.script = [Stage.IN_BLOCK, Stage.RETRACTED, Stage.IN_BLOCK, Stage.FINAL]
    states = await placed(world, await a_review(world))
    assert stations(states) == ["signed", "in block", "sent", "in block", "final"]
    world.trading.script = [elsewhere]
    lost = (await placed(world, await a_review(world)))[-1]
    assert lost.state is OrderState.UNKNOWN
    assert "does not hold it" in lost.sentence


@pytest.mark.parametrize("stage", [Stage.DROPPED, Stage.USURPED, Stage.INVALID])
async def test_a_node_that_lets_an_order_go_has_not_decided_it(world: World, stage: Stage) -> None:
    world.trading.script = [Stage.READY, stage]
    final = (await placed(world, await a_review(world)))[-1]
    assert final.state is OrderState.UNKNOWN
    assert world.desk.open_order(PRACTICE_ADDRESS) == final


async def test_a_signer_that_signs_something_else_is_not_followed(world: World) -> None:
    review = await a_review(world)
    other = replace(review, unsigned=replace(review.unsigned, call=review.unsigned.call.replace(b"10000", b"90000")))
    with pytest.raises(NotPlaced, match="something else"):
        await placed(world, other)
    assert world.trading.sent == []


async def test_a_stale_feed_signs_nothing(world: World) -> None:
    review = await a_review(world)
    world.clock.turn(10)
    with pytest.raises(NotPlaced, match="No new block"):
        await placed(world, review)
    world.market.grow()
    assert (await placed(world, review))[-1].state is OrderState.FINAL


async def test_a_review_left_lying_is_made_anew(world: World) -> None:
    review = await a_review(world)
    world.market.grow(41)
    with pytest.raises(NotPlaced, match="41 blocks old"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_an_upgrade_between_review_and_confirmation_signs_nothing(world: World) -> None:
    review = await a_review(world)
    world.market.chain_facts = some_facts(spec_version=426)
    with pytest.raises(NotPlaced, match="upgraded"):
        await placed(world, review)


async def test_another_chain_between_review_and_confirmation_signs_nothing(world: World) -> None:
    review = await a_review(world)
    world.market.chain_facts = some_facts(genesis="0x" + "cd" * 32)
    with pytest.raises(NotPlaced, match="another chain"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_a_lost_connection_before_the_confirmation_signs_nothing(world: World) -> None:
    review = await a_review(world)
    await world.market.close()
    with pytest.raises(NotConnected):
        await placed(world, review)
    assert world.signer.signed == []


async def test_another_wallet_chosen_in_the_meantime_signs_nothing(tmp_path: Path) -> None:
    world = a_world(tmp_path, accounts=[an_account()])
    await world.market.connect()
    review = await a_review(world)
    world.session.choose(ALICE)
    with pytest.raises(NotPlaced, match="Another account"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_on_mainnet_nothing_is_signed_without_a_known_fee(tmp_path: Path) -> None:
    snapshot = a_snapshot(network="finney", genesis=FINNEY_GENESIS, holdings=[a_holding(ALICE)])
    world = a_world(tmp_path, accounts=[an_account()], has_practice=False, network="finney", snapshot=snapshot)
    await world.market.connect()
    world.trading.fee = None
    with pytest.raises(NotPlaced, match="fee is not known"):
        await a_review(world)
    world.trading.fee = Tao(1_000_000)
    assert (await a_review(world)).unsigned.fee == Tao(1_000_000)


async def test_max_is_counted_with_the_fee_of_the_very_call(world: World) -> None:
    await world.desk.network_fee("stake", PRACTICE_ADDRESS)
    world.trading.fee = Tao(5_000_000)
    review = await a_review(world, typed("stake", a_subnet(7).id, HOTKEY, "max", "50"))
    assert review.intent.amount == Tao.parse("1000") - Tao(5_000_000) - Tao(500)
    assert dict(review.decoded.call.arguments)["amount_staked"] == review.intent.amount.rao


async def test_the_fee_is_asked_once_in_a_while(world: World) -> None:
    for _ in range(3):
        assert await world.desk.network_fee("stake", PRACTICE_ADDRESS) == NETWORK_FEE
    assert len(world.trading.calls) == 1
    world.clock.turn(301)
    await world.desk.network_fee("stake", PRACTICE_ADDRESS)
    assert len(world.trading.calls) == 2


async def test_validators_are_asked_once_in_some_blocks(world: World) -> None:
    asked: list[int] = []
    validators = world.market.validators

    async def counting(netuid: int, head: Head) -> tuple[Validator, ...]:
        asked.append(head.number)
        return await validators(netuid, head)

    world.market.validators = counting  # type: ignore[method-assign]  # the requests are what is counted
    for block in (48_213, 48_214, 48_237, 48_238):
        assert len(await world.desk.validators(7, a_snapshot(block))) == 2
    assert asked == [48_213, 48_238]


async def test_no_password_is_in_the_journal(tmp_path: Path) -> None:
    world = a_world(
        tmp_path, has_practice=False, accounts=[an_account()], snapshot=a_snapshot(holdings=[a_holding(ALICE)])
    )
    await world.market.connect()
    await world.session.unlock(PASSWORD)
    await placed(world, await a_review(world))
    await world.desk.close()
    assert PASSWORD.encode() not in world.parts.settings.places.journal.read_bytes()
    assert PASSWORD not in repr(world.desk.__dict__)


async def test_an_orders_time_begins_with_its_signature_not_with_its_review(world: World) -> None:
    review = await a_review(world)
    world.trading.finalized_at = review.unsigned.era_block + 9
    (first, *_) = await placed(world, review)
    assert first.extrinsic.era_block == review.unsigned.era_block + 9
    (signed,) = world.signer.signed
    assert replace(signed.unsigned, era_block=review.unsigned.era_block, era_hash=review.unsigned.era_hash) == (
        review.unsigned
    )


async def test_an_endpoint_that_goes_back_behind_the_review_gets_no_signature(world: World) -> None:
    review = await a_review(world)
    world.trading.finalized_at = review.unsigned.era_block - 1
    with pytest.raises(NotPlaced, match="older than at the review"):
        await placed(world, review)
    assert world.signer.signed == []


async def test_near_its_removal_a_subnets_orders_are_valid_for_eight_blocks(tmp_path: Path) -> None:
    soon_removed = a_subnet(7, moving_price=Price(1))
    snapshot = a_snapshot(subnets=[a_subnet(0), soon_removed], holdings=[a_holding(stakes=[a_stake()])])
    world = a_world(tmp_path, snapshot=snapshot)
    await world.market.connect()
    assert (await a_review(world)).unsigned.era_period == 8
