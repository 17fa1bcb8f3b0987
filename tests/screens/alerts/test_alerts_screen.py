"""The screen of the alerts, by keys: writing one, what it tells when it fires, and the draft that it offers."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from dtao_tui.domain.alerts.alert import Alert, AlertDraft, Scope
from dtao_tui.domain.alerts.firings import FiredTrade, Firing
from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Op
from dtao_tui.screens.alerts.alerts_screen import AlertsScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.widgets.alerts.alert_form import AlertForm
from tests.fakes import World, a_holding, a_snapshot, a_stake, a_subnet, a_world
from tests.screen import a_desk, said, seen, until, until_said, until_seen, write

SEVEN = a_subnet(7, "0.05", name="apex")
WHALE = Alert(
    "a1",
    "Whale",
    "trade>250 side=unstake",
    Scope.ONE,
    SEVEN.id,
    command=("notify", "a b"),
    draft=AlertDraft(Op.UNSTAKE, "25%"),
)
FLOOR = Alert("a2", "Floor [red]", "price<0.04", is_on=False)
TRADE = FiredTrade(Side.SELL, Tao.parse("318.4"), Price(20_396_000), Price(19_898_000), "5Grw…utQY")


def a_firing(world: World, **changes: object) -> Firing:
    at = round(world.clock.wall() * 1000)
    firing = Firing("a1", at, 48_213, SEVEN.id, SEVEN.label, "318.4", "τ", trade=TRADE)
    return replace(firing, **changes)  # type: ignore[arg-type]  # any field


@pytest.fixture
def world(tmp_path: Path) -> World:
    holdings = [a_holding(stakes=[a_stake(7)])]
    return a_world(tmp_path, snapshot=a_snapshot(subnets=[a_subnet(0), SEVEN, a_subnet(3, "0.022")], holdings=holdings))


def kept_aside(folder: Path) -> int:
    return len(list(folder.glob("alerts.sqlite3.aside-*[0-9]")))


async def kept(world: World, *alerts: Alert) -> None:
    """Keep these alerts once the chain is known."""
    for alert in alerts:
        await world.parts.alerts.register.save(alert)
    await world.parts.alerts.observe(world.market.current)


async def test_an_alert_is_written_by_keys_and_stands_in_the_list(world: World) -> None:
    async with a_desk(world) as pilot:
        await pilot.press("exclamation_mark")
        await until_said(pilot, "There is no alert here yet", "New")
        await pilot.press("n")
        await write(pilot, "Thin exit", "tab", "7")
        await until_seen(pilot, "Alert for")
        await pilot.press("enter")
        await until_said(pilot, "If")
        await until(pilot, lambda: "7 γ apex" in seen(pilot.app))
        await pilot.press("tab", *"exi", "tab")
        await write(pilot, "(250)>4 x>1")
        await until_seen(pilot, "✗ at 13: “x” is no field.")
        lines = seen(pilot.app).splitlines()
        (field,) = (place for place, line in enumerate(lines) if "exit(250)>4 x>1" in line)
        assert lines[field + 1].index("^") == lines[field].index("x>1")
        await pilot.press("ctrl+s")
        await until_said(pilot, "Not saved")
        await pilot.press(*["backspace"] * 4)
        await until_said(pilot, "exit(250) > 4 %")
        await pilot.press("ctrl+s")
        await until_said(pilot, "Alerts 1", "Thin exit", "> 4.00")
        (alert,) = world.parts.alerts.register.alerts
        assert (alert.name, alert.condition, alert.subnet) == ("Thin exit", "exit(250)>4", SEVEN.id)


async def test_what_fires_is_told_and_read_once_the_screen_is_left(world: World) -> None:
    async with a_desk(world) as pilot:
        await until(pilot, lambda: bool(world.parts.alerts.register.genesis))
        await kept(world, WHALE, FLOOR)
        rung: list[bool] = []
        pilot.app.bell = lambda: rung.append(True)  # type: ignore[method-assign]  # what is heard
        await world.parts.alerts.teller.fire({}, [a_firing(world)])
        await until_said(pilot, "! Whale", "7 γ apex: 318.4 τ unstaked by 5Grw…utQY.")
        assert rung == [True]
        pilot.app.beats += 1
        await until_said(pilot, "! 1 fired")
        await pilot.press("exclamation_mark")
        await until_said(pilot, "Alerts 2 1 fired", "! Whale", "318.4", "> 250.0", "τ, one trade", "Open ticket d")
        assert "▼ 2.44 %" in said(pilot.app)
        assert "Floor [red]" in seen(pilot.app)
        assert "unstake 25% on 7 γ apex" in seen(pilot.app)
        assert "notify 'a b'" in seen(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: world.parts.alerts.register.fired == 0)
        pilot.app.beats += 1
        await until(pilot, lambda: "fired" not in seen(pilot.app).splitlines()[0])


async def test_space_turns_off_and_delete_asks_before_it_removes(world: World) -> None:
    async with a_desk(world, (80, 24)) as pilot:
        await until(pilot, lambda: bool(world.parts.alerts.register.genesis))
        await kept(world, WHALE)
        await pilot.press("exclamation_mark")
        await until_said(pilot, "· Whale", "armed")
        await pilot.press("space")
        await until_said(pilot, "○ Whale", "off")
        assert not world.parts.alerts.register.alerts[0].is_on
        await pilot.press("delete")
        await until_said(pilot, "Remove alert Whale")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, AlertsScreen))
        assert world.parts.alerts.register.alerts
        await pilot.press("delete")
        await until_said(pilot, "Remove alert Whale")
        await pilot.press("r")
        await until_said(pilot, "There is no alert here yet")


async def test_the_draft_opens_a_ticket_with_its_amount_and_signs_nothing(world: World) -> None:
    async with a_desk(world) as pilot:
        await until(pilot, lambda: bool(world.parts.alerts.register.genesis))
        await kept(world, WHALE)
        await pilot.press("exclamation_mark")
        await until_said(pilot, "· Whale")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
        await until(pilot, lambda: "25%" in [field.value for field in pilot.app.screen.query(Input)])
        assert "Unstake" in seen(pilot.app)
        assert world.signer.signed == []


async def test_a_subnet_that_is_gone_gets_no_draft_and_cannot_fire(world: World) -> None:
    gone = replace(WHALE, subnet=replace(SEVEN.id, registered_at=1))
    async with a_desk(world) as pilot:
        await until(pilot, lambda: bool(world.parts.alerts.register.genesis))
        await kept(world, gone)
        await pilot.press("exclamation_mark")
        await until_said(pilot, "✗ Whale", "cannot fire", "Another subnet has taken number 7")
        await pilot.press("d")
        await until_said(pilot, "No draft")
        assert isinstance(pilot.app.screen, AlertsScreen)


async def test_at_80_columns_the_form_takes_the_place_of_the_list_and_esc_drops_it(world: World) -> None:
    async with a_desk(world, (80, 24)) as pilot:
        await until(pilot, lambda: bool(world.parts.alerts.register.genesis))
        await kept(world, WHALE)
        await pilot.press("exclamation_mark")
        await until_said(pilot, "· Whale", "armed")
        assert "Rules" not in seen(pilot.app)
        await pilot.press("enter")
        await until_said(pilot, "Edit alert", "Rules")
        assert "armed" not in seen(pilot.app)
        assert pilot.app.screen.query_one(AlertForm).typed.alert == WHALE
        await pilot.press("0", "tab", "1", "q", "x")
        assert isinstance(pilot.app.screen, AlertsScreen)
        await until_seen(pilot, "[ ] bell")
        await pilot.press("escape")
        await until_said(pilot, "armed")
        assert world.parts.alerts.register.alerts == (WHALE,)


async def test_an_alert_written_from_a_subnet_is_for_that_one(world: World) -> None:
    async with a_desk(world) as pilot:
        await until(pilot, lambda: bool(world.parts.alerts.register.genesis))
        pilot.app.push_screen(SubnetScreen(7))
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, AlertsScreen))
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen.query_one(AlertForm).chosen.subnet == SEVEN.id)


async def test_a_damaged_record_is_kept_aside_and_said(world: World) -> None:
    places = world.parts.settings.places
    places.alerts.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    async with a_desk(world) as pilot:
        await until_said(pilot, "The record of alerts was damaged")
        await pilot.press("exclamation_mark")
        await until_said(pilot, "There is no alert here yet", "was damaged and is now")
    assert kept_aside(places.state) == 1


async def test_what_is_typed_right_behind_the_key_of_the_form_is_the_name(world: World) -> None:
    async with a_desk(world) as pilot:
        await pilot.press("exclamation_mark")
        await until_said(pilot, "There is no alert here yet")
        pilot.app.screen.action_create()
        # Nothing has passed between the two: the next key is the form's.
        assert pilot.app.focused is pilot.app.screen.query_one("#alert-name", Input)
