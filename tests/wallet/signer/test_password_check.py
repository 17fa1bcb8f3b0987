"""A typed password is checked by the key file in a process of its own: an open key stays open, nothing stays behind."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from dtao_tui.domain.accounts import Account
from dtao_tui.ports.errors import SigningRefused, WalletLocked, WalletTrouble, WrongPassword
from dtao_tui.ports.wallet import SignerState
from dtao_tui.wallet.signer.signer_client import SignerClient
from dtao_tui.wallet.signer.signer_messages import ANSWERS, CheckPassword, RefusalKind, SigningRefusal
from dtao_tui.wallet.signer.signer_process import KeyHolder
from tests.wallet.conftest import PASSWORD, children_of_ours, eventually, longest_gap
from tests.wallet.signer.orders import PRACTICE_ACCOUNT, a_call, an_order, the_chain

MakeSigner = Callable[..., SignerClient]


async def test_a_wrong_password_leaves_the_open_key_open_and_no_process_behind(
    signer: SignerClient, damaged_wallet: Account
) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    open_key = children_of_ours()
    for _ in range(2):
        with pytest.raises(WrongPassword):
            await signer.check_password(damaged_wallet, "guess")
    assert signer.state is SignerState.UNLOCKED
    assert children_of_ours() == open_key
    assert (await signer.sign(an_order())).decoded.call.name == "add_stake_limit"


async def test_the_third_wrong_password_in_a_row_locks_the_key(signer: SignerClient, damaged_wallet: Account) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    for _ in range(2):
        with pytest.raises(WrongPassword):
            await signer.check_password(damaged_wallet, "guess")
    with pytest.raises(WalletLocked, match="Three wrong passwords"):
        await signer.check_password(damaged_wallet, "guess")
    assert signer.state is SignerState.LOCKED
    assert children_of_ours() == []


async def test_wrong_passwords_make_the_next_one_wait_as_at_an_unlock(
    make_signer: MakeSigner, damaged_wallet: Account
) -> None:
    signer = make_signer()
    await signer.send_chain_facts(the_chain())
    for _ in range(5):
        with pytest.raises((WrongPassword, WalletLocked)):
            await signer.check_password(damaged_wallet, "guess")
    with pytest.raises(WalletTrouble, match="5 wrong passwords"):
        await signer.check_password(damaged_wallet, "guess")


async def test_a_file_without_encryption_has_no_password(signer: SignerClient, plain_wallet: Account) -> None:
    with pytest.raises(SigningRefused, match="not encrypted, so it has no password"):
        await signer.check_password(plain_wallet, "anything")


async def test_without_a_chain_no_password_is_tried(make_signer: MakeSigner, encrypted_wallet: Account) -> None:
    with pytest.raises(WalletTrouble, match="does not know the chain"):
        await make_signer().check_password(encrypted_wallet, PASSWORD)
    assert children_of_ours() == []


async def test_a_signer_that_dies_over_it_is_told_and_proves_nothing(
    signer: SignerClient, encrypted_wallet: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dtao_tui.wallet.signer.signer_client.SIGNER", "tests.wallet.signer.poor_signer")
    with pytest.raises(WalletTrouble, match="600 MB"):
        await signer.check_password(encrypted_wallet, PASSWORD)


def test_a_key_holder_without_a_chain_checks_nothing() -> None:
    answer = KeyHolder().answer(CheckPassword(b"/nowhere", PASSWORD, "5Grw"))
    assert isinstance(answer, SigningRefusal)
    assert answer.reason is RefusalKind.TROUBLE
    assert PASSWORD not in repr(ANSWERS) + answer.sentence


@pytest.mark.real_key
async def test_the_right_password_is_told_from_a_wrong_one_while_the_screen_stays_alive(
    signer: SignerClient, encrypted_wallet: Account
) -> None:
    await signer.unlock(encrypted_wallet, PASSWORD)
    open_key = children_of_ours()
    watching = asyncio.create_task(longest_gap())
    await signer.check_password(encrypted_wallet, PASSWORD)
    watching.cancel()
    assert await watching < 0.1
    with pytest.raises(WrongPassword):
        await signer.check_password(encrypted_wallet, PASSWORD + " ")
    assert children_of_ours() == open_key
    signed = await signer.sign(an_order(a_call(), encrypted_wallet.address))
    assert signed.decoded.call.name == "add_stake_limit"


@pytest.mark.real_key
async def test_a_file_of_another_key_proves_nothing(signer: SignerClient, encrypted_wallet: Account) -> None:
    with pytest.raises(SigningRefused, match="does not match"):
        await signer.check_password(replace(encrypted_wallet, address=PRACTICE_ACCOUNT.address), PASSWORD)


@pytest.mark.real_key
async def test_a_check_can_be_cancelled_and_leaves_only_the_open_key(
    signer: SignerClient, encrypted_wallet: Account
) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    open_key = children_of_ours()
    checking = asyncio.create_task(signer.check_password(encrypted_wallet, PASSWORD))
    await eventually(lambda: len(children_of_ours()) > len(open_key))
    checking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await checking
    await eventually(lambda: children_of_ours() == open_key)
    assert signer.state is SignerState.UNLOCKED
