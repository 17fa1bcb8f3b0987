"""Wallets, signers and clocks for the tests of keys."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bittensor_core import Keypair, serialized_keypair_to_keyfile_data

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.wallet.signer.orders import the_chain

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
PASSWORD = "correct horse ü🔑 battery"


_EARLIER: set[int] = set()
"""Processes that tests before this one left to end by themselves, such as a practice node."""


def children_of_ours() -> list[int]:
    """The process ids of this test's children."""
    return [pid for pid in _children() if pid not in _EARLIER]


@pytest.fixture(autouse=True)
def know_earlier_children() -> None:
    """Count no process that was there before."""
    _EARLIER.clear()
    _EARLIER.update(_children())


def _children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


async def eventually(holds: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until it holds, or fail."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  # other processes have no event to wait for
            await asyncio.sleep(0.01)


async def longest_gap() -> float:
    """How long, in seconds, the loop stood still at worst until this is cancelled."""
    longest, last = 0.0, time.monotonic()
    try:
        while True:
            await asyncio.sleep(0.01)
            now = time.monotonic()
            longest, last = max(longest, now - last - 0.01), now
    except asyncio.CancelledError:
        return longest


def write_wallet(folder: Path, coldkey: bytes, address: str) -> Account:
    folder.mkdir(parents=True, mode=0o700)
    (folder / "coldkey").touch(mode=0o600)
    (folder / "coldkey").write_bytes(coldkey)
    public = serialized_keypair_to_keyfile_data(Keypair(ss58_address=address))
    (folder / "coldkeypub.txt").write_bytes(bytes(public))
    return Account(folder.name, address, AccountKind.FILE, folder)


def encrypted_keyfile() -> tuple[bytes, str]:
    """The phrase's key file under the password as the SDK wrote it (3 s, so once and for all), and its address."""
    data = (Path(__file__).parent / "data" / "coldkey").read_bytes()
    return data, Keypair.create_from_mnemonic(PHRASE).ss58_address


@pytest.fixture
def encrypted_wallet(tmp_path: Path) -> Account:
    return write_wallet(tmp_path / "wallets" / "trade", *encrypted_keyfile())


@pytest.fixture
def damaged_wallet(tmp_path: Path) -> Account:
    """Any password is wrong for it, and found so at once."""
    _, address = encrypted_keyfile()
    return write_wallet(tmp_path / "wallets" / "damaged", b"$ANSIBLE_VAULT;1.2;AES256;x\n00\n", address)


class Turning:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def plain_wallet(tmp_path: Path) -> Account:
    key = Keypair.create_from_mnemonic(PHRASE)
    data = bytes(serialized_keypair_to_keyfile_data(key))
    return replace(write_wallet(tmp_path / "wallets" / "plain", data, key.ss58_address), is_encrypted=False)


@pytest.fixture
async def make_signer() -> AsyncIterator[Callable[..., SignerClient]]:
    made: list[SignerClient] = []

    def make(*arguments: object, **named: object) -> SignerClient:
        made.append(SignerClient(*arguments, **named))  # type: ignore[arg-type]  # passed on as they are
        return made[-1]

    yield make
    for signer in made:
        await signer.lock()


@pytest.fixture
async def signer(make_signer: Callable[..., SignerClient]) -> SignerClient:
    """A signer that knows a practice chain, locked."""
    client = make_signer()
    await client.send_chain_facts(the_chain())
    return client
