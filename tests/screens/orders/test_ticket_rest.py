"""The ticket where the chain would sell the rest too: what it says, at every size, and what it offers by a key."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.settlement import Filled, RestSold
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.widgets.panels.order_panel import OrderPanel
from dtao_tui.widgets.trade.ticket import TicketPanel
from tests.domain.orders.example_orders import a_settlement, an_order
from tests.fakes import OTHER_HOTKEY, World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import said, seen, until, until_said, write
from tests.screens.orders.tickets import at_a_ticket
from tests.widgets.alone import OneWidget


def a_holder(tmp_path: Path, *, free: str = "1000", locked: dict[int, str] | None = None) -> World:
    stakes = (a_stake(7, "120"), a_stake(7, "60", OTHER_HOTKEY))
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(a_holding(free=free, stakes=stakes, locked=locked),)))


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15)])
async def test_a_rest_that_would_be_sold_is_told_and_answered_by_a_key(tmp_path: Path, size: tuple[int, int]) -> None:
    async with at_a_ticket(a_holder(tmp_path), "unstake", size) as pilot:
        await write(pilot, "119.9")
        screen = await until_said(pilot, "sold too", "ctrl+n sell all 120.00 γ", "ctrl+r keep at least 0.409 γ")
        assert "Review enter" in screen
        assert "You get" in screen
        await pilot.press("ctrl+r")
        panel = pilot.app.screen.query_one(TicketPanel)
        assert panel.amount_text == "119.591"
        await until(pilot, lambda: "sold too" not in said(pilot.app))


async def test_selling_all_leaves_nothing_to_speak_of(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "unstake") as pilot:
        await write(pilot, "119.9")
        await until_said(pilot, "0.100 γ, would be sold too", "All held after 60.000 000 000 γ")
        await pilot.press("ctrl+n")
        assert pilot.app.screen.query_one(TicketPanel).amount_text == "max"
        await until(pilot, lambda: "sold too" not in said(pilot.app))
        await until_said(pilot, "All held after 60.000 000 000 γ")


async def test_a_key_without_an_offer_writes_nothing(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "unstake") as pilot:
        await write(pilot, "50")
        await pilot.press("ctrl+r", "ctrl+n")
        assert pilot.app.screen.query_one(TicketPanel).amount_text == "50"


async def test_an_offer_is_taken_by_a_click_too(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path), "unstake") as pilot:
        await write(pilot, "119.9")
        await until_said(pilot, "ctrl+r keep")
        ways = pilot.app.screen.query_one("#ticket-ways")
        await pilot.click(ways, offset=(10, ways.size.height - 1))
        assert pilot.app.screen.query_one(TicketPanel).amount_text == "119.591"


async def test_what_a_lock_holds_is_shown_and_is_not_sellable(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path, locked={7: "100"}), "unstake", (140, 40)) as pilot:
        screen = await until_said(pilot, "sellable 80.000 γ", "Locked 40.000 000 000 γ", "Sellable 80.000")
        assert "Held 120.000 000 000 γ" in screen
        await write(pilot, "81")
        await until_said(pilot, "lock holds the rest.")


async def test_a_fee_taken_in_alpha_is_told(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path, free="0"), "unstake") as pilot:
        await write(pilot, "60")
        await until_said(pilot, "the chain sells about 0.033 8 γ")
        await until_said(pilot, "All held after 119.966 200")


async def test_review_repeats_what_is_sold_besides_before_anything_is_signed(tmp_path: Path) -> None:
    async with at_a_ticket(a_holder(tmp_path, free="0"), "unstake") as pilot:
        await write(pilot, "119.9")
        await until_said(pilot, "sold too", "Review enter")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        screen = await until_said(pilot, "stays 0.000 000 000 γ", "sold too, at any price", "sells about 0.033 8 γ")
    # A fee that is taken in alpha leaves the TAO alone.
    assert "free after 5.990 186 577 τ" in screen


def a_sale(sold: Alpha, rest: RestSold, fee_in_alpha: Alpha | None = None) -> Order:
    received = Tao(49 * 10**6)
    filled = Filled(sold, received, Alpha(500_000, 7), rest)
    quoted = replace(an_order().quoted, received=received)
    told = a_settlement(filled, Tao(1_690_000), fee_in_alpha)
    return an_order(operation="unstake", pays=sold, quoted=quoted, settlement=told, state=OrderState.FINAL)


async def test_the_second_sale_stands_beside_the_fill_in_progress() -> None:
    rest = RestSold(Alpha(10**7, 7), Tao(494_000), Alpha(5_000, 7))
    panel = OrderPanel()
    panel.show(a_sale(Alpha(10**9, 7), rest, Alpha(33_800_000, 7)), block=9, wall=0.0)
    async with OneWidget(panel).run_test(size=(60, 40)) as pilot:
        await pilot.pause()
        text = " ".join(str(panel.render()).split())
    assert "For fee sold first 0.033 800 000 γ" in text
    assert "Rest sold at any price 0.010 000 000 γ" in text
    assert "for 0.000 494 000 τ" in text


@pytest.mark.parametrize("size", [(36, 40), (60, 40)])
async def test_what_was_sold_besides_stands_in_the_column_of_the_fill(size: tuple[int, int]) -> None:
    rest = RestSold(Alpha(268_588_481, 7), Tao(7_075_815), Alpha(5_000, 7))
    panel = OrderPanel()
    panel.show(a_sale(Alpha(476 * 10**9, 7), rest), block=9, wall=0.0)
    async with OneWidget(panel).run_test(size=size) as pilot:
        await pilot.pause()
        lines = [line.rstrip() for line in seen(pilot.app).splitlines()]
    ends = {line.rfind(" ") for line in lines if line.startswith(("Paid", "Pool fee", "Rest sold", "  for"))}
    assert len(ends) == 1
    assert sum(line.startswith(("Rest sold", "  for")) for line in lines) == 2
