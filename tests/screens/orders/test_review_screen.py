"""Review: what is signed is what was read, and nothing but typed words signs it."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.extrinsics import DecodedCall, SigningTerms
from dtao_tui.screens.orders.order_progress import ProgressScreen
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.widgets.trade.confirm import ARMED_AFTER, ConfirmBar
from tests.fakes import (
    ALICE,
    FINNEY_GENESIS,
    HOTKEY,
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
)
from tests.screen import a_desk, said, until, until_said, write
from tests.screens.orders.reviews import SOON, a_review, armed, at_a_review
from tests.second import FakeSecond


def on_mainnet(tmp_path: Path) -> World:
    snapshot = a_snapshot(
        network="finney", genesis=FINNEY_GENESIS, holdings=(a_holding(ALICE, "50", (a_stake(7, "120"),)),)
    )
    facts = some_facts(network="finney", genesis=FINNEY_GENESIS, endpoint="wss://entrypoint-finney.opentensor.ai:443")
    accounts = [an_account("trader", ALICE)]
    return a_world(
        tmp_path,
        network="finney",
        snapshot=snapshot,
        facts=facts,
        accounts=accounts,
        has_practice=False,
        cross_check=FakeSecond(),
        settings={"mev_shield": False},
    )


async def test_review_shows_the_bytes_as_the_signer_reads_them(tmp_path: Path) -> None:
    async with at_a_review(a_world(tmp_path)) as (pilot, _):
        screen = await until_said(pilot, "SubtensorModule.add_stake_limit", "to sign, type y")
    assert "hotkey 5DAAnrj7 VHTznn2A WBemMuyB wZWs6FNF jdyVXUeY um3PTXFy" in screen
    assert "netuid 7 γ subnet7 named so by its owner" in screen
    assert "amount 10.500 000 000 τ" in screen
    assert "limit price 0.050 999 998 τ per γ all or nothing" in screen
    assert "5CZyhhKD" in screen
    assert "genesis abababab … abababab" in screen
    assert "nonce 0 can happen until" in screen
    assert "16 blocks from now" in screen
    assert "you get 209.784 173 747 γ 205.778 689 422 γ" in screen
    assert "free after 989.498 310 000 τ" in screen


async def test_the_time_until_which_it_can_happen_goes_on_with_this_machines_clock(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.clock.date = 1_780_000_000.0 - 1_780_000_000.0 % 3600
    seconds = 16 * some_facts().block_seconds

    def until_then() -> str:
        return f"can happen until {time.strftime('%H:%M', time.localtime(world.clock.date + seconds))}"

    async with at_a_review(world) as (pilot, _):
        first = until_then()
        await until_said(pilot, first)
        world.clock.date += 300
        assert until_then() != first
        await until_said(pilot, until_then())


async def test_what_the_form_said_plays_no_part(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        review = await a_review(world)
        arguments = {"hotkey": ALICE, "netuid": 3, "amount_staked": 7, "limit_price": 9, "surprise": "\x1b[2J[red]x"}
        bytes_say = DecodedCall(Call("SubtensorModule", "add_stake_limit", arguments))
        await pilot.app.push_screen(ReviewScreen(replace(review, decoded=bytes_say), world.parts))
        screen = await until_said(pilot, "amount 0.000 000 007 τ", "hotkey 5GrwvaEF", "netuid 3")
    assert "named so by its owner" not in screen
    assert "surprise �[2J[red]x" in screen


async def test_what_the_signer_says_of_proof_and_extensions_is_shown(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        review = await a_review(world)
        await pilot.app.push_screen(ReviewScreen(review, world.parts))
        assert "extension" not in await until_said(pilot, "its metadata proven")
        await pilot.press("escape")
        terms = SigningTerms(is_proven=False, unknown_extensions=("Later[b]One", "Another", "Third"))
        other = replace(review, decoded=replace(review.decoded, terms=terms))
        await pilot.app.push_screen(ReviewScreen(other, world.parts))
        await until_said(
            pilot,
            "its description is not proven",
            "extension Later[b]One, Another and 1 more",
            "not known here; nothing is signed for it",
        )


async def test_the_validator_is_named_by_the_hotkey_in_the_bytes(tmp_path: Path) -> None:
    world = on_mainnet(tmp_path)
    async with a_desk(world) as pilot:
        review = await a_review(world)
        names = {HOTKEY: "RoundTable", ALICE: "Somebody else"}
        await pilot.app.push_screen(ReviewScreen(review, world.parts, names))
        known = await until_said(pilot, "RoundTable named so by itself")
        assert "new to this account" not in known
        await pilot.press("escape")
        call = review.decoded.call
        another = replace(call, arguments={**call.arguments, "hotkey": ALICE})
        other = replace(review, decoded=replace(review.decoded, call=another))
        await pilot.app.push_screen(ReviewScreen(other, world.parts, names))
        await until_said(pilot, "Somebody else named so by itself new to this account")


async def test_y_signs_on_practice(tmp_path: Path) -> None:
    async with at_a_review(a_world(tmp_path)) as (pilot, answers):
        await armed(pilot)
        await pilot.press("y")
        await until(pilot, lambda: answers == [True])


async def test_enter_cancels_and_signs_nothing(tmp_path: Path) -> None:
    async with at_a_review(a_world(tmp_path)) as (pilot, answers):
        await armed(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: answers == [False])


@pytest.mark.parametrize("key", ["enter", "y", "space"])
async def test_a_held_key_neither_signs_nor_cancels(tmp_path: Path, key: str) -> None:
    async with at_a_review(a_world(tmp_path), armed_after=ARMED_AFTER) as (pilot, answers):
        await pilot.press(*[key] * 25)
        assert answers == []
        await armed(pilot)
        assert answers == []


async def test_a_paste_signs_nothing(tmp_path: Path) -> None:
    async with at_a_review(a_world(tmp_path)) as (pilot, answers):
        await armed(pilot)
        bar = pilot.app.screen.query_one(ConfirmBar)
        bar.post_message(events.Paste("y\n\n\ny\n"))
        await pilot.pause()
        assert answers == []
        assert not bar.is_ready


async def test_an_unbracketed_paste_of_newlines_signs_nothing(tmp_path: Path) -> None:
    world = on_mainnet(tmp_path)
    async with a_desk(world) as pilot:
        await world.session.unlock(PASSWORD)
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await pilot.pause()
        await write(pilot, "10.5")
        await until_said(pilot, "✓ chain")
        await pilot.press(*["enter"] * 10)
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        await pilot.press(*["enter"] * 20)
        assert world.signer.signed == []


async def test_a_double_click_where_review_stood_signs_nothing(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await pilot.pause()
        await write(pilot, "10.5")
        await until_said(pilot, "✓ chain")
        await pilot.double_click("#ticket-review")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        await pilot.double_click(offset=(100, 33))
        await pilot.pause()
        assert world.signer.signed == []


async def test_a_click_into_the_text_takes_nothing_away(tmp_path: Path) -> None:
    async with at_a_review(a_world(tmp_path)) as (pilot, answers):
        await armed(pilot)
        await pilot.click("ReviewSheet")
        await pilot.press("tab")
        assert answers == []
        await pilot.press("y")
        await until(pilot, lambda: answers == [True])


async def test_escape_cancels_at_once(tmp_path: Path) -> None:
    async with at_a_review(a_world(tmp_path)) as (pilot, answers):
        await pilot.press("escape")
        await until(pilot, lambda: answers == [False])


async def test_mainnet_wants_the_amount_and_for_the_first_order_its_name(tmp_path: Path) -> None:
    async with at_a_review(on_mainnet(tmp_path)) as (pilot, answers):
        await until_said(
            pilot, "MAINNET", "to sign, type the amount 10.5 τ", "wss://entrypoint-finney.opentensor.ai:443"
        )
        assert pilot.app.screen.has_class("-mainnet")
        await armed(pilot)
        await pilot.press("y", "backspace", *"10.5")
        await until_said(pilot, "first order of this session, type MAINNET")
        assert answers == []
        await pilot.press(*"MAINNET")
        await until_said(pilot, "Password of trader")
        assert answers == []
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])


async def test_a_wrong_amount_signs_nothing(tmp_path: Path) -> None:
    async with at_a_review(on_mainnet(tmp_path), amount="10") as (pilot, answers):
        await armed(pilot)
        await pilot.press(*"100")
        bar = pilot.app.screen.query_one(ConfirmBar)
        await until_said(pilot, "✗ not this, ctrl+u clears 100")
        await pilot.pause(0.7)
        await until_said(pilot, "✗ not this, ctrl+u clears 100")
        await pilot.press("enter")
        await pilot.pause()
        assert answers == []
        assert bar.is_ready


async def test_selling_a_whole_position_on_mainnet_is_said_and_typed_as_all(tmp_path: Path) -> None:
    async with at_a_review(on_mainnet(tmp_path), amount="max", kind="unstake") as (pilot, answers):
        screen = await until_said(pilot, "remove_stake_full_limit", "to sign, type all")
        assert "amount the whole position now 120.000 000 000 γ" in screen
        await armed(pilot)
        await pilot.press(*"all", *"MAINNET")
        await until_said(pilot, "Password of trader")
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])


async def test_a_lock_while_confirming_signs_nothing(tmp_path: Path) -> None:
    world = a_world(tmp_path, accounts=[an_account()], has_practice=False)
    world.market.current = a_snapshot(holdings=(a_holding(ALICE, "100"),))
    async with at_a_review(world) as (pilot, answers):
        await armed(pilot)
        await world.session.lock()
        await until(pilot, lambda: answers == [False])
        await until_said(pilot, "The account has locked itself. Nothing was signed.")


async def test_a_terminal_that_loses_the_focus_forgets_what_was_typed(tmp_path: Path) -> None:
    async with at_a_review(on_mainnet(tmp_path)) as (pilot, answers):
        await armed(pilot)
        await pilot.press(*"10.")
        assert "type the amount 10. " in said(pilot.app)
        pilot.app.post_message(events.AppBlur())
        await until_said(pilot, "type the amount 10.5")
        pilot.app.post_message(events.AppFocus())
        await armed(pilot)
        await pilot.press("5")
        await until_said(pilot, "✗ not this, ctrl+u clears 5")
        assert answers == []


async def test_nothing_can_be_signed_before_the_end_was_on_the_screen(tmp_path: Path) -> None:
    async with at_a_review(a_world(tmp_path), size=(80, 16)) as (pilot, answers):
        await until_said(pilot, "to sign, read to the end first")
        await pilot.pause(2 * SOON)
        await pilot.press("y")
        assert answers == []
        await pilot.press("end")
        await armed(pilot)
        assert "network fee" in said(pilot.app)
        await pilot.press("y")
        await until(pilot, lambda: answers == [True])


async def test_all_of_it_is_on_an_80_by_24_screen(tmp_path: Path) -> None:
    async with at_a_review(a_world(tmp_path), size=(80, 24)) as (pilot, _):
        await until_said(pilot, "SubtensorModule.add_stake_limit", "free after", "Cancel esc", "type y")


async def test_a_stake_is_followed_from_the_ticket_to_its_end(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await pilot.pause()
        await write(pilot, "10.5")
        await until_said(pilot, "✓ chain")
        await pilot.press("enter")
        await until_said(pilot, "to sign, type y")
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProgressScreen))
        screen = await until_said(pilot, "✓ final", "enter Done")
        assert "● in block 48,214" in screen
        assert "Received 209.784 173 747 209.784 173 747 γ" in screen
        assert len(world.signer.signed) == 1
        assert pilot.app.orders[0].owner == PRACTICE_ADDRESS  # type: ignore[attr-defined]  # the app is a Desk
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
        assert not pilot.app.screen.query(TicketDock)


async def test_another_subnet_name_cannot_pass_for_the_traded_one(tmp_path: Path) -> None:
    hostile = a_subnet(7, name="[b]templar[/b] [@click=app.quit]x", symbol="γ")
    world = a_world(tmp_path, snapshot=a_snapshot(subnets=(a_subnet(0), hostile)))
    async with at_a_review(world) as (pilot, _):
        await until_said(pilot, "netuid 7 γ [b]templar[/b] [@click=ap… named so by its owner")
