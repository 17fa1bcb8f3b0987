"""A key that nothing takes says so, and the words at the foot can be clicked."""

from pathlib import Path

import pytest

from dtao_tui.widgets.bottombar import BottomBar
from tests.fakes import a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, line_with, seen, until, until_seen


@pytest.mark.parametrize(("mode", "key"), [("1", "z"), ("2", "z"), ("3", "Z"), ("4", "f")])
async def test_a_key_without_a_use_says_so(tmp_path: Path, mode: str, key: str) -> None:
    async with a_desk(a_world(tmp_path), (80, 24)) as pilot:
        await pilot.press(mode, key)
        await until_seen(pilot, f"{key} does nothing here   ? lists the keys")


async def test_a_key_that_is_used_says_nothing(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("j", "w", "k", "2", "1")
        await pilot.pause()
        assert "does nothing here" not in seen(pilot.app)


async def test_the_keys_come_back_after_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dtao_tui.widgets.bottombar._NOTE_SECONDS", 0.05)
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("z")
        await until(pilot, lambda: "does nothing" not in seen(pilot.app))
        await until_seen(pilot, "? Help")


async def test_a_word_of_the_foot_can_be_clicked(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        foot = line_with(pilot.app, "? Help")
        await pilot.click("#keys", offset=(foot.index("Help") - 1, 0))
        await until_seen(pilot, "/ Find")


async def test_a_key_that_has_nothing_to_act_on_says_so(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake(7, "10"), a_stake(3, "10")])]))
    async with a_desk(world) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Holdings")
        await pilot.press("G", "j", "u")
        await until_seen(pilot, "u Unstake: nothing to do it with here")
    async with a_desk(a_world(tmp_path / "other")) as pilot:
        await pilot.press("3", "enter")
        await until_seen(pilot, "nothing to do it with here")


async def test_words_at_the_foot_are_left_out_whole_or_cut_with_a_mark(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (80, 24)) as pilot:
        pilot.app.screen.query_one(BottomBar).say("u Unstake: nothing to do it with here", "? lists the keys")
        await until_seen(pilot, "u Unstake: nothing to do it with here")
        await pilot.pause()
        assert "? lists" not in seen(pilot.app)
        await pilot.resize_terminal(120, 24)
        await until_seen(pilot, "nothing to do it with here   ? lists the keys")
        await pilot.resize_terminal(60, 24)
        await until_seen(pilot, "u Unstake: nothing to do it w")
        assert "…" in seen(pilot.app).splitlines()[-1]
