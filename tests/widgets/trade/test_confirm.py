"""The line that confirms: which words go through, and that nothing else does."""

import pytest
from textual.app import App, ComposeResult

from dtao_tui.domain.orders.demand import Demand
from dtao_tui.widgets.trade.confirm import SETTLED_AFTER, ConfirmBar

Y = Demand("to sign, type", "y", frozenset({"y"}))
AMOUNT = Demand("type the amount", "1,250.5", frozenset({"1250.5"}), "τ", must_settle=True)
WORD = Demand("type", "MAINNET", frozenset({"MAINNET"}))


class OneBar(App[None]):
    def __init__(self, *demands: Demand, is_read: bool = True) -> None:
        super().__init__()
        self.bar = ConfirmBar(demands, armed_after=0.01)
        self.is_read = is_read
        self.said: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.bar

    def on_mount(self) -> None:
        self.bar.focus()
        if self.is_read:
            self.bar.allow()

    def on_confirm_bar_confirmed(self) -> None:
        self.said.append("confirmed")

    def on_confirm_bar_cancelled(self) -> None:
        self.said.append("cancelled")


async def test_one_letter_confirms() -> None:
    app = OneBar(Y)
    async with app.run_test() as pilot:
        await pilot.pause(0.05)
        await pilot.press("y")
        await pilot.pause(0.05)
    assert app.said == ["confirmed"]


@pytest.mark.parametrize("key", ["n", "enter", "tab", "space", "backspace"])
async def test_no_other_key_confirms(key: str) -> None:
    app = OneBar(Y)
    async with app.run_test() as pilot:
        await pilot.pause(0.05)
        await pilot.press(key)
        await pilot.pause(0.05)
    assert "confirmed" not in app.said


async def test_it_confirms_only_once() -> None:
    app = OneBar(Y)
    async with app.run_test() as pilot:
        await pilot.pause(0.05)
        await pilot.press("y", "y", "y", "enter", "escape")
        await pilot.pause(0.05)
    assert app.said == ["confirmed"]


async def test_other_letters_are_said_to_be_wrong_and_cleared_at_once() -> None:
    app = OneBar(WORD)
    async with app.run_test() as pilot:
        await pilot.pause(0.05)
        await pilot.press(*"MAIM")
        assert "✗ not this, ctrl+u clears  MAIM" in str(app.bar.render())
        await pilot.press("ctrl+u", *"MAI")
        assert "type  MAI" in str(app.bar.render())
        assert "✗" not in str(app.bar.render())
        await pilot.press(*"NNET")
        await pilot.pause(0.05)
    assert app.said == ["confirmed"]


async def test_an_unread_review_takes_no_words() -> None:
    app = OneBar(Y, is_read=False)
    async with app.run_test() as pilot:
        await pilot.pause(0.05)
        await pilot.press("y")
        assert "read to the end" in str(app.bar.render())
    assert app.said == []


async def test_commas_and_spaces_of_an_amount_do_not_matter() -> None:
    app = OneBar(AMOUNT)
    async with app.run_test() as pilot:
        await pilot.pause(0.05)
        await pilot.press(*"1,250.5")
        await pilot.pause(SETTLED_AFTER + 0.2)
    assert app.said == ["confirmed"]


async def test_an_amount_that_goes_on_is_another_one() -> None:
    app = OneBar(AMOUNT)
    async with app.run_test() as pilot:
        await pilot.pause(0.05)
        await pilot.press(*"1250.50")
        await pilot.pause(SETTLED_AFTER + 0.2)
        assert app.said == []
        await pilot.press("backspace")
        await pilot.pause(SETTLED_AFTER + 0.2)
    assert app.said == ["confirmed"]


async def test_each_word_in_its_turn_and_in_capitals() -> None:
    app = OneBar(AMOUNT, WORD)
    async with app.run_test() as pilot:
        await pilot.pause(0.05)
        await pilot.press(*"1250.5")
        await pilot.pause(SETTLED_AFTER + 0.2)
        await pilot.press(*"mainnet")
        await pilot.pause(0.05)
        assert app.said == []
        await pilot.press(*["backspace"] * 7, *"MAINNET")
        await pilot.pause(0.05)
    assert app.said == ["confirmed"]


async def test_disarming_begins_anew() -> None:
    app = OneBar(AMOUNT, WORD)
    async with app.run_test() as pilot:
        await pilot.pause(0.05)
        await pilot.press(*"1250.5")
        await pilot.pause(SETTLED_AFTER + 0.2)
        app.bar.disarm()
        await pilot.pause(0.05)
        assert "type the amount" in str(app.bar.render())
        await pilot.press(*"MAINNET")
        await pilot.pause(0.05)
        assert "✗ not this" in str(app.bar.render())
    assert app.said == []


async def test_a_click_on_cancel_cancels_and_elsewhere_does_nothing() -> None:
    app = OneBar(Y)
    async with app.run_test() as pilot:
        await pilot.pause(0.05)
        await pilot.click(ConfirmBar, offset=(70, 0))
        assert app.said == []
        await pilot.click(ConfirmBar, offset=(3, 0))
        await pilot.pause()
    assert app.said == ["cancelled"]
