"""In the smallest terminal that opens a ticket, the line that says why an order cannot be made is on the screen."""

from pathlib import Path

import pytest
from textual import events
from textual.message import Message

from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.widgets.trade.ticket import TicketPanel
from tests.fakes import a_world
from tests.screen import a_desk, seen, until_seen


@pytest.mark.parametrize("size", [(60, 10), (60, 15), (60, 18), (80, 20), (80, 24), (100, 30), (120, 36), (200, 60)])
async def test_the_reason_is_on_the_screen_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_world(tmp_path), size=size) as pilot:
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await until_seen(pilot, "^o operation")
        await pilot.press(*"99999")
        await until_seen(pilot, "✗ You can pay at most 999.998 309 5 τ")
        for words in ("this is 99,999.000 τ.", "Review", "esc Back"):
            assert words in seen(pilot.app)
        await pilot.press("ctrl+u", *"1e3")
        await until_seen(pilot, "✗ Write the number out, without an")


async def test_a_ticket_that_was_told_no_size_fits_the_screen_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Textual sends no Resize where a message asked for the place of the ticket before its first layout."""

    def is_no_resize(_panel: TicketPanel, message: Message) -> bool:
        return not isinstance(message, events.Resize)

    monkeypatch.setattr(TicketPanel, "check_message_enabled", is_no_resize)
    async with a_desk(a_world(tmp_path), size=(80, 24)) as pilot:
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await until_seen(pilot, "^o operation")
        await pilot.press(*"1,5")
        await until_seen(pilot, "✗ Write 1.5: a comma parts thousands, as")
