"""A plan is offered as text, each step as the command and the call that it was quoted with."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import World, a_holding, a_proxied_account, a_snapshot, a_stake, a_world
from tests.planning import a_plan
from tests.screen import a_desk, until_said, write
from tests.screens.plans.planned import a_marked_basket, shown_whole


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_basket_is_copied_while_it_is_put_together(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_world(tmp_path), size) as pilot:
        await a_marked_basket(pilot)
        await pilot.press("ctrl+y")
        await until_said(pilot, "Copy as", "basket, a draft", "# step 1 of 3", "btcli tx add-stake-limit")
        await pilot.press("enter")
        assert pilot.app.clipboard.count("btcli tx add-stake-limit") == 3
        assert pilot.app.clipboard.count("--amount-tao 10.0") == 3
        await pilot.press("2")
        await until_said(pilot, "SubtensorModule.add_stake_limit")
        await pilot.press("3")
        await until_said(pilot, "btcli call Utility.batch_all", "One atomic batch")
        await pilot.press("escape")
        await until_said(pilot, "of all orders")


async def test_a_plan_that_is_shown_is_copied_and_typing_goes_on(tmp_path: Path) -> None:
    stakes = (a_stake(7, "1200"), a_stake(3, "400"))
    world: World = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=stakes)]))
    async with a_desk(world) as pilot:
        await pilot.press("2", "ctrl+p")
        await until_said(pilot, "Search for commands")
        await write(pilot, "unwind", "enter")
        await until_said(pilot, "Unwind everything", "2 orders, one by one")
        await shown_whole(pilot)
        await pilot.press("ctrl+y")
        await until_said(pilot, "Copy as", "unwind", "remove_stake_full_limit", "# step 1 of 2")
        await pilot.press("enter", "escape")
        assert "btcli call SubtensorModule.remove_stake_full_limit" in pilot.app.clipboard
        await until_said(pilot, "to sign all 2 steps")
    assert world.trading.sent == []


async def test_a_plan_that_cannot_be_quoted_has_nothing_to_copy(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("B")
        await until_said(pilot, "Type what to pay")
        await pilot.press("ctrl+y")
        await until_said(pilot, "There is no order to copy yet")


async def test_what_is_no_batch_is_copied_by_its_steps_alone(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    plan = a_plan(snapshot=world.market.current)
    await world.market.connect()
    copies, once = world.parts.copies, plan.at_once
    assert once is not None
    assert [copy.title for copy in copies.of_plan(plan)][2:] == ["All at once"]
    assert len(copies.of_plan(replace(plan, at_once=replace(once, is_batch=False)))) == 2
    world.session.chosen = a_proxied_account()
    by_proxy = copies.of_plan(replace(plan, at_once=None))
    assert len(by_proxy) == 2
    assert "--proxy-for" in by_proxy[0].text
