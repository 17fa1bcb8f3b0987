"""The signer's rule: no nonce above that of an order that may still be carried out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.ports.errors import SigningRefused
from dtao_tui.wallet.signer.calls.signing_rules import NotAllowed
from dtao_tui.wallet.signer.signed_bytes import SignedNonces
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.wallet.signer.orders import PRACTICE_ACCOUNT, an_order, the_chain

SIGNER = "5Grw"


@pytest.mark.parametrize("nonce", [8, 9, 2**32 - 1])
def test_above_an_unproven_order_nothing_is_signed(nonce: int) -> None:
    with pytest.raises(NotAllowed, match="may still be carried out"):
        SignedNonces().check(SIGNER, nonce, (7,), ())


def test_the_same_number_and_a_lower_one_can_be_signed() -> None:
    for nonce in (7, 6, 0):
        SignedNonces().check(SIGNER, nonce, (7,), ())


def test_what_was_signed_here_and_the_journal_does_not_know_stops_the_next() -> None:
    signed = SignedNonces()
    signed.remember(SIGNER, 7)
    with pytest.raises(NotAllowed, match="the journal does not know it"):
        signed.check(SIGNER, 8, (), ())
    signed.check(SIGNER, 8, (), (7,))
    signed.check(SIGNER, 7, (), ())
    signed.check("5FHn", 8, (), ())


@given(
    steps=st.lists(
        st.tuples(st.integers(0, 6), st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6))), min_size=1, max_size=12
    )
)
def test_whatever_is_asked_nothing_is_signed_above_an_order_that_has_not_ended(
    steps: list[tuple[int, set[int], set[int]]],
) -> None:
    signed, done = SignedNonces(), set[int]()
    for nonce, unproven, ended in steps:
        try:
            signed.check(SIGNER, nonce, unproven, ended)
        except NotAllowed:
            continue
        signed.remember(SIGNER, nonce)
        assert all(each >= nonce for each in unproven)
        assert all(each >= nonce or each in ended for each in done)
        done.add(nonce)


async def test_the_real_signer_refuses_by_itself_whatever_the_application_believes() -> None:
    signer = SignerClient()
    await signer.send_chain_facts(the_chain())
    await signer.unlock(PRACTICE_ACCOUNT, "")
    try:
        assert await signer.sign(an_order(nonce=7), KnownNonces())
        with pytest.raises(SigningRefused, match="the journal does not know it"):
            await signer.sign(an_order(nonce=8), KnownNonces())
        with pytest.raises(SigningRefused, match="may still be carried out"):
            await signer.sign(an_order(nonce=8), KnownNonces(unproven=(7,), ended=(7,)))
        assert await signer.sign(an_order(nonce=7), KnownNonces(unproven=(7,)))
        assert await signer.sign(an_order(nonce=8), KnownNonces(ended=(7,)))
    finally:
        await signer.lock()
