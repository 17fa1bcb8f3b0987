"""Wallets are made closed, whole and only under names that are free."""

import asyncio
import json
import os
import stat
from pathlib import Path

import pytest
from bittensor_core import Keypair, ss58_decode, ss58_encode

from dtao_tui.domain import practice_account
from dtao_tui.ports.errors import AddressDiffers, WalletTrouble
from dtao_tui.processes import child_process
from dtao_tui.wallet import wallet_folder
from dtao_tui.wallet.key_maker import NotMade, check_backup
from dtao_tui.wallet.signer.signer_client import SignerClient
from dtao_tui.wallet.user_wallets import WalletFolder
from tests.wallet.backups import a_backup
from tests.wallet.conftest import PHRASE, children_of_ours, eventually, longest_gap
from tests.wallet.signer.orders import a_call, an_order, the_chain

GOOD = "quite a long password"
ADDRESS = Keypair.create_from_mnemonic(PHRASE).ss58_address
OTHER = Keypair.create_from_uri("//Other").ss58_address


@pytest.fixture
def wallets(tmp_path: Path) -> WalletFolder:
    return WalletFolder(tmp_path / "home" / ".bittensor" / "wallets", tmp_path / "state" / "watched.json")


@pytest.mark.parametrize("name", ["trade", "a", "My wallet-2.old_x", "0", "x" * 64])
def test_plain_names_are_free_to_take(wallets: WalletFolder, name: str) -> None:
    assert wallets.name_trouble(name) is None


@pytest.mark.parametrize(
    "name",
    ["", "..", ".", ".hidden", "a/b", "../../x", "/etc", "a\0b", "a\nb", "trade\n", "-rf", " a", "a ", "ä", "x" * 65],
)
async def test_names_that_lead_elsewhere_are_refused(wallets: WalletFolder, name: str) -> None:
    assert wallets.name_trouble(name) is not None
    with pytest.raises(WalletTrouble):
        await wallets.create(name, PHRASE, GOOD)
    assert not wallets.folder.exists()


@pytest.mark.parametrize("name", ["zoo " * 11 + "wrong", "ABANDON  " * 6, "abandon " * 23 + "art"])
def test_a_name_that_looks_like_a_phrase_is_refused_without_repeating_it(wallets: WalletFolder, name: str) -> None:
    trouble = wallets.name_trouble(name)
    assert trouble is not None
    assert "looks like a recovery phrase" in trouble
    assert "zoo" not in trouble.lower()
    assert "abandon" not in trouble.lower()


@pytest.mark.parametrize("what", ["folder", "file", "link"])
async def test_a_name_that_is_taken_is_refused_and_left_as_it_was(wallets: WalletFolder, what: str) -> None:
    place = wallets.folder / "trade"
    wallets.folder.mkdir(parents=True)
    match what:
        case "folder":
            place.mkdir()
            (place / "coldkey").write_bytes(b"the only copy")
        case "file":
            place.write_bytes(b"the only copy")
        case _:
            place.symlink_to(wallets.folder / "nowhere")
    with pytest.raises(WalletTrouble, match="never overwritten"):
        await wallets.create("trade", PHRASE, GOOD)
    kept = place / "coldkey" if what == "folder" else place
    assert what == "link" or kept.read_bytes() == b"the only copy"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "A wallet needs a password."),
        ("            ", "A wallet needs a password."),
        ("elevenchars", "The password needs at least 12 characters; this one has 11."),
        ("aaaaaaaaaaaaab", "The password needs at least 5 different characters."),
        ("a line\nbreak in it", "The password holds a line break"),
    ],
)
async def test_weak_passwords_are_refused_before_anything_is_made(
    wallets: WalletFolder, password: str, sentence: str
) -> None:
    assert str(wallets.password_trouble(password)).startswith(sentence)
    with pytest.raises(WalletTrouble, match="password"):
        await wallets.create("trade", PHRASE, password)
    assert not wallets.folder.exists()


@pytest.mark.parametrize("password", [GOOD, "correct horse ü🔑", "x1y2z3w4v5u6"])
def test_good_passwords_pass(wallets: WalletFolder, password: str) -> None:
    assert wallets.password_trouble(password) is None


