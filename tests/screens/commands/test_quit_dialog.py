"""Quitting asks while something is under way, and says what becomes of it."""

from pathlib import Path

import pytest

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.screens.choice_dialog import ChoiceDialog
from dtao_tui.screens.commands.quit_dialog import reasons_to_stay
from tests.domain.orders.example_orders import an_order
from tests.fakes import a_world
from tests.screen import a_desk, until, until_said


@pytest.mark.parametrize("state", [OrderState.FINAL, OrderState.REFUSED, OrderState.UNKNOWN, OrderState.EXPIRED])
def test_nothing_is_asked_of_orders_that_are_not_on_their_way(state: OrderState) -> None:
    assert reasons_to_stay([an_order(state=state)], has_plan=False) == ""


def test_what_is_under_way_is_told() -> None:
    one = reasons_to_stay([an_order(state=OrderState.SENT)], has_plan=False)
    assert one.startswith("1 order is on the way")
    both = reasons_to_stay([an_order(state=OrderState.SENT), an_order("two", state=OrderState.IN_BLOCK)], has_plan=True)
    assert both.startswith("2 orders are on the way")
    assert both.endswith("The plan stops before its next step, and is not carried on by itself.")


async def test_quitting_asks_once_while_an_order_is_on_its_way(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        pilot.app.orders = (an_order(state=OrderState.SENT),)
        await pilot.press("q")
        await until_said(pilot, "Quit?", "1 order is on the way to a final block.")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ChoiceDialog))
        assert not pilot.app.is_ending
        await pilot.press("q")
        await until_said(pilot, "Quit?")
        await pilot.press("q")
        await until(pilot, lambda: pilot.app.is_ending)


async def test_quitting_asks_nothing_else(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("q")
        await until(pilot, lambda: pilot.app.is_ending)
