"""Read-only: nothing is signed whatever key is open; prices and quotes go on, and the ticket says why Review is off."""

from pathlib import Path

import pytest

from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.ports.errors import SigningRefused, WalletTrouble
from dtao_tui.screens.wallets.typed_password import TypedPasswordScreen
from dtao_tui.trading.order_review import NotPlaced
from tests.fakes import ALICE, PASSWORD, World, a_holding, a_snapshot, a_world, an_account
from tests.reviewing import a_review, a_ticket_on_7
from tests.screen import a_desk, said, until, until_said, write
from tests.screens.orders.tickets import at_a_ticket


def with_a_wallet(tmp_path: Path, **settings: object) -> World:
    snapshot = a_snapshot(holdings=(a_holding(ALICE, "50"),))
    return a_world(tmp_path, accounts=[an_account()], has_practice=False, snapshot=snapshot, settings=settings)


async def test_an_open_key_signs_nothing_in_a_read_only_session(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    await world.market.connect()
    await world.session.unlock(PASSWORD)
    review = await a_review(world)
    await world.session.go_read_only()
    # As if something had opened it all the same.
    await world.signer.unlock(review.account, PASSWORD)
    assert world.session.is_unlocked
    with pytest.raises(NotPlaced, match="Read-only"):
        _ = [order async for order in world.desk.place(review)]
    with pytest.raises(SigningRefused, match="Read-only"):
        await world.session.sign(review.unsigned, KnownNonces())
    with pytest.raises(SigningRefused, match="Read-only"):
        await world.session.seal(review.unsigned, b"key", KnownNonces())
    assert world.signer.signed == []


async def test_the_setting_stays_until_the_password_of_that_account_was_typed(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path, read_only=True)
    await world.market.connect()
    with pytest.raises(NotPlaced, match="Read-only by your settings"):
        await a_review(world)
    with pytest.raises(WalletTrouble, match="Read-only by your settings"):
        await world.session.unlock(PASSWORD)
    with pytest.raises(WalletTrouble, match="Wrong password"):
        await world.session.leave_read_only("something else")
    assert world.session.read_only
    await world.session.leave_read_only(PASSWORD)
    await world.session.unlock(PASSWORD)
    assert (await a_review(world)).account.address == ALICE


async def test_the_flag_cannot_be_left(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path, stays_read_only=True)
    with pytest.raises(WalletTrouble, match="started with --read-only"):
        await world.session.leave_read_only(PASSWORD)
    assert world.session.read_only


async def test_the_palette_locks_the_key_and_the_frame_says_read_only(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    async with a_desk(world) as pilot:
        await world.session.unlock(PASSWORD)
        await pilot.press("ctrl+p")
        await write(pilot, "read-only", "enter")
        await until_said(pilot, "PRACTICE READ-ONLY", "τ free read-only")
        assert not world.session.is_unlocked


async def test_it_is_left_from_the_palette_by_the_password(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path, read_only=True)
    async with a_desk(world) as pilot:
        await until_said(pilot, "PRACTICE READ-ONLY")
        await pilot.press("ctrl+p")
        await write(pilot, "read-only", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TypedPasswordScreen))
        await write(pilot, PASSWORD, "enter")
        await until_said(pilot, "Orders can be signed again.")
        await until(pilot, lambda: "READ-ONLY" not in said(pilot.app))
    assert world.session.read_only == ""


async def test_the_palette_does_not_leave_what_the_flag_has_set(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path, stays_read_only=True)
    async with a_desk(world) as pilot:
        await pilot.press("ctrl+p")
        await write(pilot, "read-only", "enter")
        await until_said(pilot, "started with --read-only")
    assert world.session.read_only


async def test_the_practice_account_leaves_it_without_a_password(tmp_path: Path) -> None:
    world = a_world(tmp_path, settings={"read_only": True})
    async with a_desk(world) as pilot:
        await until_said(pilot, "PRACTICE READ-ONLY", "read-only")
        await pilot.press("ctrl+p")
        await write(pilot, "read-only", "enter")
        await until_said(pilot, "Orders can be signed again.")


async def test_a_ticket_quotes_and_says_why_it_is_not_reviewed(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path, read_only=True)
    async with at_a_ticket(world) as pilot:
        await write(pilot, "10")
        await until_said(pilot, "199.799", "Read-only by your settings")
        await pilot.press("enter")
        await pilot.pause()
        assert not pilot.app.screen.is_modal
    assert world.signer.signed == []
    assert not world.desk.draft(a_ticket_on_7(), world.market.current).is_ready
