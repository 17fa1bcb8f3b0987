"""However opening a key fails, the password is in no sentence, no cause of it, no log and no picture of an object."""

import asyncio
import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from rich.pretty import pretty_repr

from dtao_tui.domain.accounts import Account
from dtao_tui.ports.errors import Trouble, WalletTrouble
from dtao_tui.processes import child_process
from dtao_tui.wallet.key_maker_messages import KeyFromBackup, KeyFromPhrase
from dtao_tui.wallet.keyring.keyring_messages import PasswordTold, StorePassword
from dtao_tui.wallet.signer import signer_client as signing
from dtao_tui.wallet.signer.signer_client import SignerClient
from dtao_tui.wallet.signer.signer_messages import ANSWERS, CheckPassword, SigningRefusal, UnlockFile
from dtao_tui.wallet.signer.signer_process import KeyHolder
from tests.wallet.conftest import write_wallet
from tests.wallet.signer.orders import the_chain

WORD = "velvet-anchor-7731"

MakeSigner = Callable[..., SignerClient]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "SIGNER", "tests.wallet.signer.failing_signer")
    monkeypatch.setattr(signing, "_UNLOCK_SECONDS", 0.5)


def told(trouble: BaseException, signer: SignerClient, log: str) -> str:
    """All that could be shown or written down of it."""
    return "".join(traceback.format_exception(trouble)) + repr(trouble) + repr(signer) + repr(vars(signer)) + log


@pytest.mark.parametrize("way", ["dying", "hanging", "babbling", "mumbling", "mistaken", "confused", "damaged"])
@pytest.mark.usefixtures("failing")
async def test_a_password_is_in_nothing_that_is_told_of_a_failure(
    make_signer: MakeSigner, damaged_wallet: Account, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(False)
    assert damaged_wallet.folder is not None
    data = (damaged_wallet.folder / "coldkey").read_bytes()
    account = (
        write_wallet(damaged_wallet.folder.with_name(way), data, damaged_wallet.address)
        if way != "damaged"
        else damaged_wallet
    )
    signer = make_signer()
    await signer.send_chain_facts(the_chain())
    with pytest.raises(Trouble) as trouble:
        await signer.unlock(account, WORD)
    assert WORD not in told(trouble.value, signer, caplog.text)


async def test_an_open_signer_shows_its_address_and_nothing_else(signer: SignerClient, plain_wallet: Account) -> None:
    await signer.unlock(plain_wallet, WORD)
    assert repr(signer) == f"SignerClient(unlocked, {plain_wallet.address})"
    assert WORD not in repr(vars(signer))


@pytest.mark.parametrize(
    "question",
    [
        {"verb": "unlock_file", "password": WORD},
        {"verb": "unlock_file", "folder": WORD, "password": 5},
        {"verb": WORD},
        {"verb": "unlock_practice", "seed": WORD},
        {"verb": "sign_call", "call": WORD},
        {"verb": "decode_call", "call": WORD},
        {},
    ],
)
def test_the_signer_repeats_nothing_of_a_question_that_it_does_not_understand(question: dict[str, object]) -> None:
    answer = KeyHolder().answer_frame(json.dumps(question).encode())
    assert isinstance(ANSWERS.read(answer), SigningRefusal)
    assert WORD.encode() not in answer


@pytest.mark.parametrize("deep", [10, 5_000, 200_000])
def test_a_frame_of_any_depth_is_a_refusal(deep: int) -> None:
    answer = ANSWERS.read(KeyHolder().answer_frame(b'{"verb":' + b"[" * deep))
    assert isinstance(answer, SigningRefusal)


def test_a_request_shows_no_secret_in_its_picture() -> None:
    requests: list[msgspec.Struct] = [
        UnlockFile(b"/wallet", WORD, "5Grw", 1.0, 1.0),
        CheckPassword(b"/wallet", WORD, "5Grw"),
        StorePassword("service", "5Grw", WORD),
        PasswordTold(WORD),
        KeyFromPhrase(WORD, WORD),
        KeyFromBackup(WORD, WORD, WORD, "5Grw"),
    ]
    for request in requests:
        assert WORD in str(msgspec.to_builtins(request))
        assert WORD not in repr(request) + str(request) + f"{request}" + pretty_repr(request)


async def test_a_password_that_is_no_text_is_in_nothing_that_is_told(
    make_signer: MakeSigner, damaged_wallet: Account, caplog: pytest.LogCaptureFixture
) -> None:
    signer = make_signer()
    await signer.send_chain_facts(the_chain())
    with pytest.raises(WalletTrouble, match="cannot be read") as trouble:
        await signer.unlock(damaged_wallet, WORD + "\udcff")
    assert WORD not in told(trouble.value, signer, caplog.text)
    assert trouble.value.__cause__ is not None
    assert trouble.value.__cause__.__context__ is None


@pytest.mark.parametrize("deed", ["send_chain_facts", "unlock", "decode"])
async def test_a_signer_that_cannot_be_started_is_a_trouble_with_a_sentence(
    make_signer: MakeSigner, plain_wallet: Account, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    signer = make_signer()
    if deed != "send_chain_facts":
        await signer.send_chain_facts(the_chain())
        await signer.lock()

    async def no_process(*_command: object, **_named: object) -> child_process.Child:
        raise child_process.ChildTrouble("A helper process could not be started: Cannot allocate memory.")

    monkeypatch.setattr(child_process.Child, "start", no_process)
    deeds = {
        "send_chain_facts": lambda: signer.send_chain_facts(the_chain()),
        "unlock": lambda: signer.unlock(replace(plain_wallet), ""),
        "decode": lambda: signer.decode(b"\x07\x58"),
    }
    with pytest.raises(WalletTrouble, match="could not be started"):
        await deeds[deed]()
