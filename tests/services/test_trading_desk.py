"""The trading desk reviews what the signer itself reads, and refuses what the chain says otherwise."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Validator
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.ports.chain import Head
from dtao_tui.trading.order_review import NotPlaced
from tests.fakes import (
    ALICE,
    FINNEY_GENESIS,
    HOTKEY,
    NETWORK_FEE,
    PRACTICE_ADDRESS,
    World,
    a_holding,
    a_snapshot,
    a_stake,
    a_subnet,
    a_world,
    an_account,
    the_practice_account,
)
from tests.quoting import a_ticket
from tests.reviewing import a_review, a_ticket_on_7, connected


@pytest.fixture
async def world(tmp_path: Path) -> World:
    return await connected(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake()])]))


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
    draft = world.desk.draft(a_ticket_on_7(), world.market.current)
    check = await world.desk.chain_check(draft, world.market.current)
    assert (check.agrees, check.received_rao) == (False, 150 * 10**9)


async def test_a_chain_that_charges_another_fee_is_refused(world: World) -> None:
    draft = world.desk.draft(a_ticket_on_7(), world.market.current)
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
    draft = world.desk.draft(a_ticket_on_7(), world.market.current)
    assert [check.name for check in draft.checks if not check.passed] == ["hotkey"]


async def test_more_than_the_unlocked_stake_is_refused(world: World) -> None:
    world.market.locked_stake[(PRACTICE_ADDRESS, 7)] = Alpha.parse("100", 7)
    with pytest.raises(NotPlaced, match=r"20\.000 γ can be sold"):
        await a_review(world, a_ticket_on_7("unstake", "21"))
    assert (await a_review(world, a_ticket_on_7("unstake", "20"))).intent.amount == Alpha.parse("20", 7)


async def test_prices_of_another_chain_than_the_connected_one_are_not_traded_on(world: World) -> None:
    shown = world.market.current
    draft = world.desk.draft(a_ticket_on_7(), shown)
    with pytest.raises(NotPlaced, match="another chain"):
        await world.desk.review(draft, replace(shown, genesis="0x" + "cd" * 32))
    assert world.signer.signed == []


async def test_the_chain_is_asked_at_the_very_block_that_is_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, asked = world.market.current, []
    honest = world.market.simulate

    async def simulate(netuid: int, side: Side, pays: Tao | Alpha, head: Head) -> Simulation:
        asked.append((head.number, head.hash))
        return await honest(netuid, side, pays, head)

    monkeypatch.setattr(world.market, "simulate", simulate)
    draft = world.desk.draft(a_ticket_on_7(), shown)
    world.market.grow()
    await world.desk.review(draft, shown)
    assert asked == [(shown.block, shown.block_hash)]


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
    await world.desk.network_fee("stake", the_practice_account())
    world.trading.fee = Tao(5_000_000)
    review = await a_review(world, a_ticket("stake", a_subnet(7).id, HOTKEY, "max", "50"))
    assert review.intent.amount == Tao.parse("1000") - Tao(5_000_000) - Tao(500)
    assert dict(review.decoded.call.arguments)["amount_staked"] == review.intent.amount.rao


async def test_the_fee_is_asked_once_in_a_while(world: World) -> None:
    for _ in range(3):
        assert await world.desk.network_fee("stake", the_practice_account()) == NETWORK_FEE
    assert len(world.trading.calls) == 1
    world.clock.turn(301)
    await world.desk.network_fee("stake", the_practice_account())
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


async def test_near_its_removal_a_subnets_orders_are_valid_for_eight_blocks(tmp_path: Path) -> None:
    soon_removed = a_subnet(7, moving_price=Price(1))
    snapshot = a_snapshot(subnets=[a_subnet(0), soon_removed], holdings=[a_holding(stakes=[a_stake()])])
    world = a_world(tmp_path, snapshot=snapshot)
    await world.market.connect()
    assert (await a_review(world)).unsigned.era_period == 8
