"""Orders that were held back, that nothing can prove the end of, and whose number somebody else used."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.errors import FateUnknown
from dtao_tui.ports.extrinsics import Rehearsal, RehearsalVerdict, Stage
from dtao_tui.screens.orders.close_order import CloseOrderScreen
from dtao_tui.screens.orders.order_progress import ProgressScreen
from dtao_tui.screens.orders.review_screen import ReviewScreen
from tests.fakes import PRACTICE_ADDRESS, World, a_world
from tests.screen import a_desk, said, until, until_said
from tests.screens.orders.reviews import a_review

FAILS = Rehearsal(RehearsalVerdict.FAILED, "The price would have moved past your limit.", "SlippageTooHigh")


async def place(pilot: Pilot[None], world: World) -> None:
    review = await a_review(world)
    await pilot.app.push_screen(ProgressScreen(world.desk.place(review), review, world.parts))
    await until(pilot, lambda: isinstance(pilot.app.screen, ProgressScreen))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_held_order_says_why_and_what_comes_next(tmp_path: Path, size: tuple[int, int]) -> None:
    world = a_world(tmp_path)
    world.trading.rehearsals = [FAILS]
    async with a_desk(world, size) as pilot:
        await place(pilot, world)
        screen = await until_said(
            pilot,
            "‖ held",
            "The price would have moved past your limit.",
            "It was not sent and no fee was",
            "‖ rehearsed failed SlippageTooHigh",
            "the next order carries number 0, too: only one can happen",
        )
        assert "tolerance" not in screen.split("enter Done")[1]
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ProgressScreen))
        await pilot.press("3")
        screen = await until_said(pilot, "‖ held", "open 1")
        # Nothing was paid, and the list does not say so.
        assert "Subnet Amount Received State" in screen
    assert world.trading.sent == []


async def test_the_retry_says_that_both_are_signed(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.rehearsals = [FAILS]
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "‖ held")
        await pilot.press("enter")
        await pilot.app.push_screen(ReviewScreen(await a_review(world), world.parts))
        await until_said(
            pilot, "An order held back carries the same number: both are signed.", "carry out either, and only one."
        )


async def test_an_order_that_passed_or_was_not_rehearsed_says_so(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.rehearsals = [
        Rehearsal(RehearsalVerdict.PASSED),
        Rehearsal(RehearsalVerdict.UNCLEAR, "no answer within 3 seconds"),
    ]
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "● rehearsed passed", "✓ final")
        await pilot.press("enter")
        await place(pilot, world)
        await until_said(pilot, "○ not rehearsed no answer within 3 seconds", "✓ final")


async def test_another_program_is_told_in_the_review(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "✓ final", "enter Done")
        await pilot.press("enter")
        world.trading.nonces[PRACTICE_ADDRESS] = 4
        await pilot.app.push_screen(ReviewScreen(await a_review(world), world.parts))
        await until_said(pilot, "Another program used this account", "its number is 4,", "nonce 4")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_an_order_without_proof_is_closed_by_typing_and_only_after_its_time(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    world = a_world(tmp_path)
    world.trading.script = [Stage.READY, FateUnknown("The connection dropped after sending.")]
    async with a_desk(world, size) as pilot:
        await place(pilot, world)
        await until_said(pilot, "? unknown")
        await pilot.press("escape", "3")
        await until_said(pilot, "r Ask ")
        assert "del Close" not in said(pilot.app)
        await pilot.press("delete")
        await until_said(pilot, "del Close: nothing to do it with here")
        assert not isinstance(pilot.app.screen, CloseOrderScreen)
        world.clock.turn(world.desk.orders[0].extrinsic.era_seconds + 601)
        world.market.grow()
        await until(pilot, lambda: "del Close" in said(pilot.app) and "nothing to do it with" not in said(pilot.app))
        await pilot.press("delete")
        await until_said(pilot, "Close an order", "It may have traded.", "to close it, type close")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, CloseOrderScreen))
        assert world.desk.orders[0].state is OrderState.UNKNOWN
        await pilot.press("delete")
        await until_said(pilot, "to close it, type close")
        await pilot.press(*"close")
        await until_said(pilot, "- closed")
        assert "the next order carries the same one" in world.desk.orders[0].sentence
        assert world.desk.open_order(PRACTICE_ADDRESS) is None


async def test_a_long_reason_and_many_digits_fit_the_panel(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.rehearsals = [replace(FAILS, error="A" * 40)]
    async with a_desk(world, (80, 24)) as pilot:
        await place(pilot, world)
        await until_said(pilot, "‖ held", "A" * 40)
