"""Review: what a second endpoint says, a price that has jumped, and what must be typed because of it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.price_jumps import Against, Jump
from dtao_tui.ports.errors import NotConnected
from dtao_tui.ports.extrinsics import AcceptedNumbers, CallNumbers
from dtao_tui.ports.networks import TEST_GENESIS
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.trading.safeguards import Doubts
from dtao_tui.widgets.trade.confirm import ConfirmBar
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
    a_subnet,
    a_world,
    an_account,
    some_facts,
)
from tests.quoting import a_ticket
from tests.screen import a_desk, said, until, until_said, write
from tests.second import SECOND, FakeSecond

SOON = 0.05


def on(network: str, tmp_path: Path, second: FakeSecond | None) -> World:
    genesis = {"finney": FINNEY_GENESIS, "test": TEST_GENESIS}[network]
    holdings = (a_holding(ALICE, "50", (a_stake(7, "120"),)),)
    endpoint = "wss://entrypoint-finney.opentensor.ai:443"
    return a_world(
        tmp_path,
        network=network,
        snapshot=a_snapshot(network=network, genesis=genesis, holdings=holdings),
        facts=some_facts(network=network, genesis=genesis, endpoint=endpoint),
        accounts=[an_account("trader", ALICE)],
        has_practice=False,
        cross_check=second,
        settings={"mev_shield": False},
    )


@asynccontextmanager
async def at_a_review(
    world: World,
    hotkey: str = HOTKEY,
    size: tuple[int, int] = (120, 36),
    doubts: Doubts | None = None,
    names: Mapping[str, str] | None = None,
) -> AsyncIterator[tuple[Pilot[None], list[bool | None]]]:
    answers: list[bool | None] = []
    async with a_desk(world, size) as pilot:
        if world.session.needs_password:
            await world.session.unlock(PASSWORD)
        else:
            await world.session.unlock_practice()
        snapshot = replace(world.market.current, seen_at=world.clock.now())
        ticket = a_ticket("stake", snapshot.subnets[7].id, hotkey, "10.5", "2")
        review = await world.desk.review(world.desk.draft(ticket, snapshot), snapshot)
        shown = replace(review, doubts=doubts or review.doubts)
        await pilot.app.push_screen(ReviewScreen(shown, world.parts, names or {}, armed_after=SOON), answers.append)
        await pilot.pause()
        yield pilot, answers


async def armed(pilot: Pilot[None]) -> None:
    await pilot.press("end")
    bar = pilot.app.screen.query_one(ConfirmBar)
    await until(pilot, lambda: bar.is_ready)


async def test_review_names_the_endpoint_that_says_the_same(tmp_path: Path) -> None:
    async with at_a_review(on("finney", tmp_path, FakeSecond())) as (pilot, _):
        await until_said(pilot, f"compared {SECOND} says the same of block 48,213")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_name_that_storage_does_not_hold_is_the_endpoints_alone(tmp_path: Path, size: tuple[int, int]) -> None:
    nameless = FakeSecond(replace(a_subnet(7), name=""))
    async with at_a_review(on("finney", tmp_path, nameless), size=size) as (pilot, _):
        await until_said(pilot, "subnet7 named so by this endpoint alone", "says the same of block")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_review_says_why_nothing_was_compared(tmp_path: Path, size: tuple[int, int]) -> None:
    second = FakeSecond()
    second.trouble = NotConnected(f"{SECOND} does not answer. Is the network up, and the address right?")
    async with at_a_review(on("finney", tmp_path, second), size=size) as (pilot, _):
        await until_said(pilot, f"compared with none: {SECOND} does not answer.", "right?")


async def test_review_says_where_there_is_one_endpoint_only(tmp_path: Path) -> None:
    async with at_a_review(on("test", tmp_path, FakeSecond(endpoint=""))) as (pilot, answers):
        await until_said(pilot, "compared with none: one endpoint only, no second one is known", "to sign, type y")
        await armed(pilot)
        await pilot.press("y")
        await until(pilot, lambda: answers == [True])


async def test_practice_says_nothing_of_a_second(tmp_path: Path) -> None:
    async with at_a_review(a_world(tmp_path)) as (pilot, _):
        assert "compared" not in await until_said(pilot, "to sign, type y")


async def test_where_the_second_gave_no_answer_the_amount_is_typed(tmp_path: Path) -> None:
    second = FakeSecond()
    second.trouble = NotConnected("It does not answer.")
    async with at_a_review(on("test", tmp_path, second)) as (pilot, answers):
        await armed(pilot)
        await pilot.press("y")
        assert answers == []
        await pilot.press("backspace", *"10.5")
        await until(pilot, lambda: answers == [True])


async def test_a_price_that_jumped_is_shown_with_both_numbers_and_typed_on_practice(tmp_path: Path) -> None:
    jump = Jump(7, Against.LAST_SEEN, Price(16_000_000), Price(50_000_000))
    async with at_a_review(a_world(tmp_path), doubts=Doubts(None, (jump,))) as (pilot, answers):
        await until_said(pilot, "price jumped 0.016 000 000 τ last seen here, now 0.050 000 000 τ")
        await armed(pilot)
        await pilot.press("y")
        assert answers == []
        await pilot.press("backspace", *"10.5")
        await until(pilot, lambda: answers == [True])


async def test_every_jump_is_shown_on_a_small_screen(tmp_path: Path) -> None:
    jumps = tuple(Jump(7, against, Price(16_000_000), Price(50_000_000)) for against in Against)
    async with at_a_review(a_world(tmp_path), doubts=Doubts(None, jumps), size=(80, 24)) as (pilot, _):
        await pilot.press("end")
        await until_said(pilot, "moments ago, now", "last seen here, now", "the chain's average, now", "free after")


async def test_a_price_that_leapt_between_two_blocks_is_told_from_the_feed(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        world.market.grow(subnets={0: a_subnet(0), 7: a_subnet(7, "0.07")}, seen_at=103.0)
        await until(pilot, lambda: pilot.app.snapshot.block == 48_214)  # type: ignore[attr-defined]  # the app is a Desk
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await pilot.pause()
        await write(pilot, "10.5")
        await until_said(pilot, "✓ chain")
        await pilot.press("enter")
        await until_said(pilot, "moments ago, now 0.0", "to sign, type the amount")


async def test_the_end_of_a_new_validators_address_is_typed_where_nobody_confirms_it(tmp_path: Path) -> None:
    second = FakeSecond()
    second.trouble = NotConnected("It does not answer.")
    async with at_a_review(on("finney", tmp_path, second), OTHER_HOTKEY) as (pilot, answers):
        screen = await until_said(pilot, "new to this account")
        assert "5HGjWAeF DfFCWPsj FQdVV2Ms vz2XtMkt vgocEZcC j68kUMaw" in screen
        await armed(pilot)
        await pilot.press(*"10.5")
        await until_said(pilot, "new validator, its last six characters ······")
        await pilot.press(*"j68kUM")
        await until_said(pilot, "not this, ctrl+u clears")
        await pilot.press(*["backspace"] * 6, *OTHER_HOTKEY[-6:])
        await until_said(pilot, "first order of this session, type")
        await pilot.press(*"MAINNET")
        await until_said(pilot, "Password of")
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_position_that_only_the_endpoint_tells_of_is_said_and_typed(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    second = FakeSecond()
    second.trouble = NotConnected("It does not answer.")
    async with at_a_review(on("finney", tmp_path, second), size=size) as (pilot, answers):
        await until_said(pilot, "yours by this endpoint's word alone")
        await armed(pilot)
        await pilot.press(*"10.5")
        await until_said(pilot, "validator, its last six characters ······")
        await pilot.press(*HOTKEY[-6:])
        await until_said(pilot, "first order of this session, type")
        assert answers == []


@pytest.mark.parametrize("name", ["RoundTable", "A validator of a long name"])
async def test_a_doubt_about_a_named_validator_is_whole_on_a_small_screen(tmp_path: Path, name: str) -> None:
    world, names = on("finney", tmp_path, None), {HOTKEY: name}
    async with at_a_review(world, size=(80, 24), names=names) as (pilot, _):
        await until_said(pilot, name[:16], "yours by this endpoint's word alone")
        await pilot.resize_terminal(60, 36)
        await until_said(pilot, name, "yours by this endpoint's word alone")


async def test_a_new_validator_that_two_endpoints_know_needs_no_typing(tmp_path: Path) -> None:
    async with at_a_review(on("finney", tmp_path, FakeSecond()), OTHER_HOTKEY) as (pilot, answers):
        await until_said(pilot, "new to this account")
        await armed(pilot)
        await pilot.press(*"10.5")
        await until_said(pilot, "first order of this session, type")
        await pilot.press(*"MAINNET")
        await until_said(pilot, "Password of")
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])


async def test_the_ticket_says_that_a_second_endpoint_is_asked_and_why_it_refuses(tmp_path: Path) -> None:
    second = FakeSecond()
    second.answering = asyncio.Event()
    second.tell(tao_in=7)
    world = on("finney", tmp_path, second)
    async with a_desk(world) as pilot:
        await world.session.unlock(PASSWORD)
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await pilot.pause()
        await write(pilot, "10.5")
        await until_said(pilot, "✓ chain")
        await pilot.press("enter")
        await until_said(pilot, "asking a second endpoint …")
        second.answering.set()
        await until_said(pilot, "Nothing was signed", "Two endpoints disagree", "about the TAO in the pool")
        assert "asking a second endpoint" not in said(pilot.app)
    assert world.signer.signed == []


@pytest.mark.parametrize("must_accept", [True, False])
async def test_a_chains_own_number_is_shown_beside_the_known_one_and_typed_once(
    tmp_path: Path, must_accept: bool
) -> None:
    world = a_world(tmp_path)
    accepted = AcceptedNumbers(470, CallNumbers((7, 89), (7, 211)))
    async with a_desk(world) as pilot:
        await world.session.unlock_practice()
        snapshot = replace(world.market.current, seen_at=world.clock.now())
        ticket = a_ticket("stake", snapshot.subnets[7].id, HOTKEY, "10.5", "2")
        review = await world.desk.review(world.desk.draft(ticket, snapshot), snapshot)
        shown = replace(review, accepted=accepted, must_accept=must_accept)
        answers: list[bool | None] = []
        await pilot.app.push_screen(ReviewScreen(shown, world.parts, armed_after=SOON), answers.append)
        await until_said(pilot, "call number 7,211 on this chain; known here as 7,89", "describe this runtime alike")
        await armed(pilot)
        if must_accept:
            await until_said(pilot, "to accept this chain's number, type 7,211")
            await pilot.press("y")
            assert answers == []
            await pilot.press("backspace", *"7,211")
        await until_said(pilot, "to sign, type y")
        await pilot.press("y")
        await until(pilot, lambda: answers == [True])
