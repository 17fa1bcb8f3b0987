"""Fields: what they take, and what never leaves them."""

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from dtao_tui.widgets.inputs.checkbox import Checkbox
from dtao_tui.widgets.inputs.secret_field import SecretField
from dtao_tui.widgets.inputs.text_field import TextField


class OneField(App[None]):
    BINDINGS = [Binding("v", "seen('v')"), Binding("s", "seen('s')"), Binding("question_mark", "seen('?')")]  # noqa: RUF012

    def __init__(self, field: Input | Checkbox) -> None:
        super().__init__()
        self.field = field
        self.keys: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.field

    def action_seen(self, key: str) -> None:
        self.keys.append(key)


@pytest.mark.parametrize("typed", ["1,250.5 t", "25%", "max", "1e3", "-1", "half", "\uff11\uff12", "su?v", "9" * 50])
async def test_a_field_keeps_each_character_as_it_was_typed(typed: str) -> None:
    field = TextField()
    app = OneField(field)
    async with app.run_test() as pilot:
        for character in typed:
            app.post_message(events.Key("x" if character.isalnum() else "space", character))
        await pilot.pause()
    assert field.value == typed
    assert app.keys == []


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [("100\n\n\n", "100"), ("12\x1b[2J5", "12�[2J5"), ("\u202e1.5", "�1.5"), ("1\n2", "1 2"), ("", "")],
)
async def test_what_is_pasted_is_cleaned_and_submits_nothing(pasted: str, kept: str) -> None:
    field = TextField()
    submitted: list[str] = []

    class Watching(OneField):
        def on_input_submitted(self, event: Input.Submitted) -> None:
            submitted.append(event.value)

    async with Watching(field).run_test() as pilot:
        field.post_message(events.Paste(pasted))
        await pilot.pause()
    assert field.value == kept
    assert submitted == []


async def test_a_paste_that_is_too_long_is_refused_whole_and_said() -> None:
    async with (app := OneField(TextField())).run_test() as pilot:
        field = app.query_one(TextField)
        field.value = "kept"
        field.post_message(events.Paste("x" * 10_000))
        await pilot.pause()
        assert [notice.title for notice in app._notifications] == ["Nothing was pasted"]
        assert field.value == "kept"


async def test_a_secret_is_taken_once() -> None:
    field = SecretField()
    async with OneField(field).run_test() as pilot:
        await pilot.press(*"hunter2")
        assert field.pop_text() == "hunter2"
        assert field.value == ""
        assert field.pop_text() == ""


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x", "super+c"])
async def test_a_secret_cannot_be_copied(key: str) -> None:
    field = SecretField()
    app = OneField(field)
    async with app.run_test() as pilot:
        await pilot.press(*"hunter2", "home", "shift+end", key)
        await pilot.pause()
        assert app.clipboard == ""
        assert field.selected_text == ""


async def test_a_tick_turns_by_space_and_shows_itself_without_colour() -> None:
    tick = Checkbox("remember")
    async with OneField(tick).run_test() as pilot:
        assert str(tick.render()) == "[ ] remember"
        await pilot.press("space")
        assert str(tick.render()) == "[x] remember"
        await pilot.click(Checkbox)
        assert tick.value is False
