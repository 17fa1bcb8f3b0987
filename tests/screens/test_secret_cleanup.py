"""Boxes through which secrets go tell the app, which overwrites what is left of them."""

from pathlib import Path

import pytest
from rich.cells import cached_cell_len
from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.message import Message

from dtao_tui.processes import freed_memory
from dtao_tui.screens.secret_cleanup import forgetful, overwrite_secrets
from dtao_tui.services.gc_schedule import FORGETTING_SECONDS
from tests.fakes import PASSWORD
from tests.screen import a_desk, until, until_said, write
from tests.screens.wallets.forms import some_wallets


@pytest.fixture
def overwritten(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often memory was overwritten."""
    times: list[str] = []
    monkeypatch.setattr(freed_memory, "overwrite_free_objects", lambda: times.append("objects"))
    monkeypatch.setattr(freed_memory, "overwrite_free_blocks", lambda: times.append("blocks"))
    return times


async def test_some_seconds_after_an_unlock_memory_is_overwritten_twice(tmp_path: Path, overwritten: list[str]) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "down", "enter", "U")
        await until_said(pilot, "Password")
        await write(pilot, PASSWORD, "enter")
        await until_said(pilot, "unlocked")
        for _ in range(FORGETTING_SECONDS[-1]):
            pilot.app.beat()  # type: ignore[attr-defined]  # the desk's own
            await pilot.pause()
        await until(pilot, lambda: overwritten.count("objects") == len(FORGETTING_SECONDS))


async def test_no_worker_keeps_the_password_among_its_words(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    world.signer.unlocking.clear()
    async with a_desk(world) as pilot:
        await pilot.press("4", "down", "enter", "U")
        await until_said(pilot, "Password")
        await write(pilot, PASSWORD, "enter")
        await until_said(pilot, "Opening the key")
        assert any(worker.group == "unlock" for worker in pilot.app.workers)
        assert not any(PASSWORD in repr(worker) for worker in pilot.app.workers)
        world.signer.unlocking.set()
        await until_said(pilot, "unlocked")


async def test_no_measured_text_is_kept(overwritten: list[str]) -> None:
    cached_cell_len("a password of somebody")
    await overwrite_secrets()
    assert cached_cell_len.cache_info().currsize == 0
    assert overwritten == ["objects", "blocks"]


@pytest.mark.parametrize(
    ("message", "times"),
    [
        (events.Paste("a phrase"), 1),
        (events.Key("enter", "\r"), 1),
        (events.Key("a", "a"), 0),
    ],
)
def test_the_thread_of_the_terminal_keeps_no_line(message: Message, times: int, overwritten: list[str]) -> None:
    passed: list[Message] = []

    class Plain(HeadlessDriver):
        def process_message(self, message: Message) -> None:
            passed.append(message)

    made = forgetful(Plain)
    made.process_message(object.__new__(made), message)
    assert passed == [message]
    assert overwritten == ["blocks"] * times
