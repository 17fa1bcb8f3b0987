"""The key of a headless order opens by the keyring, by the prompt where that does not answer, or by standard input."""

import io
import sys
from pathlib import Path

import pytest

from dtao_tui.cli.console import Stopped
from dtao_tui.cli.orders.headless_keys import ready_to_place
from dtao_tui.ports.errors import KeyringTrouble
from tests.fakes import ALICE, PASSWORD, World, a_holding, a_snapshot, an_account
from tests.reviewing import a_review, connected


class Terminal(io.StringIO):
    """Standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked for at the terminal, where the password is typed each time."""
    prompts: list[str] = []

    def typed(prompt: str) -> str:
        prompts.append(prompt)
        return PASSWORD

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", typed)
    return prompts


async def with_a_wallet(tmp_path: Path) -> World:
    """A world whose account is a key file."""
    snapshot = a_snapshot(holdings=[a_holding(ALICE)])
    return await connected(tmp_path, accounts=[an_account("trader", ALICE)], has_practice=False, snapshot=snapshot)


async def opened(world: World, *, from_input: bool = False) -> bool:
    """Whether a review's key is open after it was made ready."""
    review = await a_review(world)
    assert await ready_to_place(world.parts, review, password_from_input=from_input) is review
    return world.session.is_unlocked


async def test_the_keyring_opens_it_without_a_question(tmp_path: Path, asked: list[str]) -> None:
    world = await with_a_wallet(tmp_path)
    await world.passwords.remember(ALICE, PASSWORD)
    assert await opened(world)
    assert asked == []


async def test_a_keyring_that_knows_nothing_leads_to_the_prompt(tmp_path: Path, asked: list[str]) -> None:
    assert await opened(await with_a_wallet(tmp_path))
    assert asked == ["Password of trader: "]


async def test_a_keyring_that_does_not_answer_is_said_and_leads_to_the_prompt(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = await with_a_wallet(tmp_path)

    async def no_bus(_: str) -> str | None:
        raise KeyringTrouble("No session bus, so no system keyring; the password is typed each time.")

    monkeypatch.setattr(world.passwords, "recall", no_bus)
    assert await opened(world)
    assert asked == ["Password of trader: "]
    assert "No session bus" in capsys.readouterr().err


async def test_a_password_that_is_out_of_date_in_the_keyring_leads_to_the_prompt(
    tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    world = await with_a_wallet(tmp_path)
    await world.passwords.remember(ALICE, "the one before")
    assert await opened(world)
    assert asked == ["Password of trader: "]
    assert "out of date" in capsys.readouterr().err


async def test_one_line_of_standard_input_is_the_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\r\nanother line\n"))
    assert await opened(await with_a_wallet(tmp_path), from_input=True)


async def test_without_a_terminal_or_a_line_nothing_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await with_a_wallet(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(Stopped, match="Standard input holds no password"):
        await opened(world, from_input=True)
    with pytest.raises(Stopped, match="use --password-stdin"):
        await opened(world)
