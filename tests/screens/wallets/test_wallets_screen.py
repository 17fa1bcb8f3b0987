"""Wallets: made, imported, watched, chosen and unlocked, all by keys."""

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from dtao_tui.domain.accounts import shortened
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.screens.wallets.phrase_screen import PhraseScreen, QuizScreen
from dtao_tui.screens.wallets.unlock_screen import UnlockScreen
from dtao_tui.screens.wallets.wallet_flows import json_text
from tests.fakes import (
    ALICE,
    CHARLIE,
    HOTKEY,
    OTHER_HOTKEY,
    PASSWORD,
    PHRASE,
    a_holding,
    a_snapshot,
    a_world,
    an_account,
)
from tests.screen import a_desk, said, until, until_said, write
from tests.screens.wallets.forms import NEW_PASSWORD, fill_new_form, some_wallets


async def answer_quiz(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, QuizScreen))
    quiz = pilot.app.screen
    assert isinstance(quiz, QuizScreen)
    words = PHRASE.split() * 2
    for number in quiz.asked:
        await write(pilot, words[number], "enter")


async def test_all_accounts_are_listed_with_what_they_have(tmp_path: Path) -> None:
    async with a_desk(some_wallets(tmp_path)) as pilot:
        await pilot.press("4")
        screen = await until_said(pilot, "● practice", "✓ ready")
        assert "trader 5Grw…utQY key file locked 25.500 4.99" in screen
        assert "cold 5FHn…94ty watched to look at 7.000" in screen
        assert "damaged – key file ✗ broken – –" in screen
        assert "! warning" in screen
        await pilot.press("G")
        await until_said(pilot, "Others on this machine can write")
        await pilot.press("k")
        await until_said(pilot, "✗ This key file cannot be read: it", "is empty.")


async def test_enter_chooses_and_the_foot_follows(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4")
        await until_said(pilot, "Accounts 5")
        await pilot.press("j", "enter")
        await until_said(pilot, "● trader", "trader 5Grw…utQY 25.500 τ free")
    assert world.session.chosen == an_account("trader", ALICE)


async def test_a_new_wallet_shows_its_phrase_once_asks_three_words_and_is_written(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "n")
        await fill_new_form(pilot)
        hidden = await until_said(pilot, "Recovery phrase", "24 ••••••")
        assert "curtain" not in hidden
        await pilot.press("enter")
        await until_said(pilot, "Press space to see the words first.")
        assert world.wallets.created == []
        await pilot.press("space")
        await until_said(pilot, "1 bottom 2 drive 3 obey 4 lake")
        await pilot.press("enter")
        await answer_quiz(pilot)
        await until_said(pilot, "mine is ready", f"mine {shortened(OTHER_HOTKEY)} key file locked")
        assert "curtain" not in said(pilot.app)
    assert world.wallets.created == [("mine", " ".join(PHRASE.split() * 2), NEW_PASSWORD)]


async def test_a_wrong_word_makes_no_wallet_and_the_phrase_can_be_seen_again(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "n")
        await fill_new_form(pilot)
        await until_said(pilot, "Recovery phrase")
        await pilot.press("space", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuizScreen))
        await pilot.press(*"wrong", "enter")
        await until_said(pilot, "is another one. Look at your paper")
        await pilot.press("ctrl+b")
        await until(pilot, lambda: isinstance(pilot.app.screen, PhraseScreen))
        await pilot.press("space", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuizScreen))
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.screen.is_modal)
    assert world.wallets.created == []


async def test_a_short_password_and_a_different_second_one_are_refused(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "n")
        await until_said(pilot, "New wallet")
        await pilot.press(*"trader", "enter")
        await until_said(pilot, "There is a wallet of this name already.")
        await pilot.press("ctrl+u", *"mine", "enter", *"short", "enter")
        await until_said(pilot, "A password needs at least twelve characters.")
        await pilot.press("ctrl+u")
        await write(pilot, NEW_PASSWORD, "enter")
        await write(pilot, "another password", "enter")
        await until_said(pilot, "The two passwords differ.")
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.screen.is_modal)
    assert world.wallets.created == []


async def test_the_phrase_warns_inside_tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    async with a_desk(some_wallets(tmp_path)) as pilot:
        await pilot.press("4", "n")
        await fill_new_form(pilot)
        await until_said(pilot, "You are inside tmux or screen, which can record")


