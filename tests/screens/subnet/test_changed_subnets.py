"""Another subnet takes the number of the one that is looked at: every screen says so, and nothing is carried over."""

from pathlib import Path

from textual.pilot import Pilot

from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from tests.fakes import World, a_subnet, a_world
from tests.screen import a_desk, said, until, until_said, write
from tests.screens.orders.placing import place
from tests.screens.orders.reviews import armed, at_a_review
from tests.screens.orders.tickets import at_a_ticket

TAKEN = "Another subnet has taken number 7 since block 48,214."


def change_hands(world: World, price: str = "0.9") -> None:
    newcomer = a_subnet(7, price, name="newcomer", symbol="η", registered_at=48_214)
    world.market.grow(subnets={0: a_subnet(0), 7: newcomer})


async def shows_block(pilot: Pilot[None], number: int) -> None:
    await until(pilot, lambda: pilot.app.snapshot.block == number)  # type: ignore[attr-defined]  # the app is a Desk


async def test_an_open_ticket_says_so_and_begins_anew(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with at_a_ticket(world) as pilot:
        await pilot.press(*"10.5")
        await until_said(pilot, "✓ chain", "209.784")
        change_hands(world)
        screen = await until_said(pilot, TAKEN, "begins anew")
        assert "209.784" not in screen
        await pilot.press("enter")
        await write(pilot, "2")
        screen = await until_said(pilot, "You get 2.2", "✓ chain")
    assert "begins anew with" not in screen.splitlines()[-10:]
    assert world.signer.signed == []


async def test_an_open_ticket_says_that_its_subnet_is_gone(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with at_a_ticket(world) as pilot:
        await pilot.press(*"10.5")
        await until_said(pilot, "✓ data", "✓ chain", "Get γ")
        world.market.grow(subnets={0: a_subnet(0)})
        screen = await until_said(pilot, "✗ Subnet 7 is gone.", "Get γ")
        assert "✓" not in screen
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SubnetScreen)


async def test_an_open_review_is_refused_at_its_confirmation(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with at_a_review(world) as (pilot, answers):
        await armed(pilot)
        change_hands(world, "0.05")
        await until_said(pilot, f"{TAKEN} Nothing will be signed.")
        await pilot.press("y")
        await until(pilot, lambda: answers == [False])
        await until_said(pilot, "Nothing was signed.")
    assert world.signer.signed == []


async def test_the_chart_and_the_change_begin_anew_and_say_so(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.app.push_screen(SubnetScreen(7))
        await until_said(pilot, "session", "7 γ subnet7")
        change_hands(world)
        screen = await until_said(pilot, "another subnet since block 48,214", "7 η newcomer", TAKEN)
        assert "0.049 999" not in screen
        assert "▲" not in screen


async def test_an_old_order_keeps_its_name_and_says_that_the_number_is_anothers(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "● final")
        change_hands(world)
        await shows_block(pilot, 48_214)
        await pilot.press("enter", "3")
        screen = await until_said(
            pilot, "Orders 1", "Another subnet has taken number 7", "subnet 7 γ since block 1,000"
        )
        assert "subnet7" in screen
        assert "newcomer" not in said(pilot.app)
