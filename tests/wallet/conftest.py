"""Chains, calls and accounts for the tests of keys."""

import asyncio
import functools
import os
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bittensor_core import Keypair, serialized_keypair_to_keyfile_data

from dtao_tui.chain.gateway import ChainFacts, Unsigned
from dtao_tui.domain import practice_account
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.amounts import Tao
from dtao_tui.practice.metadata import (
    SPEC_NAME,
    SPEC_VERSION,
    TRANSACTION_VERSION,
    Description,
    describe,
)
from dtao_tui.wallet.signer import SignerClient

PRACTICE_GENESIS = "0x" + "5e" * 32
FINNEY_GENESIS = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03"
TEST_GENESIS = "0x8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105"
HOTKEY = Keypair.create_from_uri("//Hotkey").ss58_address
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
PASSWORD = "correct horse ü🔑 battery"

PRACTICE_ACCOUNT = Account(practice_account.NAME, practice_account.ADDRESS, AccountKind.PRACTICE)


@functools.cache
def description() -> Description:
    return describe({})


def the_chain(network: str = "practice", genesis: str = PRACTICE_GENESIS, **changes: object) -> ChainFacts:
    facts = ChainFacts(
        network=network,
        endpoint="ws://127.0.0.1:9944",
        genesis=genesis,
        spec_name=SPEC_NAME,
        spec_version=SPEC_VERSION,
        transaction_version=TRANSACTION_VERSION,
        metadata=description().metadata,
        checks_metadata_hash=True,
        block_seconds=3.0,
        existential_deposit=Tao(500),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]  # tests name the fields they change


def a_call(name: str = "add_stake_limit", pallet: str = "SubtensorModule", **changes: object) -> bytes:
    arguments: dict[str, dict[str, object]] = {
        "add_stake_limit": {"hotkey": HOTKEY, "netuid": 3, "amount_staked": 10**9, "limit_price": 22 * 10**6},
        "remove_stake_limit": {"hotkey": HOTKEY, "netuid": 3, "amount_unstaked": 10**9, "limit_price": 21 * 10**6},
        "remove_stake_full_limit": {"hotkey": HOTKEY, "netuid": 3, "limit_price": 21 * 10**6},
    }
    chosen = dict(arguments.get(name, {}))
    if name in ("add_stake_limit", "remove_stake_limit"):
        chosen["allow_partial"] = False
    return bytes(description().runtime.compose_call(pallet, name, chosen | changes))


def an_order(call: bytes | None = None, address: str = practice_account.ADDRESS, **changes: object) -> Unsigned:
    order = Unsigned(
        address=address,
        call=a_call() if call is None else call,
        nonce=7,
        genesis=PRACTICE_GENESIS,
        spec_version=SPEC_VERSION,
        transaction_version=TRANSACTION_VERSION,
        era_period=64,
        era_block=1000,
        era_hash="0x" + "b1" * 32,
        fee=Tao(1_690_000),
    )
    return replace(order, **changes)  # type: ignore[arg-type]  # tests name the fields they change


def children_of_ours() -> list[int]:
    """The process ids of this test's children."""
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
    await client.introduce(the_chain())
    return client
