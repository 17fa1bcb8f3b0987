"""The phrase field: rows of numbered words, hidden unless asked for, a wrong one marked, a refused text replaced."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from dtao_tui.widgets.inputs.phrase_field import PhraseField, words_in_rows

TWELVE = "abandon ability able about above absent absorb abstract absurd abuse access accident"


class OneField(App[None]):
    CSS = "PhraseField { height: auto; border: none; padding: 0; width: 40; &:focus { border: none; } }"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"loss": "#ff0000", "dim": "#777777", "bright": "#ffffff"}

    def compose(self) -> ComposeResult:
        yield PhraseField(placeholder="12 to 24 words")
        yield Input(id="other")


@asynccontextmanager
async def a_field() -> AsyncIterator[tuple[Pilot[None], PhraseField]]:
    app = OneField()
    async with app.run_test(size=(60, 20)) as pilot:
        yield pilot, app.query_one(PhraseField)


def rows(field: PhraseField) -> list[str]:
    return [field.render_line(y).text.rstrip() for y in range(field.size.height)]


async def paste(pilot: Pilot[None], field: PhraseField, text: str) -> None:
    field.post_message(events.Paste(text))
    await pilot.pause()


async def test_a_phrase_in_several_lines_stays_one_phrase() -> None:
    async with a_field() as (pilot, field):
        await paste(pilot, field, "one two\n  three\tfour\r\n")
        assert field.value == "one two three four"


async def test_words_stand_in_numbered_rows_and_are_hidden() -> None:
    async with a_field() as (pilot, field):
        await paste(pilot, field, TWELVE)
        assert rows(field)[0] == " 1 •••••••   2 •••••••   3 ••••"
        assert sum("•" in row for row in rows(field)) == 4
        assert not any(word in row for row in rows(field) for word in TWELVE.split())


async def test_a_key_shows_the_words_and_leaving_the_field_hides_them() -> None:
    async with a_field() as (pilot, field):
        await paste(pilot, field, TWELVE)
        await pilot.press("ctrl+t")
        assert rows(field)[0] == " 1 abandon   2 ability   3 able"
        await pilot.press("tab")
        assert "abandon" not in "".join(rows(field))
        await pilot.press("shift+tab", "ctrl+t", "ctrl+t")
        assert "abandon" not in "".join(rows(field))


async def test_the_wrong_word_is_marked_until_the_text_is_another_one() -> None:
    async with a_field() as (pilot, field):
        await paste(pilot, field, TWELVE)
        plain = {segment.style for segment in field.render_line(0) if "•" in segment.text}
        field.refuse([2])
        marked = [segment for segment in field.render_line(0) if "•" in segment.text and segment.style not in plain]
        assert [len(segment.text) for segment in marked] == [len("ability")]
        await pilot.press("end", "s")
        assert {segment.style for segment in field.render_line(0) if "•" in segment.text} == plain


async def test_a_paste_after_an_objection_replaces_what_was_refused() -> None:
    async with a_field() as (pilot, field):
        await paste(pilot, field, "abandon abilty")
        field.refuse([2])
        await paste(pilot, field, TWELVE)
        assert field.value == TWELVE
        await paste(pilot, field, " more")
        assert field.value == TWELVE + "more"


async def test_a_word_can_be_corrected_where_it_stands() -> None:
    async with a_field() as (pilot, field):
        await paste(pilot, field, "abandon abilty able")
        field.refuse([2])
        await pilot.press("ctrl+t", "home", *["right"] * 12, "i")
        assert field.value == "abandon ability able"
        assert " 2 ability" in rows(field)[0]


async def test_what_is_taken_leaves_nothing_to_see() -> None:
    async with a_field() as (pilot, field):
        await paste(pilot, field, TWELVE)
        await pilot.press("ctrl+t")
        assert field.pop_text() == TWELVE
        assert field.value == ""
        assert not field.is_shown


def test_a_blank_at_the_end_begins_the_next_word() -> None:
    assert [[word.number for word in row] for row in words_in_rows("able about ", 40)] == [[1, 2, 3]]
    assert [[word.number for word in row] for row in words_in_rows("able about above", 16)] == [[1], [2], [3]]
    assert [[word.number for word in row] for row in words_in_rows("", 16)] == [[1]]
