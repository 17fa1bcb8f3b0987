"""Our theme, and how often its sheets are parsed."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual import constants
from textual.css import stylesheet
from textual.css.errors import UnresolvedVariableError

from dtao_tui.screens.theme import CachedStylesheet
from tests.fakes import a_world
from tests.screen import a_desk, until, until_said


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> "Counter[object]":
    """How often each file was parsed from now on."""
    counted: Counter[object] = Counter()
    parse: Callable[..., Any] = stylesheet.parse

    def count(scope: str, css: str, read_from: tuple[str, str], **others: Any) -> Any:
        if read_from[0].endswith(".tcss"):
            counted[read_from] += 1
        return parse(scope, css, read_from, **others)

    monkeypatch.setattr(stylesheet, "parse", count)
    return counted


async def test_each_sheet_is_parsed_once_until_the_theme_changes(tmp_path: Path, parsed: "Counter[object]") -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("2", "3", "4", "1", "question_mark")
        assert set(parsed.values()) == {1}
        pilot.app.theme = "textual-light"
        await pilot.pause()
        assert set(parsed.values()) == {2}


async def test_another_theme_changes_the_colours(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        before = pilot.app.screen.styles.background
        pilot.app.theme = "textual-light"
        await pilot.pause()
        assert pilot.app.screen.styles.background != before


@pytest.mark.parametrize(("system", "ground"), [("truecolor", "#0E1217"), ("256", "#121212")])
async def test_our_theme_takes_the_colours_that_the_terminal_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, ground: str
) -> None:
    monkeypatch.setattr(constants, "COLOR_SYSTEM", system)
    async with a_desk(a_world(tmp_path)) as pilot:
        assert pilot.app.screen.styles.background.hex == ground


def test_a_sheet_with_an_error_leaves_the_rules_as_they_were() -> None:
    sheet = CachedStylesheet(variables={"ink": "#102030"})
    sheet.add_source("Screen { color: $ink; }", read_from=("good", ""))
    sheet.reparse()
    before = sheet.css
    sheet.add_source("Screen { color: $nobody; }", read_from=("bad", ""))
    with pytest.raises(UnresolvedVariableError):
        sheet.reparse()
    assert before
    assert sheet.css == before


async def test_a_chosen_theme_is_taken_at_the_next_start(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("colon", *"theme desk-day", "enter")
        await until(pilot, lambda: pilot.app.theme == "desk-day")
    async with a_desk(a_world(tmp_path)) as pilot:
        assert pilot.app.theme == "desk-day"


async def test_the_theme_of_the_settings_file_goes_first(tmp_path: Path) -> None:
    world = a_world(tmp_path, settings={"theme": "nord"})
    async with a_desk(world) as pilot:
        assert pilot.app.theme == "nord"
        await pilot.press("colon", *"theme desk-day", "enter")
        await until_said(pilot, "The settings file names nord")
    async with a_desk(a_world(tmp_path, settings={"theme": "nord"})) as pilot:
        assert pilot.app.theme == "nord"
