"""The chart on a subnet's own screen: reached by keys, drawn as chosen, and remembered."""

from pathlib import Path

from tests.fakes import a_world
from tests.screen import a_desk, line_with, seen, until, until_said, until_seen
from tests.screens.scenes import a_scene

PIECES = "┃╽╿"


async def test_the_chart_is_drawn_and_pointed_at_by_keys_and_remembered(tmp_path: Path) -> None:
    app, _ = a_scene(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await until_seen(pilot, "templar")
        await pilot.press("j", "j", "enter")
        await until_seen(pilot, "recorded for 9 d")
        screen = app.screen
        assert not any(piece in seen(app) for piece in PIECES)
        await pilot.press("equals_sign", "right_square_bracket")
        await until_seen(pilot, "3 h a candle")
        assert any(piece in seen(app) for piece in PIECES)
        await pilot.press("tab", "shift+left")
        await until_seen(pilot, "← Before")
        assert line_with(app, "o 0.0").count(" 0.01") == 4
        await pilot.press("escape")
        await until(pilot, lambda: not line_with(app, "o 0.0"))
        assert app.screen is screen
        await pilot.press("escape", "j", "enter")
        await until_seen(pilot, "3 h a candle   recorded for 9 d")


async def test_a_session_without_a_record_has_no_cursor(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("enter")
        await until_seen(pilot, "─ Subnet ─")
        await pilot.press("tab")
        assert "← Before" not in seen(pilot.app)
        assert "session" in seen(pilot.app)


async def test_a_narrow_screen_shows_exact_values_the_volume_and_more_than_now_below_a_week(tmp_path: Path) -> None:
    app, _ = a_scene(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, "templar")
        await pilot.press("j", "j", "enter", "right_square_bracket")
        await until_said(pilot, "Tue 24 now")
        await pilot.press("equals_sign", "tab", "shift+left")
        await until_seen(pilot, "volume")
        assert all(f"{word} 0.01" in seen(app) for word in "ohlc")