async def test_the_phrase_hides_itself_after_a_while_and_when_the_terminal_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dtao_tui.screens.wallets.phrase_screen.SHOWN_FOR", 0.2)
    async with a_desk(some_wallets(tmp_path)) as pilot:
        await pilot.press("4", "n")
        await fill_new_form(pilot)
        await until_said(pilot, "Recovery phrase")
        await pilot.press("space")
        await until_said(pilot, "24 walk")
        await until_said(pilot, "24 ••••••", "a minute at a time")
        monkeypatch.setattr("dtao_tui.screens.wallets.phrase_screen.SHOWN_FOR", 60)
        await pilot.press("space")
        await until_said(pilot, "24 walk")
        pilot.app.post_message(events.AppBlur())
        await until_said(pilot, "24 ••••••")


async def test_no_palette_opens_above_the_phrase(tmp_path: Path) -> None:
    async with a_desk(some_wallets(tmp_path)) as pilot:
        await pilot.press("4", "n")
        await fill_new_form(pilot)
        await until_said(pilot, "Recovery phrase")
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PhraseScreen)


async def test_a_phrase_is_imported(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "i", "p")
        await until_said(pilot, "Import", "Recovery phrase")
        await write(pilot, "old", "enter")
        await write(pilot, "too few words", "enter")
        screen = await until_said(pilot, "A phrase has 12 or 24 words.")
        assert "too few words" not in screen
        await pilot.press("ctrl+u")
        for text in (PHRASE.replace(" ", "\n"), NEW_PASSWORD, NEW_PASSWORD):
            await write(pilot, text, "enter")
        await until_said(pilot, "old is ready")
    assert world.wallets.created == [("old", PHRASE, NEW_PASSWORD)]


