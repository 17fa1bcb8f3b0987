"""Keys from elsewhere: what is asked before they are written, and what can be tried again."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.wallet import Imported
from dtao_tui.screens.forms import FormScreen
from tests.fakes import ALICE, CHARLIE, PHRASE
from tests.screen import a_desk, said, until, until_said, write
from tests.screens.wallets.forms import NEW_PASSWORD, some_wallets


async def test_a_json_with_another_address_is_imported_only_after_a_look(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    world.wallets.true_address = CHARLIE
    file = tmp_path / "account.json"
    file.write_text(json.dumps({"address": ALICE, "encoded": "x"}))
    async with a_desk(world) as pilot:
        await pilot.press("4", "i", "j")
        await until_said(pilot, "Import JSON")
        for text in ("js", str(file), "json password", NEW_PASSWORD, NEW_PASSWORD):
            await write(pilot, text, "enter")
        await until_said(pilot, "Another address")
        await write(pilot, ALICE[-4:], "enter")
        await until_said(pilot, "not its last four characters")
        assert world.wallets.created == []
        await pilot.press("ctrl+u")
        await write(pilot, CHARLIE[-4:], "enter")
        await until_said(pilot, "js is ready")
    assert len(world.wallets.created) == 1


async def test_a_json_is_imported_from_its_file(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    file = tmp_path / "account.json"
    file.write_text(json.dumps({"address": ALICE, "encoded": "x"}))
    async with a_desk(world) as pilot:
        await pilot.press("4", "i", "j")
        await until_said(pilot, "Import JSON")
        await write(pilot, "js", "enter")
        await write(pilot, "/nowhere.json", "enter")
        await until_said(pilot, "There is no such file")
        await pilot.press("ctrl+u")
        for text in (str(file), "json password", NEW_PASSWORD, NEW_PASSWORD):
            await write(pilot, text, "enter")
        await until_said(pilot, "js is ready")
    assert world.wallets.created == [("js", file.read_text(), NEW_PASSWORD)]


async def test_a_key_that_is_here_already_is_named(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    world.wallets.spare_addresses = [ALICE]
    async with a_desk(world) as pilot:
        await pilot.press("4", "i", "p")
        await until_said(pilot, "Import")
        for text in ("twin", PHRASE, NEW_PASSWORD, NEW_PASSWORD):
            await write(pilot, text, "enter")
        await until_said(pilot, "twin is here, but it is the same key as", "trader", "enter Use")
        await pilot.press("enter")
        await until(pilot, lambda: "enter Use" not in said(pilot.app))


async def test_an_import_that_fails_can_be_tried_again_without_typing_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = some_wallets(tmp_path)
    file = tmp_path / "account.json"
    file.write_text(json.dumps({"address": ALICE, "encoded": "x"}))
    opens = world.wallets.create_from_json

    async def only_with_its_password(
        name: str, text: str, text_password: str, password: str, confirmed_address: str = ""
    ) -> Imported:
        if text_password != "right":
            raise WalletTrouble("The backup's password is wrong.")
        return await opens(name, text, text_password, password, confirmed_address)

    monkeypatch.setattr(world.wallets, "create_from_json", only_with_its_password)
    async with a_desk(world) as pilot:
        await pilot.press("4", "i", "j")
        await until_said(pilot, "Import JSON", "a new password of yours")
        for text in ("js", str(file), "wrong", NEW_PASSWORD, NEW_PASSWORD):
            await write(pilot, text, "enter")
        await until_said(pilot, "The backup's password is wrong.")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        assert [field.value for field in pilot.app.screen.query(Input)] == ["js", str(file), "", "", ""]
        for text in ("right", NEW_PASSWORD, NEW_PASSWORD):
            await write(pilot, text, "enter")
        await until_said(pilot, "js is ready")


async def test_a_path_into_a_home_that_does_not_exist_ends_nothing(tmp_path: Path) -> None:
    async with a_desk(some_wallets(tmp_path)) as pilot:
        await pilot.press("4", "i", "j")
        await until_said(pilot, "Import JSON")
        await write(pilot, "js", "enter")
        await write(pilot, "~nobody-of-this-name/account.json", "enter")
        await until_said(pilot, "There is no such home folder")
