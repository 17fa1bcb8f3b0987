"""Text that others wrote, on the screens that show it: nothing runs, nothing crashes, nothing drives the terminal."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.accounts import AccountKind
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.text import cleaned
from dtao_tui.screens.orders.order_dialog import OrderDialog
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from tests.fakes import (
    ALICE,
    HOTKEY,
    World,
    a_holding,
    a_snapshot,
    a_stake,
    a_subnet,
    a_validator,
    a_world,
    an_account,
)
from tests.screen import a_desk, said, until_said

CORPUS = (
    "[red]x[/red]",
    "[/bad] [",
    "[@click=app.exit]name[/]",
    "[link=https://example.org]here[/link]",
    "\x1b]0;owned\x07title",
    "\x1b]52;c;ZXZpbA==\x07clip",
    "\x1b]8;;https://example.org\x1b\\link",
    "\x1b[2Jgone",
    "\x9b31mcolour",
    "\u202eright to left",
    "zero\u200bwidth\u2060joiner",
    "z̸̢̡̛̛a̶l̷g̸o̵̢̨",
    "W" * 100_000,
    "漢字かな",
    "",
)


NAMES = tuple(cleaned(text) for text in CORPUS)
"""As the border lets them through: still long, still markup, still odd letters."""


def a_hostile_world(tmp_path: Path) -> World:
    subnets = [a_subnet(number, name=name, symbol=cleaned(name, 2)) for number, name in enumerate(NAMES, 1)]
    stakes = [a_stake(subnet.netuid, "120") for subnet in subnets]
    snapshot = a_snapshot(subnets=[a_subnet(0), *subnets], holdings=[a_holding(stakes=stakes)])
    accounts = [
        an_account(f"{name}{number}", ALICE[:-2] + f"{number:02d}", kind=AccountKind.WATCH, warning=name, trouble=name)
        for number, name in enumerate(NAMES)
    ]
    world = a_world(tmp_path, snapshot=snapshot, accounts=accounts)
    for subnet in subnets:
        validators = [a_validator(subnet.netuid, HOTKEY[:-2] + f"{n:02d}", name) for n, name in enumerate(NAMES)]
        world.market.validator_list[subnet.netuid] = (a_validator(subnet.netuid, name=subnet.name), *validators)
    return world


def told_by_a_stranger(order: Order, text: str) -> Order:
    """The order with this text for its subnet's name and for every sentence of its events."""
    (subnet,) = order.subnets
    events = tuple(replace(event, sentence=text) for event in order.events)
    return replace(order, subnets=(replace(subnet, name=text),), events=events)


def is_clean(screen: str) -> bool:
    return not any((ord(letter) < 32 and letter != "\n") or 127 <= ord(letter) < 160 for letter in screen)


async def test_the_lists_show_hostile_text_and_go_on(tmp_path: Path) -> None:
    async with a_desk(a_hostile_world(tmp_path), (120, 60)) as pilot:
        await pilot.press("2")
        await until_said(pilot, f"Holdings {len(NAMES)} subnets")
        await pilot.press(*["right", "j", "j"] * len(NAMES))
        screens = [await until_said(pilot, "└ ")]
        await pilot.press("4")
        await until_said(pilot, f"Accounts {len(NAMES) + 1}")
        for _ in NAMES:
            await pilot.press("j")
            screens.append(said(pilot.app))
        await pilot.click(offset=(10, 8))
        await pilot.press("3")
        await until_said(pilot, "Orders 0")
        assert pilot.app.clipboard == ""
    assert all(map(is_clean, screens))


@pytest.mark.parametrize("netuid", [2, 3, 8, 13])
async def test_an_order_on_a_hostile_subnet_is_quoted_reviewed_and_followed(tmp_path: Path, netuid: int) -> None:
    world = a_hostile_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.app.push_screen(SubnetScreen(netuid, "stake"))
        await until_said(pilot, "Tolerance")
        await pilot.press("ctrl+l")
        screens = [await until_said(pilot, "Take %")]
        await pilot.press("escape", "5", "enter")
        screens.append(await until_said(pilot, "named so by its owner", "type y"))
        await pilot.press("y")
        screens.append(await until_said(pilot, "✓ final", "enter Done"))
        await pilot.press("enter", "escape", "escape", "3")
        await until_said(pilot, "Orders 1")
        order = told_by_a_stranger(world.desk.orders[0], NAMES[netuid - 1])
        assert (order.sentence, order.name) == (NAMES[netuid - 1], NAMES[netuid - 1])
        await pilot.app.push_screen(OrderDialog(world.parts, order))
        screens.append(await until_said(pilot, "Quote against fill"))
        await pilot.click(offset=(60, 12))
        assert pilot.app.is_running
    assert all(map(is_clean, screens))
