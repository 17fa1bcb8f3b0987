"""Only what was made new on the practice network can be thrown away."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from bittensor_core import Keypair, serialized_keypair_to_keyfile_data

from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.processes import child_process
from dtao_tui.wallet.disposable import mark_of
from dtao_tui.wallet.file_checks import PRACTICE_MARK as MARK
from dtao_tui.wallet.key_maker_messages import REQUESTS, KeyFilesMade, KeyFromPhrase
from dtao_tui.wallet.message_frames import frame_of
from dtao_tui.wallet.user_wallets import WalletFolder
from tests.wallet.conftest import PHRASE, write_wallet

PASSWORD = "quite a long password"
OTHER = Keypair.create_from_uri("//Other").ss58_address
NAME = "trial"


@pytest.fixture
def no_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key files at once, without the child and its three seconds."""

    async def answer(_command: object, frame: bytes, *_: object, **__: object) -> bytes:
        request = REQUESTS.read(frame)
        assert isinstance(request, KeyFromPhrase)
        address = Keypair.create_from_mnemonic(request.phrase).ss58_address
        public = bytes(serialized_keypair_to_keyfile_data(Keypair(ss58_address=address)))
        return frame_of(KeyFilesMade(address, b"$NACL", public))

    monkeypatch.setattr(child_process, "answer", answer)


def folder_of(tmp_path: Path, *, is_practice: bool = True) -> WalletFolder:
    return WalletFolder(tmp_path / "wallets", tmp_path / "watched.json", lambda: None, is_practice=is_practice)


def practice_wallet(wallets: WalletFolder, name: str = NAME) -> Path:
    """A wallet as `create` leaves it there."""
    address = Keypair.create_from_mnemonic(PHRASE).ss58_address
    write_wallet(wallets.folder / name, b"$NACL", address)
    (wallets.folder / name / MARK).write_bytes(mark_of(address))
    return wallets.folder / name


@pytest.mark.usefixtures("no_encryption")
async def test_a_wallet_made_for_practice_is_thrown_away_whole(tmp_path: Path) -> None:
    wallets = folder_of(tmp_path)
    made = await wallets.create(NAME, wallets.new_phrase(), PASSWORD)
    assert [account.address for account in wallets.accounts()] == [made.address]
    assert [account.is_for_practice for account in wallets.accounts()] == [True]
    assert [account.is_for_practice for account in wallets.accounts()] == [True]
    assert wallets.throw_away_trouble(NAME) is None
    wallets.throw_away(NAME)
    assert wallets.accounts() == ()
    assert os.listdir(wallets.folder) == []
    assert wallets.name_trouble(NAME) is None


@pytest.mark.usefixtures("no_encryption")
async def test_an_imported_wallet_is_never_thrown_away(tmp_path: Path) -> None:
    wallets = folder_of(tmp_path)
    wallets.new_phrase()
    await wallets.create(NAME, PHRASE, PASSWORD)
    with pytest.raises(WalletTrouble, match="not made on the practice network"):
        wallets.throw_away(NAME)
    assert [account.is_for_practice for account in wallets.accounts()] == [False]


@pytest.mark.usefixtures("no_encryption")
async def test_a_wallet_made_elsewhere_is_never_thrown_away(tmp_path: Path) -> None:
    elsewhere = folder_of(tmp_path, is_practice=False)
    await elsewhere.create(NAME, elsewhere.new_phrase(), PASSWORD)
    with pytest.raises(WalletTrouble, match="on the practice network alone"):
        elsewhere.throw_away(NAME)
    with pytest.raises(WalletTrouble, match="not made on the practice network"):
        folder_of(tmp_path).throw_away(NAME)
    assert len(elsewhere.accounts()) == 1


def _other_key(folder: Path) -> None:
    public = serialized_keypair_to_keyfile_data(Keypair(ss58_address=OTHER))
    (folder / "coldkeypub.txt").write_bytes(bytes(public))


def _hotkeys(folder: Path) -> None:
    (folder / "hotkeys").mkdir()


def _other_mark(folder: Path) -> None:
    (folder / MARK).write_bytes(mark_of(OTHER))


def _linked_mark(folder: Path) -> None:
    (folder / MARK).rename(folder.parent / "mark")
    (folder / MARK).symlink_to(folder.parent / "mark")


def _broken_mark(folder: Path) -> None:
    (folder / MARK).write_text("[" * 100_000)


def _no_public_key(folder: Path) -> None:
    (folder / "coldkeypub.txt").unlink()


@pytest.mark.parametrize("change", [_other_key, _hotkeys, _other_mark, _linked_mark, _broken_mark, _no_public_key])
def test_a_wallet_that_was_changed_is_left_alone(tmp_path: Path, change: Callable[[Path], None]) -> None:
    wallets = folder_of(tmp_path)
    folder = practice_wallet(wallets)
    change(folder)
    before = sorted(os.listdir(folder))
    with pytest.raises(WalletTrouble):
        wallets.throw_away(NAME)
    assert sorted(os.listdir(folder)) == before


def test_a_link_to_a_wallet_is_left_alone(tmp_path: Path) -> None:
    wallets = folder_of(tmp_path)
    real = practice_wallet(wallets)
    (wallets.folder / "link").symlink_to(real)
    with pytest.raises(WalletTrouble, match="no wallet of that name"):
        wallets.throw_away("link")
    assert wallets.throw_away_trouble(NAME) is None


@pytest.mark.parametrize("name", ["", "..", ".", "../wallets/trial", "a/b", "nobody"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    wallets = folder_of(tmp_path)
    practice_wallet(wallets)
    with pytest.raises(WalletTrouble):
        wallets.throw_away(name)
    assert len(wallets.accounts()) == 1


def test_a_deletion_that_was_interrupted_leaves_no_wallet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wallets = folder_of(tmp_path)
    practice_wallet(wallets)

    def refuse(_path: Path, *, missing_ok: bool = False) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(WalletTrouble, match="could not be deleted: Input/output error"):
        wallets.throw_away(NAME)
    assert wallets.accounts() == ()
