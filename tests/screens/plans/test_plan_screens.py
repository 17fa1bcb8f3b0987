"""Plans by keyboard: marked, shown whole, confirmed by a word, followed, stopped, and found stopped again."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.plans.plan_events import StopCause
from dtao_tui.domain.plans.step_states import StepState
from dtao_tui.ports.errors import Refused
from dtao_tui.ports.extrinsics import Stage
from dtao_tui.screens.market.market_screen import MarketScreen
from dtao_tui.screens.plans.plan_dock import PlanDock
from dtao_tui.screens.plans.plan_forms import BasketForm
from dtao_tui.screens.plans.plan_screen import PlanScreen
from tests.fakes import World, a_holding, a_snapshot, a_stake, a_world, until
from tests.screen import a_desk, line_with, said, until_said, write
from tests.screens.plans.planned import a_marked_basket, blocks_until, shown_whole

SIZES = ((80, 24), (120, 36), (160, 45))


def holding(tmp_path: Path) -> World:
    stakes = (a_stake(7, "1200"), a_stake(3, "400"))
    return a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=stakes)]))


@pytest.mark.parametrize("size", SIZES)
async def test_a_basket_is_shown_whole_confirmed_and_carried_out(tmp_path: Path, size: tuple[int, int]) -> None:
    world = a_world(tmp_path)
    async with a_desk(world, size) as pilot:
        await a_marked_basket(pilot)
        screen = await shown_whole_at(pilot, size)
        assert "not begun" in said(pilot.app)
        assert world.trading.sent == []
        await pilot.press("y")
        await blocks_until(pilot, world, "3 of 3 done")
        assert len(world.trading.sent) == 3
        assert screen.plan_id == world.plans.plans[0].id
        await pilot.press("escape", "3", "enter")
        await until_said(pilot, "step 3 of 3, basket")


async def shown_whole_at(pilot: Pilot[None], size: tuple[int, int]) -> PlanScreen:
    """The same where not all has room: it is read to its end first."""
    if size[1] >= 36:
        return await shown_whole(pilot)
    await pilot.press("enter")
    await until_said(pilot, "read to the end first")
    screen = pilot.app.screen
    assert isinstance(screen, PlanScreen)
    await pilot.press("pagedown", "pagedown", "pagedown", "pagedown")
    await until_said(pilot, "to sign all 3 steps, type")
    return screen


async def test_escape_signs_nothing_and_keeps_what_was_typed(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await a_marked_basket(pilot, "42")
        await shown_whole(pilot)
        await pilot.press("escape")
        await until_said(pilot, "Show plan")
        assert "42" in line_with(pilot.app, "Pay")
        assert world.plans.plans == ()
        assert world.trading.sent == []


async def test_unmarking_keeps_the_amount_and_takes_the_row_out(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await a_marked_basket(pilot, "30")
        screen = pilot.app.screen
        assert isinstance(screen, MarketScreen)
        screen.table.focus()
        await pilot.press("space")
        await until_said(pilot, "2 orders, one by one")
        assert "30" in line_with(pilot.app, "Pay")
        await pilot.press("escape")
        await until_said(pilot, "s Stake")
        assert screen.plan_dock is None


async def test_a_basket_without_marks_is_of_the_row_under_the_cursor(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("j", "B")
        await until_said(pilot, "Type what to pay")
        await write(pilot, "12")
        await until_said(pilot, "1 order, one by one")


async def test_the_way_of_sharing_is_turned_and_shares_are_typed(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await a_marked_basket(pilot, "40")
        await pilot.press("tab", "tab", "space")
        await until_said(pilot, "by market cap")
        await pilot.press("space")
        await until_said(pilot, "by typed shares", "Type a share for each subnet")
        await pilot.press("tab", "2", "tab", "1", "tab", "1")
        screen = await until_said(pilot, "of all orders")
        assert "20.000" in screen
        assert "0 τ root 2 %" in screen
        assert "Total 40.000 τ" in screen


async def test_what_does_not_fill_is_said_and_no_plan_is_shown(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await a_marked_basket(pilot, "30")
        await write(pilot, "00")
        await until_said(pilot, "You can pay")
        await pilot.press("enter")
        await until_said(pilot, "Nothing was signed")
        assert not isinstance(pilot.app.screen, PlanScreen)


async def test_s_stops_before_the_next_step_and_the_rest_is_planned_again(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.gates[Stage.FINAL] = gate = asyncio.Event()
    async with a_desk(world) as pilot:
        await a_marked_basket(pilot)
        await shown_whole(pilot)
        await pilot.press("y")
        await until_said(pilot, "is signed and goes on", "S Stop")
        await pilot.press("S")
        await until_said(pilot, "Stopping")
        gate.set()
        await blocks_until(pilot, world, "Stopped at step 2", "You stopped it before this step")
        assert len(world.trading.sent) == 1
        await until_said(pilot, "plan stopped")
        await pilot.press("enter")
        await until_said(pilot, "2 steps on 2 subnets", "to sign all 2 steps")
        await pilot.press("escape")
        await until_said(pilot, "Stopped at step 2")
        await pilot.press("A")
        await until(lambda: world.plans.unread is None)


async def test_other_screens_stay_usable_and_show_that_a_plan_runs(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.gates[Stage.FINAL] = gate = asyncio.Event()
    async with a_desk(world) as pilot:
        await a_marked_basket(pilot)
        await shown_whole(pilot)
        await pilot.press("y")
        await until_said(pilot, "is signed and goes on")
        await pilot.press("escape", "3")
        await until_said(pilot, "Orders", "plan 1/3")
        await pilot.press("1", "escape", "B")
        await until_said(pilot, "is signed and goes on")
        gate.set()
        await blocks_until(pilot, world, "3 of 3 done")


async def test_a_plan_of_a_life_before_is_shown_stopped_and_never_goes_on(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.gates[Stage.FINAL] = asyncio.Event()
    async with a_desk(world) as pilot:
        await a_marked_basket(pilot)
        await shown_whole(pilot)
        await pilot.press("y")
        await until_said(pilot, "is signed and goes on")
    stopped = world.plans.plans[0]
    assert stopped.progress.stopped is not None
    assert stopped.progress.stopped.cause is StopCause.ENDED
    await world.desk.close()
    await world.plans.close()
    again = a_world(tmp_path)
    async with a_desk(again) as pilot:
        await until_said(pilot, "plan stopped")
        await pilot.press("B")
        await until_said(pilot, "Stopped at step 1", "The program was closed")
        assert again.plans.running is None
        assert again.trading.sent == []


async def test_an_order_that_fails_stops_the_plan_with_its_sentence(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.script = [Refused("The price moved past the limit.", "SlippageTooHigh")]
    async with a_desk(world) as pilot:
        await a_marked_basket(pilot)
        await shown_whole(pilot)
        await pilot.press("y")
        await until_said(pilot, "Stopped at step 1", "The endpoint refused it")
        assert world.plans.states(world.plans.plans[0])[0] is StepState.UNKNOWN


async def test_a_rebalance_is_typed_row_by_row(tmp_path: Path) -> None:
    world = holding(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("2", "B")
        await until_said(pilot, "Rebalance", "Type the share that a subnet", "% new %")
        await write(pilot, "50", "tab")
        await write(pilot, "40")
        await until_said(pilot, "2 orders, one by one")
        await shown_whole(pilot)
        text = await until_said(pilot, "Rebalance 2 steps on 2 subnets", "Shares")
        assert "sell γ subnet7" in text
        assert "buy γ templar" in text
        await pilot.press("y")
        await blocks_until(pilot, world, "2 of 2 done")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_rebalance_may_be_of_what_selling_pays(tmp_path: Path, size: tuple[int, int]) -> None:
    world = holding(tmp_path)
    async with a_desk(world, size) as pilot:
        await pilot.press("2", "B")
        await until_said(pilot, "Rebalance", "Shares of the price space")
        await write(pilot, "50")
        await until_said(pilot, "87.2 % 50 %", "of all orders")
        await pilot.press("shift+tab", "space")
        await until_said(pilot, "Shares of exit value space", "87.2 % 50 %", "of all orders")
        await pilot.press("enter")
        await until_said(pilot, "Rebalance 1 step on 1 subnet")
        # On a small screen the steps need the room that the shares would take.
        assert ("at exit value" in said(pilot.app)) is (size != (80, 24))


async def test_everything_is_unwound_from_the_palette(tmp_path: Path) -> None:
    world = holding(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("2", "ctrl+p")
        await until_said(pilot, "Search for commands")
        await write(pilot, "unwind", "enter")
        await until_said(pilot, "Unwind everything", "2 orders, one by one")
        await shown_whole(pilot)
        await pilot.press("y")
        await blocks_until(pilot, world, "2 of 2 done")
    calls = [call.name for call in world.trading.calls]
    assert "unstake_all" not in calls
    assert calls.count("remove_stake_full_limit") >= 2


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_open_tickets_order_is_sliced_and_told_what_that_means(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_world(tmp_path), size) as pilot:
        await pilot.press("j", "enter")
        await until_said(pilot, "esc Back")
        await pilot.press("s")
        await until_said(pilot, "Review")
        await write(pilot, "300")
        await pilot.press("ctrl+p")
        await until_said(pilot, "Search for commands")
        await write(pilot, "slices", "enter")
        await until_said(pilot, "Slices: stake", "Slicing alone saves nothing", "Show plan enter")
        assert "300" in line_with(pilot.app, "Pay")
        assert said(pilot.app).splitlines()[1].endswith("╮"), "the dock is whole on the screen"


async def test_a_locked_account_is_never_asked_to_confirm_a_stale_plan(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await a_marked_basket(pilot)
        await shown_whole(pilot)
        world.market.grow(50, seen_at=world.clock.now())
        await until_said(pilot, "48,263")
        await pilot.press("y")
        await until_said(pilot, "blocks ago; look at it again")
        assert world.trading.sent == []
        assert world.plans.plans == ()


async def test_hostile_names_are_drawn_as_text(tmp_path: Path) -> None:
    snapshot = a_snapshot()
    bad = replace(snapshot.subnets[7], name="[@click=app.quit]x[/bad] [", symbol="[")
    world = a_world(tmp_path, snapshot=replace(snapshot, subnets={**snapshot.subnets, 7: bad}))
    async with a_desk(world) as pilot:
        await a_marked_basket(pilot)
        await shown_whole(pilot)
        assert "[@click" in said(pilot.app)


async def test_a_plan_whose_fields_are_not_there_yet_asks_for_no_validators(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await until_said(pilot, "Subnets")
        screen, snapshot = pilot.app.screen, pilot.app.snapshot
        assert isinstance(screen, MarketScreen)
        assert snapshot is not None
        dock = PlanDock(BasketForm((snapshot.subnets[7].id,), "2 %"))
        mounting = screen.query_one(screen.dock_place).mount(dock)
        dock.show_snapshot(snapshot)
        assert not dock.needs_validators
        await mounting
        assert dock.needs_validators
