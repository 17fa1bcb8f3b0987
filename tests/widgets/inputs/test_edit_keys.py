"""Keys that come at once, as over a slow line, edit a field in the order in which they were typed."""

import asyncio
from typing import ClassVar

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Input

from dtao_tui.widgets.inputs.edit_keys import FIELD_KEYS
from dtao_tui.widgets.inputs.secret_field import SecretField
from dtao_tui.widgets.inputs.text_field import PausingField, TextField
from tests.widgets.alone import OneWidget

NAMES = {".": "full_stop"}


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """All of these keys in one read of the terminal."""
    for key in keys:
        pilot.app.post_message(events.Key(NAMES.get(key, key), key if len(key) == 1 else None))
    await pilot.pause()
    await asyncio.sleep(0)
    await pilot.pause()


@pytest.mark.parametrize("kind", [TextField, PausingField, SecretField])
@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("backspace", "backspace", "backspace", "backspace", "9", "0", "0"), "900"),
        (("left", "left", "0"), "120.5"),
        (("home", "9", "end", "1"), "912.51"),
        (("home", "delete", "3"), "32.5"),
        (("ctrl+u", "7"), "7"),
        (("ctrl+w", "7"), "12.7"),
        (("shift+home", "backspace", "8"), "8"),
    ],
)
async def test_a_deletion_comes_before_what_was_typed_behind_it(
    kind: type[Input], keys: tuple[str, ...], text: str
) -> None:
    field = kind()
    async with OneWidget(field).run_test(size=(40, 3)) as pilot:
        field.focus()
        await burst(pilot, *"12.5")
        assert field.value == "12.5"
        await burst(pilot, *keys)
        assert field.value == ("7" if kind is SecretField and "ctrl+w" in keys else text)


class TwoFields(Vertical):
    """As a form holds them."""

    BINDINGS: ClassVar[list[BindingType]] = [*FIELD_KEYS]

    def compose(self) -> ComposeResult:
        yield TextField(id="first")
        yield SecretField(id="second")


async def test_what_is_typed_behind_tab_never_lands_in_the_field_before_it() -> None:
    async with OneWidget(TwoFields()).run_test(size=(40, 8)) as pilot:
        first, second = pilot.app.query_one("#first", TextField), pilot.app.query_one("#second", SecretField)
        first.focus()
        await burst(pilot, "n", "a", "tab", "p", "w", "shift+tab", "m", "e")
        assert (first.value, second.value) == ("name", "pw")
