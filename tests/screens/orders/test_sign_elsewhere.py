"""An order goes to another device as QR codes or a file, and its signature comes back, by keyboard."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from bittensor_core import Keypair
from textual.pilot import Pilot

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.outside_signing import ED25519, SR25519
from dtao_tui.ports.wallet import SignerState
from dtao_tui.screens.orders.sign_elsewhere_screen import SignElsewhereScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from tests.fakes import World, a_holding, a_snapshot, a_world
from tests.screen import a_desk, until, until_said, write
from tests.screens.orders.placing import confirm_an_order
from tests.screens.orders.tickets import at_a_ticket

DEVICE = Keypair.create_from_uri("//Device")
SIZES = [(80, 24), (120, 36), (160, 45)]


def a_cold_world(tmp_path: Path, address: str = DEVICE.ss58_address) -> World:
    cold = Account("cold", address, AccountKind.ELSEWHERE)
    snapshot = a_snapshot(holdings=(a_holding(address, "50"),))
    return a_world(tmp_path, accounts=[cold], has_practice=False, snapshot=snapshot)


async def until_away(pilot: Pilot[None]) -> SignElsewhereScreen:
    """Type an order, confirm its review, and come to the screen that sends it away."""
    await confirm_an_order(pilot)
    await until(pilot, lambda: isinstance(pilot.app.screen, SignElsewhereScreen))
    screen = pilot.app.screen
    assert isinstance(screen, SignElsewhereScreen)
    await until_said(pilot, "code 1 of")
    return screen


async def a_signature(world: World, screen: SignElsewhereScreen, key: Keypair = DEVICE) -> str:
    return bytes(key.sign(screen._away.laid_out.payload)).hex()  # the device reads it from the codes


async def test_an_order_is_signed_elsewhere_and_placed(tmp_path: Path) -> None:
    world = a_cold_world(tmp_path)
    async with at_a_ticket(world) as pilot:
        screen = await until_away(pilot)
        await until_said(pilot, "Sign elsewhere", "12 min", "left, to block", "Polkadot Vault")
        await pilot.press("enter")
        await write(pilot, await a_signature(world, screen), "enter")
        await until_said(pilot, "✓ final")
    assert world.signer.state is SignerState.LOCKED
    assert world.signer.unlocks == 0
    assert [order.state for order in world.desk.orders] == [OrderState.FINAL]


async def test_an_order_that_comes_back_after_minutes_is_placed(tmp_path: Path) -> None:
    world = a_cold_world(tmp_path)
    async with at_a_ticket(world) as pilot:
        screen = await until_away(pilot)
        world.clock.turn(300.0)
        world.market.grow(25)
        await pilot.press("enter")
        await write(pilot, await a_signature(world, screen), "enter")
        await until_said(pilot, "✓ final")
    assert [order.state for order in world.desk.orders] == [OrderState.FINAL]


async def test_a_file_goes_out_and_a_file_comes_back(tmp_path: Path) -> None:
    world = a_cold_world(tmp_path)
    async with at_a_ticket(world) as pilot:
        screen = await until_away(pilot)
        await pilot.press("f")
        await until_said(pilot, "Written to")
        (path,) = (tmp_path / "state" / "unsigned").glob("*.json")
        payload = bytes.fromhex(json.loads(path.read_text(encoding="utf-8"))["payload"][2:])
        back = tmp_path / "back.json"
        back.write_text(json.dumps({"signature": "0x" + bytes(DEVICE.sign(payload)).hex()}), encoding="utf-8")
        assert screen is pilot.app.screen
        await pilot.press("enter")
        await write(pilot, str(back), "enter")
        await until_said(pilot, "✓ final")


async def test_a_wrong_signature_is_said_and_can_be_mended(tmp_path: Path) -> None:
    world = a_cold_world(tmp_path)
    async with at_a_ticket(world) as pilot:
        screen = await until_away(pilot)
        await pilot.press("enter")
        await write(pilot, await a_signature(world, screen, Keypair.create_from_uri("//Other")), "enter")
        await until_said(pilot, "This signature is not one")
        assert isinstance(pilot.app.screen, SignElsewhereScreen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
    assert world.signer.signed == []
    assert world.desk.orders == ()


async def test_an_order_whose_time_is_over_takes_no_signature(tmp_path: Path) -> None:
    world = a_cold_world(tmp_path)
    async with at_a_ticket(world) as pilot:
        screen = await until_away(pilot)
        signature = await a_signature(world, screen)
        snapshot = pilot.app.snapshot  # type: ignore[attr-defined]  # of the app under test
        pilot.app.snapshot = replace(snapshot, block=screen._away.last_block)  # type: ignore[attr-defined]  # the same
        await until_said(pilot, "Its time is over")
        await pilot.press("enter")
        await write(pilot, signature, "enter")
        assert isinstance(pilot.app.screen, SignElsewhereScreen)
        await pilot.press("escape")
    assert world.signer.signed == []


@pytest.mark.parametrize("size", SIZES)
async def test_the_codes_are_whole_in_every_size_and_can_be_paged(tmp_path: Path, size: tuple[int, int]) -> None:
    world = a_cold_world(tmp_path)
    async with at_a_ticket(world, size=size) as pilot:
        screen = await until_away(pilot)
        await pilot.press("space")
        await until_said(pilot, "paused")
        codes = screen.codes
        assert codes.content_size.height >= 19
        assert codes.region.right <= size[0]
        assert len(codes.render().plain.splitlines()) <= codes.content_size.height
        assert max(map(len, codes.render().plain.splitlines())) <= codes.content_size.width


async def test_an_address_is_added_as_one_that_signs_elsewhere(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "a")
        await until_said(pilot, "Add an address")
        await write(pilot, "vault", "enter")
        await write(pilot, DEVICE.ss58_address, "enter")
        await until_said(pilot, "Key on another device")
        await pilot.press("enter")
        await write(pilot, "ed448", "enter")
        await until_said(pilot, "Leave it empty, or type how it signs")
        await pilot.press(*["backspace"] * 5)
        await write(pilot, "ed25519", "enter")
        await until_said(pilot, "vault", "device", "✓ ready")
    added = next(account for account in world.wallets.accounts() if account.name == "vault")
    assert (added.kind, added.is_ed25519) == (AccountKind.ELSEWHERE, True)
    assert added.can_sign
    assert {SR25519, ED25519} == {0, 1}
