"""Wallets of bittensor-cli 9 open and sign here, and wallets made here open there."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.wallet import wallet_folder
from dtao_tui.wallet.signer.signer_client import SignerClient
from dtao_tui.wallet.user_wallets import WalletFolder
from tests.wallet.conftest import PASSWORD, PHRASE, encrypted_keyfile, write_wallet
from tests.wallet.signer.orders import a_call, an_order, the_chain

pytestmark = pytest.mark.btcli

# Both packages own the script `btcli`, so the function behind it is called.
BTCLI = [sys.executable, "-c", "from bittensor_cli.cli import main; main()"]
MakeSigner = Callable[..., SignerClient]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "wallets"


def btcli(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        [*BTCLI, *arguments], env=_environment(home), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def signs(make_signer: MakeSigner, account: Account, password: str) -> bool:
    signer = make_signer()
    await signer.send_chain_facts(the_chain())
    await signer.unlock(account, password)
    signed = await signer.sign(an_order(a_call(), account.address))
    return signed.decoded.call.name == "add_stake_limit"


@pytest.mark.real_key
async def test_a_wallet_that_btcli_makes_opens_and_signs_here(
    folder: Path, tmp_path: Path, make_signer: MakeSigner
) -> None:
    command = ["wallet", "new-coldkey", "--wallet-name", "old", "--wallet-path", str(folder)]
    choices = ["--n-words", "24", "--use-password", "--crypto-type", "sr25519", "--no-overwrite"]
    talk = pexpect.spawn(
        BTCLI[0], [*BTCLI[1:], *command, *choices], env=_environment(tmp_path), timeout=60, encoding="utf-8"
    )
    talk.expect("(?i)password")
    talk.sendline(PASSWORD)
    talk.expect("(?i)retype|confirm|again")
    talk.sendline(PASSWORD)
    talk.expect(pexpect.EOF)
    talk.close()
    (made,) = wallet_folder.found_in(folder)
    assert (made.name, made.kind, made.is_encrypted, made.trouble) == ("old", AccountKind.FILE, True, None)
    assert await signs(make_signer, made, PASSWORD)


@pytest.mark.parametrize("kind", ["sr25519", "ed25519"])
async def test_an_unencrypted_wallet_of_btcli_opens_here(
    folder: Path, tmp_path: Path, make_signer: MakeSigner, kind: str
) -> None:
    command = ["wallet", "new-coldkey", "--wallet-name", "open", "--wallet-path", str(folder)]
    choices = ["--n-words", "12", "--no-use-password", "--crypto-type", kind, "--no-overwrite", "--quiet"]
    btcli(tmp_path, *command, *choices)
    (made,) = wallet_folder.found_in(folder)
    assert not made.is_encrypted
    assert await signs(make_signer, made, "")


@pytest.mark.real_key
def test_a_wallet_made_here_opens_and_signs_there(folder: Path, tmp_path: Path) -> None:
    made = asyncio.run(WalletFolder(folder, tmp_path / "watched.json").create("ours", PHRASE, PASSWORD))
    code = (
        "import sys, json\n"
        "from bittensor_wallet import Wallet\n"
        "key = Wallet('ours', 'x', sys.argv[1]).get_coldkey(password=sys.stdin.read())\n"
        "print(json.dumps([key.ss58_address, key.verify(b'hello', key.sign(b'hello'))]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        input=PASSWORD,
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [made.address, True]


def test_a_wallet_made_here_is_listed_there(folder: Path, tmp_path: Path) -> None:
    data, address = encrypted_keyfile()
    write_wallet(folder / "ours", data, address)
    listed = btcli(tmp_path, "wallet", "list", "--wallet-path", str(folder), "--json-output")
    assert address in listed


def _environment(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "xterm", "COLUMNS": "200", "LC_ALL": "C.UTF-8"}
