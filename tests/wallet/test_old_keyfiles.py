"""Every kind of key file that older tools wrote opens and signs."""

import base64
import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import bittensor_wallet
import pytest
from bittensor_core import Keypair
from cryptography.fernet import Fernet

from dtao_tui.domain.accounts import Account
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.wallet import wallet_folder
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.wallet.conftest import PASSWORD, PHRASE, write_wallet
from tests.wallet.signer.orders import a_call, an_order

SEED = bytes.fromhex("8f" * 32)
FERNET_SALT = b"Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins"
MakeWallet = Callable[[bytes, str], Account]


@pytest.fixture
def wallet(tmp_path: Path) -> MakeWallet:
    def write(coldkey: bytes, address: str) -> Account:
        write_wallet(tmp_path / "w" / "old", coldkey, address)
        (found,) = wallet_folder.found_in(tmp_path / "w")
        return found

    return write


async def signs(signer: SignerClient, account: Account, password: str = "") -> bool:
    await signer.unlock(account, password)
    return (await signer.sign(an_order(a_call(), account.address))).decoded.call.name == "add_stake_limit"


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
async def test_a_file_with_the_phrase_alone(signer: SignerClient, wallet: MakeWallet, ending: str) -> None:
    account = wallet((PHRASE + ending).encode(), Keypair.create_from_mnemonic(PHRASE).ss58_address)
    assert not account.is_encrypted
    assert await signs(signer, account)


async def test_a_file_with_the_seed_alone(signer: SignerClient, wallet: MakeWallet) -> None:
    account = wallet(f"0x{SEED.hex()}".encode(), Keypair.create_from_seed(SEED, 1).ss58_address)
    assert await signs(signer, account)


@pytest.mark.parametrize("words", [12, 15, 18, 21, 24])
async def test_a_file_of_the_former_wallet_library(signer: SignerClient, tmp_path: Path, words: int) -> None:
    theirs = bittensor_wallet.Wallet("old", "hot", str(tmp_path / "w"))
    theirs.create_new_coldkey(n_words=words, use_password=False, overwrite=False, suppress=True)
    (account,) = wallet_folder.found_in(tmp_path / "w")
    assert await signs(signer, account)


async def test_a_file_in_an_ansible_vault(signer: SignerClient, wallet: MakeWallet) -> None:
    key = bittensor_wallet.Keypair.create_from_mnemonic(PHRASE)
    plain = json.dumps({"secretPhrase": PHRASE, "ss58Address": key.ss58_address}).encode()
    sealed = bytes(bittensor_wallet.keyfile.legacy_encrypt_keyfile_data(plain, PASSWORD))
    account = wallet(sealed, key.ss58_address)
    assert account.is_encrypted
    assert await signs(signer, account, PASSWORD)


@pytest.mark.real_key
async def test_a_file_in_a_fernet_token(signer: SignerClient, wallet: MakeWallet) -> None:
    key = Keypair.create_from_mnemonic(PHRASE)
    wrapping = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), FERNET_SALT, 10_000_000, 32)
    plain = json.dumps({"secretPhrase": PHRASE, "ss58Address": key.ss58_address}).encode()
    account = wallet(Fernet(base64.urlsafe_b64encode(wrapping)).encrypt(plain), key.ss58_address)
    assert account.is_encrypted
    assert await signs(signer, account, PASSWORD)


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf{}", b"\0" * 100, bytes(range(256)), b"x" * 60_000, b"", PHRASE[:-3].encode(), b"8f" * 31],
    ids=["byte order mark", "zeros", "binary", "long", "empty", "cut phrase", "short seed"],
)
async def test_what_is_no_key_file_is_a_sentence(signer: SignerClient, wallet: MakeWallet, content: bytes) -> None:
    account = dataclasses.replace(wallet(content, Keypair.create_from_mnemonic(PHRASE).ss58_address), trouble=None)
    with pytest.raises(WalletTrouble, match="damaged, or of a kind"):
        await signer.unlock(account, "")
