"""The tolerance steps by arrows and past a suggestion; whether a part is enough is chosen beside it."""

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from dtao_tui.widgets.trade.tolerance_row import ToleranceRow


class OneRow(App[None]):
    CSS = "ToleranceRow {height: 1;} ToleranceRow Static {width: auto;} ToleranceField {width: 8; height: 1;}"

    def __init__(self) -> None:
        super().__init__()
        self.row = ToleranceRow("2", id="row")
        self.chosen: list[bool] = []

    def compose(self) -> ComposeResult:
        yield self.row

    def on_tolerance_row_part_chosen(self, event: ToleranceRow.PartChosen) -> None:
        self.chosen.append(event.allow_partial)


def aside(pilot: Pilot[None]) -> str:
    app = pilot.app
    assert isinstance(app, OneRow)
    return str(app.row.aside.content)


@pytest.mark.parametrize(
    ("typed", "keys", "value"),
    [
        ("2", ("up",), "3"),
        ("2", ("down",), "1.5"),
        ("2 %", ("up", "up"), "5"),
        ("2.2", ("down",), "2"),
        ("50", ("up",), "50"),
        ("0.1", ("down",), "0.1"),
        ("", ("up",), "2"),
        ("x", ("down",), "2"),
        ("nan", ("down",), "2"),
    ],
)
async def test_arrows_step_the_tolerance(typed: str, keys: tuple[str, ...], value: str) -> None:
    app = OneRow()
    async with app.run_test() as pilot:
        app.row.field.value = typed
        app.row.field.focus()
        await pilot.press(*keys)
        assert app.row.field.value == value


async def test_a_suggestion_is_a_step_stands_beside_what_is_typed_and_is_taken_by_a_click() -> None:
    app = OneRow()
    async with app.run_test() as pilot:
        app.row.show_op(knows_parts=True)
        app.row.suggest("1.7", "It moved by up to 1.6 % in 16 blocks.")
        app.row.field.focus()
        await pilot.pause()
        assert aside(pilot) == "suggested 1.7 %"
        assert app.row.field.tooltip == "It moved by up to 1.6 % in 16 blocks."
        await pilot.press("down")
        assert app.row.field.value == "1.7"
        app.row.field.value = "5"
        await pilot.pause()
        await pilot.click("#ticket-part")
        assert app.row.field.value == "1.7"
        app.row.field.value = ""
        await pilot.press("up")
        assert app.row.field.value == "1.7"


async def test_a_part_is_enough_only_once_a_person_says_so() -> None:
    app = OneRow()
    async with app.run_test() as pilot:
        app.row.show_op(knows_parts=True)
        app.row.suggest("1.7", "")
        app.row.field.focus()
        await pilot.press("tab", "space")
        assert (app.chosen, aside(pilot)) == ([True], "a part is enough ▼")
        await pilot.press("enter")
        assert (app.chosen, aside(pilot)) == ([True, False], "all or nothing ▼")
        await pilot.press("space")
        app.row.show_op(knows_parts=True)
        assert (app.row.allow_partial, aside(pilot)) == (False, "all or nothing ▼")


async def test_an_operation_that_knows_no_parts_has_nothing_to_choose() -> None:
    app = OneRow()
    async with app.run_test() as pilot:
        app.row.show_op(knows_parts=False)
        await pilot.pause()
        assert aside(pilot) == "all or nothing"
        await pilot.click("#ticket-part")
        await pilot.press("tab")
        assert app.chosen == []
        assert not app.row.aside.has_focus
