"""Keys that arrive before a new screen has the focus: into its first field, or dropped; never to the screen below."""

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from dtao_tui.screens import held_keys
from dtao_tui.screens.held_keys import MOST_KEYS, HeldKeys, Opening
from dtao_tui.screens.market.market_screen import MarketScreen
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.widgets.inputs.filter_line import FilterLine
from dtao_tui.widgets.inputs.typeahead import FormText
from dtao_tui.widgets.trade.ticket import TicketPanel
from tests.fakes import a_world
from tests.screen import a_desk, until, until_said, until_seen
from tests.screens.orders.tickets import at_a_ticket
from tests.screens.wallets.forms import some_wallets, type_at_once


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has much to do opens a screen late, and its keys are not old for that."""
    monkeypatch.setattr(held_keys, "LONGEST_WAIT", 30.0)
    monkeypatch.setattr(held_keys, "GIVEN_UP_AFTER", 60.0)


def amount(pilot: Pilot[None]) -> str:
    return "".join(panel.amount_text for panel in pilot.app.screen.query(TicketPanel))


@pytest.mark.parametrize("typed", ["s10", "s12.5", "s" + "1" * 40])
async def test_an_amount_typed_with_the_key_that_opens_the_ticket_is_its_amount(tmp_path: Path, typed: str) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.pause()
        type_at_once(pilot, typed)
        await until(pilot, lambda: amount(pilot) == typed[1:])
        assert pilot.app.current_mode == "market"
        assert isinstance(pilot.app.screen, SubnetScreen)


async def test_an_amount_typed_on_the_subnet_s_own_screen_is_the_ticket_s(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("enter")
        await until_seen(pilot, "RoundTable")
        type_at_once(pilot, "s25%")
        await until(pilot, lambda: amount(pilot) == "25%")


@pytest.mark.parametrize("typed", ["/templar", "/price>0.01", "/s t"])
async def test_what_is_typed_with_the_key_of_the_filter_is_the_filter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(held_keys, "AT_LEAST", 60.0)  # No dialog is waited for: the field is what was opened.
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.pause()
        type_at_once(pilot, typed)
        await until(pilot, lambda: pilot.app.screen.query_one(FilterLine).field.value == typed[1:])
        assert isinstance(pilot.app.screen, MarketScreen)


async def test_enter_is_never_held(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.pause()
        type_at_once(pilot, "s5\r\r\r")
        await until(pilot, lambda: amount(pilot) == "5")
        await until_seen(pilot, "✓ chain")
        assert isinstance(pilot.app.screen, SubnetScreen)


async def test_a_name_typed_with_the_key_that_opens_the_form_is_the_name(tmp_path: Path) -> None:
    async with a_desk(some_wallets(tmp_path)) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Wallets")
        type_at_once(pilot, "nq1")
        await until(pilot, lambda: [field.value for field in pilot.app.screen.query(FormText)] == ["q1"])


async def test_what_is_typed_while_a_review_is_prepared_is_dropped(tmp_path: Path) -> None:
    async with at_a_ticket(a_world(tmp_path)) as pilot:
        await pilot.press(*"10.5")
        await until_seen(pilot, "✓ chain")
        type_at_once(pilot, "\ry777")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        await pilot.pause(1.0)
        assert isinstance(pilot.app.screen, ReviewScreen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
        assert amount(pilot) == "10.5"


async def test_keys_behind_an_action_that_opens_nothing_are_keys_of_the_screen(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Accounts")
        type_at_once(pilot, "U2")
        await until_seen(pilot, "Holdings")
        assert world.parts.session.is_unlocked


class Clock:
    """Seconds that a test turns."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def test_old_keys_and_too_many_are_dropped_whole_and_nothing_is_held_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_keys, "LONGEST_WAIT", 1.0)
    async with a_desk(a_world(tmp_path)) as pilot:
        clock = Clock()
        typing = HeldKeys(pilot.app, clock)
        field = Input()
        await pilot.app.screen.mount(field)
        states: list[Input | Opening] = []

        def press(character: str, at: float) -> bool:
            clock.seconds = at
            key = events.Key(character, character)
            key.time = at
            return typing.takes(key)

        def hold() -> None:
            states.append(Opening.NOT_READY)
            typing.hold_for(lambda: states[-1], longest=5.0)

        hold()
        assert press("1", 0.0)
        assert press("5", 0.9)
        states.append(field)
        assert not press("c", 1.5)
        assert field.value == ""
        await until_said(pilot, "typed before this was ready is dropped")
        hold()
        assert all(press("b", 2.0) for _ in range(MOST_KEYS))
        states.append(field)
        assert not press("c", 2.5)
        assert field.value == "b" * MOST_KEYS
        hold()
        assert all(press("e", 3.0) for _ in range(MOST_KEYS + 1))
        states.append(field)
        assert not press("c", 3.5)
        assert "e" not in field.value
        hold()
        assert press("d", 4.0)
        assert not press("e", 4.0 + 5.0)
        assert "d" not in field.value
