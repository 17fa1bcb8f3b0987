"""A JSON that lies about its address is imported only by someone who has compared the true one."""

import json
from pathlib import Path

from tests.fakes import ALICE, CHARLIE
from tests.screens.test_wallets import NEW_PASSWORD, at_the_desk, some_wallets, until_seen, write


async def test_a_json_with_another_address_is_imported_only_after_a_look(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    world.wallets.true_address = CHARLIE
    file = tmp_path / "account.json"
    file.write_text(json.dumps({"address": ALICE, "encoded": "x"}))
    async with at_the_desk(world) as pilot:
        await pilot.press("4", "J")
        await until_seen(pilot, "Import JSON")
        for text in ("js", str(file), "json password", NEW_PASSWORD, NEW_PASSWORD):
            await write(pilot, text, "enter")
        await until_seen(pilot, "Another address")
        await write(pilot, ALICE[-4:], "enter")
        await until_seen(pilot, "not its last four characters")
        assert world.wallets.created == []
        await pilot.press("ctrl+u")
        await write(pilot, CHARLIE[-4:], "enter")
        await until_seen(pilot, "js is ready")
    assert len(world.wallets.created) == 1
