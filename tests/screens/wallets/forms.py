"""Filling in the forms of wallets."""

from pathlib import Path

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from dtao_tui.domain.accounts import AccountKind
from tests.fakes import ALICE, BOB, CHARLIE, OTHER_HOTKEY, World, a_holding, a_snapshot, a_stake, a_world, an_account
from tests.screen import until_said, write

NEW_PASSWORD = "a long enough one"


def type_at_once(pilot: Pilot[None], text: str) -> None:
    """Keys that arrive together, as over a slow line: nobody waits for the screen between them."""
    for character in text:
        key = "enter" if character == "\r" else _character_to_key(character)
        pilot.app.post_message(events.Key(key, character))


def some_wallets(tmp_path: Path) -> World:
    accounts = [
        an_account("trader", ALICE),
        an_account("cold", BOB, kind=AccountKind.WATCH),
        an_account("damaged", "", trouble="This key file cannot be read: it is empty."),
        an_account("loose", CHARLIE, warning="Others on this machine can write to this wallet's folder."),
    ]
    holdings = (a_holding(), a_holding(ALICE, "25.5", (a_stake(7, "100"),)), a_holding(BOB, "7"))
    world = a_world(tmp_path, accounts=accounts, snapshot=a_snapshot(holdings=holdings))
    world.wallets.spare_addresses = [OTHER_HOTKEY]
    return world


async def fill_new_form(pilot: Pilot[None], name: str = "mine") -> None:
    await until_said(pilot, "New wallet")
    await write(pilot, name, "enter")
    await write(pilot, NEW_PASSWORD, "enter")
    await write(pilot, NEW_PASSWORD, "enter")
