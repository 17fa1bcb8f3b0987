"""The account that signs and the account that a call moves are told apart, and the signer checks both."""

import msgspec
import pytest
from bittensor_core import ss58_encode

from dtao_tui.domain import practice_account
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.wallet.signer import signer_process
from dtao_tui.wallet.signer.memory_lock import Locked
from dtao_tui.wallet.signer.signer_messages import (
    CallSigned,
    ChainDescribed,
    KeyOpened,
    SignCall,
    SignerAnswer,
    SigningRefusal,
    UnlockPractice,
)
from dtao_tui.wallet.signer.signer_process import KeyHolder
from dtao_tui.wallet.signer.signer_translation import chain_description, sign_request
from tests.wallet.signer.orders import HOTKEY, a_call, an_order, the_chain
from tests.wallet.signer.wrapper_rules import REAL, batch, bytes_of, proxied, rules, stake

OTHER = ss58_encode(REAL, 42)


@pytest.fixture
def holder(monkeypatch: pytest.MonkeyPatch) -> KeyHolder:
    """An open signer in this process, with rules that let calls wrap others."""
    # Only the signer's own process has its memory locked.
    monkeypatch.setattr(signer_process, "lock_memory", lambda: Locked(0, 0, 0))
    found = KeyHolder(rules())
    assert found.answer(chain_description(the_chain())) == ChainDescribed("")
    seed = practice_account.WORTHLESS_PUBLIC_SEED
    assert isinstance(found.answer(UnlockPractice(seed, practice_account.ADDRESS, 60.0, 60.0)), KeyOpened)
    return found


def answer_to(holder: KeyHolder, call: bytes, **changes: object) -> SignerAnswer:
    request: SignCall = sign_request(an_order(call), KnownNonces(), None)
    return holder.answer(msgspec.structs.replace(request, **changes))


def test_a_proxied_call_is_signed_for_the_account_that_the_order_names(holder: KeyHolder) -> None:
    assert isinstance(answer_to(holder, bytes_of(proxied(stake())), origin=OTHER), CallSigned)


@pytest.mark.parametrize("origin", [practice_account.ADDRESS, HOTKEY, ""])
def test_a_proxied_call_for_another_account_than_the_order_names_is_refused(holder: KeyHolder, origin: str) -> None:
    answer = answer_to(holder, bytes_of(proxied(stake())), origin=origin)
    assert isinstance(answer, SigningRefusal)
    assert answer.sentence == "The call acts for another account than the order names."


@pytest.mark.parametrize("call", [a_call(), bytes_of(batch(stake(), stake()))])
def test_a_call_of_the_signers_own_is_refused_for_any_other_origin(holder: KeyHolder, call: bytes) -> None:
    refused = answer_to(holder, call, origin=OTHER)
    assert isinstance(refused, SigningRefusal)
    assert refused.sentence == "The call acts for another account than the order names."
    assert isinstance(answer_to(holder, call), CallSigned)


def test_the_signer_signs_as_its_own_account_alone(holder: KeyHolder) -> None:
    refused = answer_to(holder, bytes_of(proxied(stake())), signer=OTHER, origin=OTHER)
    assert isinstance(refused, SigningRefusal)
    assert refused.sentence == "The order is for another account."


def test_a_refused_order_leaves_no_nonce_behind(holder: KeyHolder) -> None:
    assert isinstance(answer_to(holder, a_call(), origin=OTHER), SigningRefusal)
    assert isinstance(answer_to(holder, a_call(), nonce=8), CallSigned)
