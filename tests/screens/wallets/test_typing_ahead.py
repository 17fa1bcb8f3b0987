"""What arrives faster than the screen can follow goes where it was meant, and a password never into a name."""

from pathlib import Path

from textual.widgets import Input, Static

from dtao_tui.screens.wallets.phrase_screen import PhraseScreen, QuizScreen
from tests.fakes import PHRASE
from tests.screen import a_desk, until, until_said
from tests.screens.wallets.forms import NEW_PASSWORD, fill_new_form, some_wallets, type_at_once


async def test_a_password_typed_ahead_is_never_written_into_the_name(tmp_path: Path) -> None:
    async with a_desk(some_wallets(tmp_path)) as pilot:
        await pilot.press("4", "n")
        await until_said(pilot, "New wallet")
        type_at_once(pilot, f"mine\r{NEW_PASSWORD}\r{NEW_PASSWORD}")
        fields = pilot.app.screen.query(Input)
        await until(pilot, lambda: fields.last().value == NEW_PASSWORD)
        assert [field.value for field in fields] == ["mine", NEW_PASSWORD, NEW_PASSWORD]


async def test_what_is_typed_ahead_of_an_objection_is_dropped(tmp_path: Path) -> None:
    async with a_desk(some_wallets(tmp_path)) as pilot:
        await pilot.press("4", "n")
        await until_said(pilot, "New wallet")
        type_at_once(pilot, f"trader\r{NEW_PASSWORD}")
        await until(pilot, lambda: bool(pilot.app.screen.query_one("#form-objection", Static).content))
        await pilot.pause()
        assert [field.value for field in pilot.app.screen.query(Input)] == ["trader", "", ""]


async def test_three_words_may_be_typed_in_one_go(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "n")
        await fill_new_form(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, PhraseScreen))
        await pilot.press("space", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuizScreen))
        quiz = pilot.app.screen
        assert isinstance(quiz, QuizScreen)
        words = PHRASE.split() * 2
        type_at_once(pilot, "".join(f"{words[number]}\r" for number in quiz.asked))
        await until_said(pilot, "mine is ready")


async def test_a_field_that_was_left_can_be_gone_back_to(tmp_path: Path) -> None:
    async with a_desk(some_wallets(tmp_path)) as pilot:
        await pilot.press("4", "n")
        await until_said(pilot, "New wallet", "shift+tab Field before")
        await pilot.press(*"mine", "enter", *"ab", "shift+tab", "end", *"2", "enter", *"cd")
        assert [field.value for field in pilot.app.screen.query(Input)] == ["mine2", "abcd", ""]
