"""Totals in a currency: off until a rate is typed, with its date, said to be old after a day, and in no ticket."""

from pathlib import Path

from tests.fakes import World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, said, until_said, write


def a_world_of(network: str, tmp_path: Path) -> World:
    held = a_holding(free="100", stakes=(a_stake(0, "50"),))
    snapshot = a_snapshot(network=network, holdings=(held,))
    return a_world(tmp_path, network=network, snapshot=snapshot)


async def test_a_typed_rate_tells_totals_with_its_date_and_grows_old(tmp_path: Path) -> None:
    world = a_world_of("finney", tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("2")
        screen = await until_said(pilot, "Exit + free 150.000")
        assert "≈" not in screen
        await pilot.press("colon", *"rate", "enter")
        await until_said(pilot, "Rate of one τ, or a file")
        await write(pilot, "eur 400.5", "enter")
        screen = await until_said(pilot, "≈ 60,075.00 EUR 400.5 EUR per τ, ")
        assert "older than 24 h" not in screen
        await pilot.press("equals_sign")
        await until_said(pilot, "Gained", "at exit ≈ 60,075.00 EUR")
        await pilot.press("escape")
        world.clock.date += 25 * 3600
        world.market.grow(1)
        await until_said(pilot, "older than 24 h")
        await pilot.press("enter", "s")
        await until_said(pilot, "Stake")
        assert "EUR" not in said(pilot.app)


async def test_on_practice_it_is_said_that_its_tao_is_worth_nothing(tmp_path: Path) -> None:
    async with a_desk(a_world_of("practice", tmp_path), (80, 24)) as pilot:
        await pilot.press("2", "colon", *"rate", "enter")
        await until_said(pilot, "Rate of one τ, or a file")
        await write(pilot, "EUR 400", "enter")
        await until_said(pilot, "TAO of this network is worth nothing")
        assert "≈" not in said(pilot.app)


async def test_a_wrong_rate_is_told(tmp_path: Path) -> None:
    async with a_desk(a_world_of("finney", tmp_path), (80, 24)) as pilot:
        await pilot.press("2", "colon", *"rate", "enter")
        await until_said(pilot, "Rate of one τ, or a file")
        await write(pilot, "/no/such/file", "enter")
        await until_said(pilot, "No such file")
