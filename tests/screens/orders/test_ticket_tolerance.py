"""The tolerance in a ticket: suggested by what the market did, remembered for its chain; a part only if asked for."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.settlement import Filled
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.widgets.panels.order_panel import OrderPanel
from dtao_tui.widgets.trade.ticket import TicketPanel
from tests.domain.orders.example_orders import a_settlement, an_order
from tests.fakes import World, a_subnet, a_world
from tests.screen import line_with, said, until, until_said, write
from tests.screens.orders.tickets import at_a_ticket
from tests.widgets.alone import OneWidget

LIFE = 16
"""Blocks for which an order is valid."""


async def see_the_price_move(pilot: Pilot[None], world: World) -> None:
    """More blocks than an order lives, in one of which the price was 1 % higher."""
    for block in range(LIFE + 1):
        price = "0.0505" if block == 4 else "0.05"
        number = world.market.grow(subnets={0: a_subnet(0), 7: a_subnet(7, price)}).block
        await until(pilot, lambda number=number: pilot.app.snapshot.block == number)  # type: ignore[misc,attr-defined]


def typed(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one(TicketPanel).tolerance_text


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_part_is_chosen_by_keyboard_with_its_consequences_in_words(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with at_a_ticket(a_world(tmp_path), size=size) as pilot:
        await write(pilot, "900")
        await until_said(pilot, "all or nothing", "does not fill")
        await pilot.press("tab", "tab", "tab", "space")
        screen = await until_said(pilot, "a part is enough", "It fills what it can up to the limit", "Review enter")
        assert "does not fill" not in screen
        assert "At worst 0.000 000 000 γ" in screen
        # While the chain is asked there is room for the number of notes alone.
        await until(pilot, lambda: "! part" in line_with(pilot.app, "esc Back"))
        await pilot.press("q")
        assert pilot.app.screen.query(TicketDock)
        pilot.app.screen.query_one(TicketPanel).amount.focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        await until_said(pilot, "part of it if need be")
        if size[0] > 80:
            await until_said(pilot, "free after 800.888 568 078 τ 99.998 310 000 τ")


async def test_what_would_fill_of_a_part_is_told_beside_the_ticket(tmp_path: Path) -> None:
    async with at_a_ticket(a_world(tmp_path)) as pilot:
        await write(pilot, "900", "tab", "tab", "tab", "space")
        screen = await until_said(pilot, "! fills 199.109 τ of 900.000 τ now", "✓ minimum 199.109 τ")
    assert "✓ what stays 800.888 τ" in screen


async def test_another_operation_begins_all_or_nothing_again(tmp_path: Path) -> None:
    async with at_a_ticket(a_world(tmp_path)) as pilot:
        await write(pilot, "900", "tab", "tab", "tab", "space")
        await until_said(pilot, "a part is enough")
        await pilot.press("ctrl+o", "u")
        await until_said(pilot, "Unstake", "all or nothing")


async def test_what_the_market_did_suggests_a_tolerance_that_a_key_takes(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with at_a_ticket(world) as pilot:
        await see_the_price_move(pilot, world)
        await write(pilot, "10", "tab", "tab")
        await until_said(pilot, "suggested 1.2 %", "✓ market moved 1.00 % in 16 blocks")
        await pilot.press("down", "down")
        await until(pilot, lambda: typed(pilot) == "1.2")
        assert "suggested" not in said(pilot.app)
        await pilot.press("down")
        await until_said(pilot, "! market moved 1.00 % in 16 blocks", "In 17 blocks seen the price moved by up")


async def test_the_tolerance_of_a_review_is_remembered_for_its_chain(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with at_a_ticket(world) as pilot:
        await write(pilot, "10", "tab", "tab", "up", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        await pilot.press("escape")
        await until(pilot, lambda: bool(pilot.app.screen.query(TicketDock)))
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.screen.query(TicketDock))
        await pilot.press("s")
        await until(pilot, lambda: bool(pilot.app.screen.query(TicketPanel)))
        assert typed(pilot) == "3"
    async with at_a_ticket(a_world(tmp_path)) as pilot:
        assert typed(pilot) == "3"


async def test_a_tolerance_that_was_offered_is_of_that_order_alone(tmp_path: Path) -> None:
    """It is computed from what one endpoint says, and would widen every later order."""
    world = a_world(tmp_path)
    async with at_a_ticket(world) as pilot:
        await write(pilot, "900")
        await until_said(pilot, "ctrl+t 9.20 %")
        await pilot.press("ctrl+t", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
    async with at_a_ticket(a_world(tmp_path)) as pilot:
        assert typed(pilot) == "2"


async def test_what_was_not_filled_of_a_part_stands_beside_the_fill() -> None:
    filled = Filled(Tao.parse("199"), Alpha.parse("3900", 7), Tao(10**8))
    quoted = replace(an_order().quoted, allow_partial=True)
    order = an_order(
        pays=Tao.parse("900"), quoted=quoted, settlement=a_settlement(filled, Tao(1)), state=OrderState.FINAL
    )
    assert order.unfilled == Tao.parse("701")
    whole = an_order(
        pays=Tao.parse("900"), quoted=an_order().quoted, settlement=a_settlement(filled, Tao(1)), state=OrderState.FINAL
    )
    assert whole.unfilled is None
    panel = OrderPanel()
    panel.show(order, block=9, wall=0.0)
    async with OneWidget(panel).run_test(size=(60, 40)) as pilot:
        await pilot.pause()
        text = " ".join(str(panel.render()).split())
    assert "Not filled stays 701.000 τ" in text
