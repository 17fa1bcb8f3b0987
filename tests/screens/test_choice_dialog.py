"""A box with a few choices, on a small screen."""

from pathlib import Path

from tests.fakes import a_world
from tests.screen import a_desk, line_with, seen, until, until_seen


async def test_a_sentence_that_has_no_room_goes_on_below_itself(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (60, 24)) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Accounts")
        await pilot.press("i")
        await until_seen(pilot, "polkadot-js JSON")
        sentence_at = line_with(pilot.app, "A file").index("A file")
        await until(pilot, lambda: f"{' ' * (sentence_at - 1)}password." in seen(pilot.app), "the end of the sentence")