def test_a_huge_or_strange_file_is_no_json(tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(10**9)
    for source in (str(huge), str(tmp_path), "nul\x00"):
        with pytest.raises(Exception, match=r"too large|no such file|cannot be read"):
            json_text(source)


def test_a_json_file_is_found_by_the_path_that_another_program_pastes(tmp_path: Path) -> None:
    file = tmp_path / "my wallet.json"
    file.write_bytes('{"address": "5"}\r\n'.encode("utf-8-sig"))
    for source in (f"'{file}'", str(file).replace(" ", "\\ "), f"file://{str(file).replace(' ', '%20')}\n"):
        assert json_text(source) == '{"address": "5"}\n'
    assert json_text('\N{ZERO WIDTH NO-BREAK SPACE}{"address": "5"}') == '{"address": "5"}'


async def test_an_address_is_watched_and_let_go(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "a")
        await until_said(pilot, "Add an address")
        await pilot.press(*"whale", "enter", *"5abc", "enter")
        await until_said(pilot, "This is not an address")
        await pilot.press("ctrl+u")
        await write(pilot, HOTKEY, "enter", "enter", "enter")
        await until_said(pilot, "whale 5DAA…TXFy watched", "whale is watched from the next block on.")
        await pilot.press("delete")
        await until_said(pilot, "Accounts 5", "whale is watched no more.")
    assert HOTKEY not in [account.address for account in world.wallets.known]


async def test_a_watch_list_that_cannot_be_written_is_said_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = some_wallets(tmp_path)

    def refuse(address: str) -> None:
        raise WalletTrouble(f"The list cannot be written, so {address[:4]} stays.")

    monkeypatch.setattr(world.wallets, "unwatch", refuse)
    async with a_desk(world) as pilot:
        await pilot.press("4", "j", "j", "backspace")
        await until_said(pilot, "The list cannot be written, so 5FHn stays.", "cold 5FHn…94ty")


async def test_a_phrase_that_is_given_up_makes_no_wallet_and_says_so(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "n")
        await fill_new_form(pilot)
        await until_said(pilot, "Recovery phrase")
        await pilot.press("escape")
        await until_said(pilot, "No wallet was made.", "Accounts 5")
    assert world.wallets.created == []


async def test_the_practice_account_tells_how_to_begin_its_world_anew(tmp_path: Path) -> None:
    async with a_desk(some_wallets(tmp_path)) as pilot:
        await pilot.press("4")
        screen = await until_said(pilot, "Accounts 5", "worthless elsewhere")
        panel = " ".join(line.split("││")[-1].strip("│ ") for line in screen.splitlines())
        assert "leave the app and run dtao-tui practice --reset." in panel
        await pilot.press("j")
        assert "--reset" not in await until_said(pilot, "Its password opens it")


async def test_practice_money_is_given_for_the_asking(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4")
        await until_said(pilot, "Accounts 5")
        await pilot.press("j", "plus")
        await until_said(pilot, "1,000 τ of practice money come to trader")
    assert (ALICE, 1000 * 10**9) in [(address, amount.rao) for address, amount in world.faucet.given]


async def test_elsewhere_nothing_is_given(tmp_path: Path) -> None:
    snapshot = a_snapshot(network="test", holdings=(a_holding(ALICE, "1"),))
    world = a_world(tmp_path, network="test", snapshot=snapshot, accounts=[an_account()], has_practice=False)
    async with a_desk(world) as pilot:
        await pilot.press("4")
        screen = await until_said(pilot, "Accounts 1", "TEST")
        assert "Get τ" not in screen
        await pilot.press("plus")
        await pilot.pause()
    assert world.faucet.given == []


async def test_unlock_remember_and_forget(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4")
        await until_said(pilot, "Accounts 5", "The system keyring is ready.")
        await pilot.press("j", "P")
        await until_said(pilot, "Keyring trader", "r Remember")
        await pilot.press("r")
        await until_said(pilot, "Unlock trader", "[x] remember it")
        await write(pilot, PASSWORD, "enter")
        await until_said(pilot, "● unlocked", "The system keyring remembers its")
        assert world.passwords.kept == {ALICE: PASSWORD}
        await pilot.press("L")
        await until_said(pilot, "trader 5Grw…utQY key file locked")
        await pilot.press("P")
        await until_said(pilot, "r Remember", "f Forget")
        await pilot.press("f")
        await until_said(pilot, "The system keyring is ready.")
    assert world.passwords.kept == {}


async def test_keys_that_do_nothing_with_an_account_are_not_offered(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "j", "j")
        screen = await until_said(pilot, "Only the address is known here.")
        assert "Unlock" not in screen
        await pilot.press("U", "P")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, UnlockScreen)


async def test_without_any_wallet_it_tells_what_to_press(tmp_path: Path) -> None:
    world = a_world(tmp_path, has_practice=False)
    async with a_desk(world, (80, 24)) as pilot:
        await pilot.press("4")
        await until_said(pilot, "There is no wallet here yet. n makes a new one")


async def test_what_is_wrong_with_an_account_can_be_read_at_80_by_24(tmp_path: Path) -> None:
    async with a_desk(some_wallets(tmp_path), (80, 24)) as pilot:
        await pilot.press("4", "G")
        await until_said(pilot, "! Others on this machine can write to this wallet's folder.")
        await until_said(pilot, "5FLSigC9 HGRKVhB9 FiEo4Y3k oPsNmBmL JbpXg2mp 1hXcS59Y")


@pytest.mark.parametrize("width", [80, 100, 120])
async def test_every_key_can_be_seen_at_this_width(tmp_path: Path, width: int) -> None:
    async with a_desk(some_wallets(tmp_path), (width, 24)) as pilot:
        await pilot.press("4", "j")
        keys = ("enter Use", "n New", "U Unlock", "+ Get τ", "i Import", "a Add", "P Keyring")
        await until_said(pilot, *keys, "The system keyring is ready.")


@pytest.mark.parametrize("width", [80, 100, 119, 120])
async def test_every_column_can_be_read_at_this_width(tmp_path: Path, width: int) -> None:
    async with a_desk(some_wallets(tmp_path), (width, 24)) as pilot:
        await pilot.press("4")
        await until_said(pilot, "trader 5Grw…utQY key file locked 25.500 4.99")


async def test_making_a_wallet_fits_80_by_24(tmp_path: Path) -> None:
    async with a_desk(some_wallets(tmp_path), (80, 24)) as pilot:
        await pilot.press("4", "n")
        await until_said(pilot, "New wallet", "Password once more", "enter Go on")
        await fill_new_form(pilot)
        await pilot.press("space")
        await until_said(pilot, "24 walk", "I have written them down")
        await pilot.press("enter")
        await until_said(pilot, "Three words", "ctrl+b See them again")


async def test_the_cursor_begins_at_the_account_in_use(tmp_path: Path) -> None:
    world = some_wallets(tmp_path)
    world.session.choose(CHARLIE)
    async with a_desk(world) as pilot:
        await pilot.press("4")
        await until_said(pilot, "Accounts 5")
        await pilot.press("U")
        await until(pilot, lambda: isinstance(pilot.app.screen, UnlockScreen))
        assert world.session.chosen is not None
        assert world.session.chosen.address == CHARLIE
