"""A key of the settings works, and footer, help and palette show it; a bad one is told at the start."""

from pathlib import Path

from tests.fakes import a_world
from tests.screen import a_desk, seen, until_said, until_seen

KEYS = {
    "list.filter": ("f",),
    "go.portfolio": ("f2",),
    "theme": ("H",),
    "quit": ("enter",),
    "operation.stake": ("z", "f4"),
}


async def test_changed_keys_are_shown_and_work(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path, settings={"keys": KEYS})) as pilot:
        await until_said(pilot, "f2 Portfolio", "f Filter", "“quit” cannot have “enter”")
        await pilot.press("slash")
        await until_seen(pilot, "Filter is f by your settings")
        await pilot.press("question_mark", "slash", *"filter", "enter")
        await until_seen(pilot, "f         Filter")
        await pilot.press("escape", "escape", "ctrl+p")
        await until_seen(pilot, "Filter   f ")
        await pilot.press("escape", "H")
        await until_seen(pilot, "Search for themes")
        await pilot.press("escape", "f2")
        await until_said(pilot, "Nothing is staked here yet", "press z to stake")
        assert "/ Filter" not in seen(pilot.app)


async def test_a_moved_sort_key_still_ends_the_choice_of_a_column(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path, settings={"keys": {"list.sort": ("z",)}})) as pilot:
        await pilot.press("z")
        await until_seen(pilot, "Done")
        await pilot.press("z")
        await until_seen(pilot, "z Sort")
