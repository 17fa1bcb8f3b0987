"""A wallet that was made for practice is deleted only when its name has been typed, and no other offers it."""

from dataclasses import replace
from pathlib import Path

from tests.screen import a_desk, until_said, write
from tests.screens.wallets.forms import some_wallets


async def test_a_practice_wallet_is_thrown_away_once_its_name_is_typed(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    mine = next(account for account in world.wallets.known if account.name == "trader")
    world.wallets.known[world.wallets.known.index(mine)] = replace(mine, is_for_practice=True)
    world.parts.session.refresh()
    async with a_desk(world) as pilot:
        await pilot.press("4")
        await until_said(pilot, "trader")
        await pilot.press("j")
        await until_said(pilot, "del Remove")
        await pilot.press("delete")
        await until_said(pilot, "made for practice", "lost with the key", "To delete it, type its name: trader")
        await write(pilot, "trade", "enter")
        await until_said(pilot, "This is not its name.")
        assert mine.name in [account.name for account in world.wallets.known]
        await write(pilot, "r", "enter")
        await until_said(pilot, "Accounts")
    assert mine.name not in [account.name for account in world.wallets.known]


async def test_other_wallets_are_never_offered_to_be_thrown_away(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4")
        await until_said(pilot, "trader")
        await pilot.press("j")
        assert "Remove" not in await until_said(pilot, "trader")
        await pilot.press("delete")
        await pilot.pause()
        assert "made for practice" not in await until_said(pilot, "trader")