async def test_a_bad_phrase_is_refused_without_its_words(wallets: WalletFolder) -> None:
    with pytest.raises(WalletTrouble, match="this one has 11 words") as refusal:
        await wallets.create("trade", PHRASE.rsplit(" ", 1)[0], GOOD)
    assert "legal" not in str(refusal.value)


async def test_too_little_memory_is_said_before_it_is_taken(tmp_path: Path) -> None:
    poor = WalletFolder(tmp_path / "w", tmp_path / "s", free_memory=lambda: 256 * 1024 * 1024)
    with pytest.raises(WalletTrouble, match=r"needs 600 MB .* 256 MB are free"):
        await poor.create("trade", PHRASE, GOOD)


async def test_no_key_is_written_where_others_could_exchange_it(wallets: WalletFolder) -> None:
    wallets.folder.mkdir(parents=True)
    wallets.folder.chmod(0o777)
    with pytest.raises(WalletTrouble, match=r"can be changed by other users .* No key is written there"):
        await wallets.create("trade", PHRASE, GOOD)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ({"encoded": "!"}, "not a polkadot-js backup"),
        ({"encoded": ""}, "cut short"),
        ({"encoding": {}}, "not a polkadot-js backup"),
        ({"encoding": None}, "not a polkadot-js backup"),
        ({"encoding": {"content": ["pkcs8", "sr25519"], "type": ["none"], "version": "3"}}, "version 3"),
        (
            {"encoding": {"content": ["pkcs8", "ethereum"], "type": ["scrypt", "xsalsa20-poly1305"], "version": "3"}},
            "another kind of key",
        ),
    ],
)
def test_a_backup_of_another_shape_is_refused(damage: dict[str, object], sentence: str) -> None:
    table = json.loads(a_backup(PHRASE, "pw")) | damage
    with pytest.raises(NotMade, match=sentence):
        check_backup(json.dumps(table))


@pytest.mark.parametrize("text", ["", "null", "[]", "5", "{}", "[" * 50_000, "\ud800", "x" * 70_000], ids=range(8))
def test_what_is_no_backup_is_refused(text: str) -> None:
    with pytest.raises(NotMade, match=r"not a polkadot-js backup|larger than 64 KiB"):
        check_backup(text)


@pytest.mark.parametrize("n", [2**19, 2**22, 2**31, 0, 1])
async def test_a_backup_that_asks_for_too_much_work_is_refused_without_it(
    wallets: WalletFolder, monkeypatch: pytest.MonkeyPatch, n: int
) -> None:
    monkeypatch.setattr(
        child_process, "answer", lambda *_arguments, **_named: pytest.fail("a process was asked for it")
    )
    with pytest.raises(WalletTrouble, match="asks for more work"):
        await wallets.create_from_json("trade", a_backup(PHRASE, "pw", n=n), "pw", GOOD)
    assert not wallets.folder.exists()


async def test_a_wrong_backup_password_is_a_sentence(wallets: WalletFolder) -> None:
    with pytest.raises(WalletTrouble, match="password is wrong, or the backup is damaged"):
        await wallets.create_from_json("trade", a_backup(PHRASE, "pw"), "not pw", GOOD)
    with pytest.raises(WalletTrouble, match="Type the password of the backup"):
        await wallets.create_from_json("trade", a_backup(PHRASE, "pw"), "", GOOD)


async def test_a_backup_that_lies_about_its_address_writes_nothing_unasked(wallets: WalletFolder) -> None:
    with pytest.raises(AddressDiffers) as refusal:
        await wallets.create_from_json("trade", a_backup(PHRASE, "pw", address=OTHER), "pw", GOOD)
    assert refusal.value.address == ADDRESS
    assert ADDRESS[:8] in str(refusal.value)
    assert not wallets.folder.exists()


async def test_confirming_a_third_address_does_not_help(wallets: WalletFolder) -> None:
    with pytest.raises(AddressDiffers):
        await wallets.create_from_json("trade", a_backup(PHRASE, "pw"), "pw", GOOD, confirmed_address=OTHER)


