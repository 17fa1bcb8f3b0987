"""Wallets are listed without a password, and a broken one harms only itself."""

import json
import os
from pathlib import Path

import pytest
from bittensor_core import Keypair

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.wallet import wallet_folder
from tests.wallet.conftest import PHRASE, encrypted_keyfile, write_wallet

ADDRESS = Keypair.create_from_mnemonic(PHRASE).ss58_address


@pytest.fixture
def folder(encrypted_wallet: Account) -> Path:
    assert encrypted_wallet.folder is not None
    return encrypted_wallet.folder.parent


def listed(folder: Path) -> dict[str, Account]:
    return {account.name: account for account in wallet_folder.found_in(folder)}


def a_public_file(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).mkdir(mode=0o700)
    (folder / name / "coldkeypub.txt").write_bytes(content)
    return folder / name


def test_an_encrypted_wallet_is_listed_with_its_address(folder: Path) -> None:
    found = listed(folder)["trade"]
    assert found == Account("trade", ADDRESS, AccountKind.FILE, folder / "trade")
    assert found.can_sign


def test_a_folder_that_is_not_there_lists_nothing(tmp_path: Path) -> None:
    assert wallet_folder.found_in(tmp_path / "nowhere") == ()


def test_a_wallet_without_a_private_key_can_only_be_watched(folder: Path) -> None:
    a_public_file(folder, "cold", json.dumps({"ss58Address": ADDRESS}).encode())
    found = listed(folder)["cold"]
    assert found.kind is AccountKind.WATCH
    assert not found.can_sign


def test_a_folder_of_hotkeys_alone_is_no_wallet(folder: Path) -> None:
    (folder / "miner" / "hotkeys").mkdir(parents=True)
    assert "miner" not in listed(folder)


@pytest.mark.parametrize(
    "content",
    [b"[1]", b"null", b"", b"\xff\xfe", b'{"ss58Address": 5}', b'{"ss58Address": "5Fake"}', b"[" * 60_000, b"{}"],
    ids=range(8),
)
def test_a_damaged_public_file_is_flagged_and_the_others_are_listed(folder: Path, content: bytes) -> None:
    a_public_file(folder, "bad", content)
    found = listed(folder)
    assert found["trade"].trouble is None
    assert found["bad"].trouble is not None
    assert not found["bad"].can_sign


def test_a_named_pipe_is_not_waited_for(folder: Path) -> None:
    (folder / "pipe").mkdir()
    os.mkfifo(folder / "pipe" / "coldkeypub.txt")
    found = listed(folder)
    assert found["pipe"].trouble == "coldkeypub.txt cannot be opened: it is a named pipe, not a regular file."
    assert found["trade"].trouble is None


def test_a_named_pipe_as_the_key_is_not_waited_for(folder: Path) -> None:
    wallet = a_public_file(folder, "pipe", json.dumps({"ss58Address": ADDRESS}).encode())
    os.mkfifo(wallet / "coldkey")
    assert listed(folder)["pipe"].trouble == "coldkey cannot be opened: it is a named pipe, not a regular file."


def test_a_gigabyte_is_not_read(folder: Path) -> None:
    wallet = a_public_file(folder, "big", b"")
    os.truncate(wallet / "coldkeypub.txt", 10**9)
    assert listed(folder)["big"].trouble == "coldkeypub.txt cannot be opened: it is larger than 64 KiB."


def test_loops_of_links_harm_nothing(folder: Path) -> None:
    (folder / "loop").symlink_to(folder / "loop")
    wallet = a_public_file(folder, "inner", b"")
    (wallet / "coldkeypub.txt").unlink()
    (wallet / "coldkeypub.txt").symlink_to(wallet / "coldkeypub.txt")
    found = listed(folder)
    assert "loop" not in found
    assert found["inner"].trouble is not None
    assert found["trade"].trouble is None


def test_a_missing_public_file_is_flagged(folder: Path) -> None:
    (folder / "trade" / "coldkeypub.txt").unlink()
    assert listed(folder)["trade"].trouble == "coldkeypub.txt is missing, so the wallet's address is not known."


def test_an_address_that_does_not_belong_to_the_public_key_is_flagged(folder: Path) -> None:
    a_public_file(folder, "liar", json.dumps({"ss58Address": ADDRESS, "publicKey": "0x" + "11" * 32}).encode())
    assert "do not belong together" in str(listed(folder)["liar"].trouble)


def test_an_address_of_another_network_is_flagged(folder: Path) -> None:
    polkadot = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"
    a_public_file(folder, "dot", json.dumps({"ss58Address": polkadot}).encode())
    assert listed(folder)["dot"].trouble == "coldkeypub.txt holds no address of this chain."


def test_names_that_drive_a_terminal_are_cleaned(folder: Path) -> None:
    for name in ("ev\x1b]0;x\x07il", "[bold]m", "a\u202eb", os.fsdecode(b"\xff\xfe")):
        a_public_file(folder, name, json.dumps({"ss58Address": ADDRESS}).encode())
    names = set(listed(folder))
    assert "[bold]m" in names
    assert not any(ord(character) < 32 or character == "\u202e" for name in names for character in name)
    assert len(names) == 5


@pytest.mark.parametrize(
    ("place", "mode", "words"),
    [
        ("trade/coldkey", 0o666, "can be changed by other users (mode 0666)"),
        ("trade", 0o777, "can be changed by other users (mode 0777)"),
        (".", 0o770, "can be changed by other users (mode 0770)"),
        ("trade/coldkey", 0o644, "can be read by other users (mode 0644)"),
    ],
)
def test_loose_permissions_are_said(folder: Path, place: str, mode: int, words: str) -> None:
    (folder / place).chmod(mode)
    found = listed(folder)["trade"]
    assert words in str(found.warning)
    assert found.trouble is None


def test_a_foreign_owner_is_said(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(folder / "trade", 12345, 12345)
    assert listed(folder)["trade"].warning == "The wallet's folder belongs to another user."


def test_a_linked_wallet_folder_is_said(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (folder / "trade").rename(elsewhere)
    (folder / "trade").symlink_to(elsewhere)
    assert listed(folder)["trade"].warning == "The wallet's folder is a link to another place."


def test_a_plain_key_file_is_said(tmp_path: Path) -> None:
    write_wallet(tmp_path / "w" / "open", b'{"secretPhrase": "x"}', ADDRESS)
    found = listed(tmp_path / "w")["open"]
    assert not found.is_encrypted
    assert found.warning == "The key file is not encrypted."


@pytest.mark.parametrize("beginning", [b"$NACL", b"$ANSIBLE_VAULT;1.2", b"gAAAAABm"])
def test_all_known_envelopes_count_as_encrypted(tmp_path: Path, beginning: bytes) -> None:
    write_wallet(tmp_path / "w" / "old", beginning + b"rest", ADDRESS)
    assert listed(tmp_path / "w")["old"].is_encrypted


def test_a_folder_of_very_many_wallets_is_listed_in_bounds(folder: Path) -> None:
    for number in range(1200):
        a_public_file(folder, f"w{number:04}", b"x")
    assert len(wallet_folder.found_in(folder)) == 1000


def test_nothing_of_an_encrypted_file_but_its_beginning_is_needed(tmp_path: Path) -> None:
    data, address = encrypted_keyfile()
    write_wallet(tmp_path / "w" / "cut", data[:5], address)
    assert listed(tmp_path / "w")["cut"].trouble is None
