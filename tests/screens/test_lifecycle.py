"""News that arrives while something is being closed: a block, a second, an order's end, the terminal's focus."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input

from dtao_tui.app import DtaoApp
from dtao_tui.screens.help import HelpScreen
from dtao_tui.screens.market.market_screen import MarketScreen
from dtao_tui.screens.orders.activity_screen import ActivityScreen
from dtao_tui.screens.orders.order_dialog import OrderDialog
from dtao_tui.screens.orders.order_progress import ProgressScreen
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.portfolio.portfolio_screen import PortfolioScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.screens.tickets.validator_picker import ValidatorPicker
from dtao_tui.screens.wallets.phrase_screen import PhraseScreen
from dtao_tui.screens.wallets.wallets_screen import WalletsScreen
from dtao_tui.services.feed import Interruption
from dtao_tui.widgets.inputs.choice_list import ChoiceList
from tests.fakes import World, a_holding, a_stake, a_world
from tests.screen import a_desk, until, until_seen
from tests.screens.orders.reviews import a_review
from tests.widgets.alone import an_order

MOST_STEPS = 500
"""Turns of the event loop, far more than a removal takes."""


async def close_amid_news(app: DtaoApp, node: DOMNode, closing: Awaitable[object]) -> None:
    """Let a removal go on one turn of the loop at a time, with everything that can be told told at each."""
    removal = asyncio.ensure_future(closing)
    assert app.snapshot is not None
    for step in range(1, MOST_STEPS):
        if removal.done():
            break
        held = a_holding(stakes=(a_stake(7, "5"), a_stake(3, "1"))[: step % 3])
        app.take(replace(app.snapshot, block=app.snapshot.block + 1, holdings={held.address: held}))
        app.beat()
        app.orders = (an_order(id=f"order {step}"),)
        app.interruption = Interruption("Gone.", None) if step % 2 else None
        app.app_focus = bool(step % 2)
        await asyncio.sleep(0)
    await removal
    assert not node.is_attached


async def test_a_ticket_closes_amid_news(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await until_seen(pilot, "Tolerance")
        dock = pilot.app.screen.query_one(TicketDock)
        await close_amid_news(pilot.app, dock, dock.remove())
        await pilot.press("s")
        # With the news in a line of its own there may be no room for the longer labels.
        await until_seen(pilot, "Type an amount")


async def the_review(world: World) -> Screen[bool]:
    return ReviewScreen(await a_review(world), world.parts)


async def the_progress(world: World) -> Screen[object]:
    review = await a_review(world)
    return ProgressScreen(world.desk.place(review), review, world.parts)


async def the_order(world: World) -> Screen[None]:
    return OrderDialog(world.parts, an_order("order 1"))


async def the_phrase(world: World) -> Screen[bool]:
    return PhraseScreen(world.parts, "one two three four five six seven eight nine ten eleven twelve")


@pytest.mark.parametrize("make", [the_review, the_progress, the_order, the_phrase])
async def test_a_dialog_closes_amid_news(tmp_path: Path, make: Callable[[World], Awaitable[Screen[object]]]) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        dialog = await make(world)
        await pilot.app.push_screen(dialog)
        await pilot.pause()
        await close_amid_news(pilot.app, dialog, pilot.app.pop_screen())
        await until_seen(pilot, "Market")


SCREENS = [lambda: SubnetScreen(7), lambda: SubnetScreen(7, "stake"), PortfolioScreen, ActivityScreen, HelpScreen]


@pytest.mark.parametrize("make", [*SCREENS, WalletsScreen])
async def test_a_screen_that_is_left_as_it_opens_harms_nothing(
    tmp_path: Path, make: Callable[[], Screen[None]]
) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        for turns in (0, 1, 2, 3, 5, 8, 13, 21):
            pilot.app.push_screen(make())
            for _ in range(turns):
                await asyncio.sleep(0)
            await pilot.app.pop_screen()
        await until(pilot, lambda: isinstance(pilot.app.screen, MarketScreen))
        await pilot.press("j")


async def test_a_ticket_that_is_left_while_it_is_typed_into_harms_nothing(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await until_seen(pilot, "Tolerance")
        dock = pilot.app.screen.query_one(TicketDock)
        removal = asyncio.ensure_future(dock.remove())
        panel, fields = dock.panel, list(dock.query(Input))
        while not removal.done():
            for field in fields:
                panel.post_message(Input.Changed(field, "1"))
                dock.post_message(panel.Edited())
            await asyncio.sleep(0)
        await removal
        await pilot.press("s")
        await until_seen(pilot, "Tolerance")


@pytest.mark.parametrize("make", [the_review, the_progress, the_order, the_phrase])
async def test_a_dialog_that_is_answered_twice_closes_itself_alone(
    tmp_path: Path, make: Callable[[World], Awaitable[Screen[object]]]
) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.app.push_screen(SubnetScreen(7))
        dialog = await make(world)
        await pilot.app.push_screen(dialog)
        await pilot.pause()
        dialog.dismiss(None)
        dialog.dismiss(None)
        await until(pilot, lambda: not dialog.is_attached)
        assert isinstance(pilot.app.screen, SubnetScreen)


async def test_a_validator_chosen_twice_at_once_closes_the_list_alone(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await until_seen(pilot, "Tolerance")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValidatorPicker))
        choices = pilot.app.screen.query_one(ChoiceList)
        choices.action_select()
        choices.action_select()
        await until(pilot, lambda: not isinstance(pilot.app.screen, ValidatorPicker))
        await pilot.pause()
        assert pilot.app.screen.query(TicketDock)


async def test_a_command_run_twice_at_once_closes_the_palette_alone(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("ctrl+p", *"sort by price")
        await until_seen(pilot, "Sort by price")
        field = pilot.app.screen.query_one(Input)
        field.post_message(Input.Submitted(field, field.value))
        field.post_message(Input.Submitted(field, field.value))
        await until_seen(pilot, "Price ↓")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MarketScreen)


@pytest.mark.parametrize("make", [lambda: SubnetScreen(7), PortfolioScreen, ActivityScreen, WalletsScreen, HelpScreen])
async def test_a_screen_closes_amid_news(tmp_path: Path, make: Callable[[], Screen[None]]) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        screen = make()
        await pilot.app.push_screen(screen)
        await pilot.pause()
        await close_amid_news(pilot.app, screen, pilot.app.pop_screen())
        await until(pilot, lambda: pilot.app.screen is not screen)


async def test_a_minute_that_ends_while_the_phrase_closes_ends_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dtao_tui.screens.wallets.phrase_screen.SHOWN_FOR", 0.001)
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        for _ in range(5):
            phrase = await the_phrase(world)
            await pilot.app.push_screen(phrase)
            await pilot.pause()
            assert isinstance(phrase, PhraseScreen)
            phrase.action_show_or_hide()
            await close_amid_news(pilot.app, phrase, pilot.app.pop_screen())
        await until_seen(pilot, "Market")