async def test_the_key_maker_cannot_take_more_memory_than_its_bound(
    wallets: WalletFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dtao_tui.wallet.user_wallets.KEY_MAKER", "tests.wallet.poor_key_maker")
    with pytest.raises(WalletTrouble, match=r"want of memory.* Nothing was written"):
        await wallets.create("trade", PHRASE, GOOD)
    assert not wallets.folder.exists()


async def test_cancelling_leaves_neither_files_nor_a_process(wallets: WalletFolder) -> None:
    making = asyncio.create_task(wallets.create("trade", PHRASE, GOOD))
    await eventually(children_of_ours)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert not wallets.folder.exists()
    assert children_of_ours() == []


def test_the_practice_address_belongs_to_the_practice_seed() -> None:
    key = Keypair.create_from_seed(practice_account.WORTHLESS_PUBLIC_SEED, 1)
    assert key.ss58_address == practice_account.ADDRESS


def test_watched_addresses_follow_the_wallets(wallets: WalletFolder) -> None:
    wallets.watch("cold", f" {OTHER}\n")
    assert [account.address for account in wallets.accounts()] == [OTHER]
    wallets.unwatch(OTHER)
    assert wallets.accounts() == ()


@pytest.mark.real_key
async def test_a_new_wallet_is_closed_listed_and_opens(
    wallets: WalletFolder, capfd: pytest.CaptureFixture[str]
) -> None:
    phrase = wallets.new_phrase()
    gaps = asyncio.create_task(longest_gap())
    made = await wallets.create("trade", phrase.upper(), GOOD)
    gaps.cancel()
    assert await gaps < 0.1, "the loop stood still while the key was made"
    assert wallet_folder.found_in(wallets.folder) == (made,)
    assert made.address == Keypair.create_from_mnemonic(phrase).ss58_address
    home = wallets.folder.parents[1]
    for place in (home / ".bittensor", wallets.folder, wallets.folder / "trade"):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    for name in ("coldkey", "coldkeypub.txt"):
        found = (wallets.folder / "trade" / name).lstat()
        assert (stat.S_IMODE(found.st_mode), found.st_nlink) == (0o600, 1)
    assert sorted(os.listdir(wallets.folder)) == ["trade"]
    signer = SignerClient()
    await signer.send_chain_facts(the_chain())
    await signer.unlock(made, GOOD)
    assert (await signer.sign(an_order(a_call(), made.address))).decoded.call.name == "add_stake_limit"
    await signer.lock()
    printed = capfd.readouterr()
    assert not any(word in printed.out + printed.err for word in [GOOD, *phrase.split()])


@pytest.mark.real_key
async def test_a_confirmed_backup_becomes_a_wallet_under_its_true_address(wallets: WalletFolder) -> None:
    text = a_backup(PHRASE, "pw", address=OTHER)
    imported = await wallets.create_from_json("trade", text, "pw", GOOD, confirmed_address=ADDRESS)
    assert (imported.account.address, imported.claimed_address) == (ADDRESS, OTHER)
    assert wallet_folder.found_in(wallets.folder) == (imported.account,)


@pytest.mark.parametrize("kind", ["sr25519", "ed25519"])
async def test_backups_of_both_kinds_of_key_are_read(wallets: WalletFolder, kind: str) -> None:
    text = a_backup(PHRASE, "pw", kind)
    address = json.loads(text)["address"]
    with pytest.raises(AddressDiffers) as refusal:
        await wallets.create_from_json("trade", text, "pw", GOOD, confirmed_address=OTHER)
    assert refusal.value.address == address


async def test_a_backup_in_the_spelling_of_another_network_is_the_same_key(wallets: WalletFolder) -> None:
    spelt = ss58_encode(ss58_decode(ADDRESS), 0)
    with pytest.raises(AddressDiffers) as refusal:
        await wallets.create_from_json(
            "trade", a_backup(PHRASE, "pw", address=spelt), "pw", GOOD, confirmed_address=OTHER
        )
    assert refusal.value.address == ADDRESS
    assert spelt not in str(refusal.value)
