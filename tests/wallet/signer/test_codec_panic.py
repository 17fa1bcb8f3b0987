"""A codec that panics or crashes over a chain ends the signer with a sentence, and nothing is signed."""

from collections.abc import Callable

import pytest

from dtao_tui.ports.errors import SigningRefused, WalletLocked, WalletTrouble
from dtao_tui.ports.wallet import SignerState
from dtao_tui.wallet.signer import signer_client
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.wallet.conftest import eventually
from tests.wallet.signer.breaking_signer import CRASH, PANIC, PANIC_CALL
from tests.wallet.signer.orders import PRACTICE_ACCOUNT, an_order, the_chain


@pytest.mark.parametrize(
    ("endpoint", "sentence"),
    [
        (PANIC, "cannot read this endpoint's description of its chain and has ended. Nothing was signed. Choose"),
        (CRASH, "ended while it read this endpoint's description .* Nothing was signed. Choose another endpoint"),
    ],
)
async def test_a_description_that_breaks_the_codec_is_a_sentence(
    make_signer: Callable[..., SignerClient], monkeypatch: pytest.MonkeyPatch, endpoint: str, sentence: str
) -> None:
    monkeypatch.setattr(signer_client, "SIGNER", "tests.wallet.signer.breaking_signer")
    signer = make_signer()
    with pytest.raises(WalletTrouble, match=sentence):
        await signer.send_chain_facts(the_chain(endpoint=endpoint))
    await signer.send_chain_facts(the_chain())
    await signer.unlock(PRACTICE_ACCOUNT, "")
    with pytest.raises(WalletTrouble, match=sentence):
        await signer.send_chain_facts(the_chain(endpoint=endpoint))
    await eventually(lambda: signer.state is SignerState.LOCKED)


async def test_a_call_that_breaks_the_codec_locks_the_key_with_a_sentence(
    make_signer: Callable[..., SignerClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signer_client, "SIGNER", "tests.wallet.signer.breaking_signer")
    signer = make_signer()
    await signer.send_chain_facts(the_chain())
    await signer.unlock(PRACTICE_ACCOUNT, "")
    with pytest.raises(SigningRefused, match=r"Nothing was signed\. Choose another endpoint"):
        await signer.sign(an_order(PANIC_CALL))
    assert signer.state is SignerState.LOCKED
    with pytest.raises(WalletLocked):
        await signer.sign(an_order())
