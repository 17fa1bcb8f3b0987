"""Unlock: one password, tried once, kept nowhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.ports.errors import KeyringTrouble
from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.ports.wallet import SignerState
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.wallets.unlock_screen import UnlockScreen
from dtao_tui.widgets.inputs.secret_field import SecretField
from tests.fakes import ALICE, PASSWORD, World, a_holding, a_snapshot, a_world, an_account
from tests.screen import a_desk, said, until, until_said, write


def with_a_wallet(tmp_path: Path) -> World:
    snapshot = a_snapshot(holdings=(a_holding(ALICE, "50"),))
    return a_world(tmp_path, accounts=[an_account()], has_practice=False, snapshot=snapshot)


@asynccontextmanager
async def at_unlock(
    world: World, *, remember_afterwards: bool = False, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[Pilot[None], list[bool | None]]]:
    answers: list[bool | None] = []
    async with a_desk(world, size) as pilot:
        screen = UnlockScreen(world.parts, remember_afterwards=remember_afterwards)
        await pilot.app.push_screen(screen, answers.append)
        await until_said(pilot, "Unlock trader")
        yield pilot, answers


def values_on_all_screens(pilot: Pilot[None]) -> str:
    widgets = [widget for screen in pilot.app.screen_stack for widget in screen.query("*")]
    return repr([vars(widget) for widget in widgets])


async def test_the_right_password_opens(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    async with at_unlock(world) as (pilot, answers):
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])
        assert world.session.is_unlocked
        await until_said(pilot, "unlocked 5 min")


async def test_a_wrong_password_is_said_and_can_be_typed_again(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    async with at_unlock(world) as (pilot, answers):
        await write(pilot, "something else", "enter")
        await until_said(pilot, "Wrong password, or the file is damaged.")
        assert answers == []
        await until(pilot, lambda: pilot.app.screen.query_one(SecretField).has_focus)
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])


async def test_an_empty_password_is_not_tried(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    async with at_unlock(world) as (pilot, _):
        await pilot.press("enter")
        await until_said(pilot, "Type the password of this wallet.")
    assert world.signer.unlocks == 0


async def test_while_it_opens_it_says_how_long_and_escape_stops_it(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    world.signer.unlocking.clear()
    async with at_unlock(world) as (pilot, answers):
        await write(pilot, PASSWORD, "enter")
        await until_said(pilot, "this takes about three seconds")
        await pilot.press("enter", "enter")
        await pilot.press("escape")
        await until(pilot, lambda: answers == [False])
        await until(pilot, lambda: world.signer.state is SignerState.LOCKED)
    assert world.signer.unlocks == 0


async def test_the_password_is_in_no_widget_once_it_was_submitted(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    world.signer.unlocking.clear()
    async with at_unlock(world) as (pilot, _):
        await write(pilot, PASSWORD)
        assert PASSWORD in values_on_all_screens(pilot)
        await pilot.press("enter")
        await until_said(pilot, "this takes about three seconds")
        assert PASSWORD not in values_on_all_screens(pilot)
        assert PASSWORD not in said(pilot.app)
        world.signer.unlocking.set()


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x", "super+c"])
async def test_the_password_cannot_be_copied(tmp_path: Path, key: str) -> None:
    async with at_unlock(with_a_wallet(tmp_path)) as (pilot, _):
        await write(pilot, PASSWORD, "ctrl+shift+a", "shift+home", key)
        await pilot.pause()
        assert pilot.app.clipboard == ""


async def test_the_password_is_shown_as_dots(tmp_path: Path) -> None:
    async with at_unlock(with_a_wallet(tmp_path)) as (pilot, _):
        await pilot.press(*"secret")
        await until_said(pilot, "••••••")
        assert "secret" not in said(pilot.app)


async def test_a_remembered_password_is_tried_first(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    world.passwords.kept[ALICE] = PASSWORD
    answers: list[bool | None] = []
    async with a_desk(world) as pilot:
        await pilot.app.push_screen(UnlockScreen(world.parts), answers.append)
        await until(pilot, lambda: answers == [True])
        assert world.session.is_unlocked


async def test_a_remembered_password_that_is_out_of_date_is_tried_once_and_replaced(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    world.passwords.kept[ALICE] = "the former one"
    async with at_unlock(world) as (pilot, answers):
        await until_said(pilot, "The stored password is out of date", "[x] remember it in the system keyring")
        assert world.passwords.recalls == 1
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])
    assert world.passwords.kept[ALICE] == PASSWORD


async def test_it_is_remembered_only_when_asked(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    async with at_unlock(world) as (pilot, answers):
        await until_said(pilot, "[ ] remember it in the system keyring")
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])
    assert world.passwords.kept == {}


async def test_the_tick_turns_with_space_and_keeps_the_password(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    async with at_unlock(world) as (pilot, answers):
        await until_said(pilot, "[ ] remember it")
        await pilot.press("tab", "space", "shift+tab")
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])
        await until_said(pilot, "The system keyring remembers the password")
    assert world.passwords.kept == {ALICE: PASSWORD}


async def test_a_keyring_that_loses_the_password_is_told_and_the_key_is_open(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    lost = "The system keyring did not give back what was written to it."
    world.passwords.trouble = KeyringTrouble(lost, KeyringState.VERIFY_FAILED)
    async with at_unlock(world, remember_afterwards=True) as (pilot, answers):
        await until_said(pilot, "remember it")
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])
        await until_said(pilot, "The password was not saved")
    assert world.passwords.kept == {}


async def test_a_keyring_that_cannot_be_used_says_why_and_offers_nothing(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    world.passwords.answer = KeyringState.NO_SESSION_BUS
    async with at_unlock(world) as (pilot, _):
        screen = await until_said(pilot, "No session bus, so no system keyring")
    assert "remember it" not in screen


async def test_an_order_of_a_locked_account_unlocks_first_and_then_reviews(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await pilot.pause()
        await write(pilot, "10.5")
        await until_said(pilot, "✓ chain")
        await pilot.press("enter")
        await until_said(pilot, "Unlock trader")
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
    assert world.signer.signed == []


async def test_no_palette_opens_above_a_password(tmp_path: Path) -> None:
    async with at_unlock(with_a_wallet(tmp_path)) as (pilot, _):
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(pilot.app.screen, UnlockScreen)


async def test_it_fits_an_80_by_24_screen(tmp_path: Path) -> None:
    async with at_unlock(with_a_wallet(tmp_path), size=(80, 24)) as (pilot, _):
        await until_said(pilot, "5GrwvaEF 5zXb26Fz 9rcQpDWS 57CtERHp NehXCPcN oHGKutQY", "enter Unlock", "esc Cancel")
