"""The signer lays orders out for a device elsewhere and takes only a signature that verifies over that layout."""

from dataclasses import replace
from hashlib import blake2b

import pytest
from bittensor_core import Keypair, generate_extrinsic_proof

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.ports.errors import SigningRefused
from dtao_tui.ports.extrinsics import Unsigned
from dtao_tui.ports.outside_signing import ED25519, SR25519, BroughtSignature, LaidOutOrder, Scheme
from dtao_tui.ports.wallet import SignerState
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.wallet.signer.orders import a_call, an_order, description, the_chain

pytestmark = pytest.mark.usefixtures("in_this_process")

NONE_KNOWN = KnownNonces()
KEYS = {
    SR25519: Keypair.create_from_uri("//Away", crypto_type=SR25519),
    ED25519: Keypair.create_from_uri("//Away", crypto_type=ED25519),
}


@pytest.fixture
async def signer() -> SignerClient:
    client = SignerClient()
    await client.send_chain_facts(the_chain())
    return client


def an_away_order(scheme: Scheme = SR25519, **changes: object) -> Unsigned:
    return an_order(address=KEYS[scheme].ss58_address, **{"era_period": 64, **changes})


async def laid_out(signer: SignerClient, scheme: Scheme = SR25519, **changes: object) -> LaidOutOrder:
    return await signer.lay_out(an_away_order(scheme, **changes), scheme, NONE_KNOWN)


@pytest.mark.parametrize("scheme", [SR25519, ED25519])
async def test_a_signature_over_the_layout_makes_the_extrinsic_without_any_key_here(
    signer: SignerClient, scheme: Scheme
) -> None:
    order = await laid_out(signer, scheme)
    signature = bytes(KEYS[scheme].sign(order.payload))
    signed = await signer.attach(order.unsigned, BroughtSignature(signature, (SR25519, ED25519)), NONE_KNOWN)
    assert signer.state is SignerState.LOCKED
    assert signed.decoded == order.decoded
    assert signed.hash == "0x" + blake2b(signed.extrinsic, digest_size=32).hexdigest()
    decoded = description().runtime.decode_extrinsic(signed.extrinsic)
    assert decoded["address"] == KEYS[scheme].ss58_address
    assert (decoded["nonce"], decoded["era"]) == (7, (64, 1000 % 64))


async def test_the_layout_is_that_of_the_sdk(signer: SignerClient) -> None:
    order = await laid_out(signer)
    whole = order.unsigned.call + order.in_extrinsic + order.in_signature_only
    expected = description().runtime.signature_payload(
        order.unsigned.call,
        era={"period": 64, "phase": 1000 % 64},
        nonce=7,
        tip=0,
        tip_asset_id=None,
        genesis_hash=bytes.fromhex(order.unsigned.genesis[2:]),
        era_block_hash=bytes.fromhex(order.unsigned.era_hash[2:]),
        metadata_hash=order.digest,
    )
    assert order.payload == bytes(expected)
    assert order.payload in (whole, blake2b(whole, digest_size=32).digest())


async def test_the_proof_is_that_of_the_sdk_for_this_order(signer: SignerClient) -> None:
    order, facts = await laid_out(signer), the_chain()
    parts = order.unsigned.call, order.in_extrinsic, order.in_signature_only
    theirs = generate_extrinsic_proof(*parts, facts.metadata, facts.spec_version, facts.spec_name, 42, 9, "TAO")
    assert order.proof == bytes(theirs)


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": 8},
        {"era_block": 1001},
        {"era_period": 32},
        {"era_hash": "0x" + "b2" * 32},
        {"call": a_call(netuid=4)},
        {"call": a_call(amount_staked=10**9 + 1)},
    ],
)
async def test_a_signature_over_anything_else_makes_nothing(signer: SignerClient, change: dict[str, object]) -> None:
    order = await laid_out(signer)
    signature = BroughtSignature(bytes(KEYS[SR25519].sign(order.payload)), (SR25519,))
    with pytest.raises(SigningRefused, match="does not verify"):
        await signer.attach(replace(order.unsigned, **change), signature, NONE_KNOWN)  # type: ignore[arg-type]  # any


async def test_a_signature_of_another_key_or_scheme_makes_nothing(signer: SignerClient) -> None:
    order = await laid_out(signer)
    other = bytes(Keypair.create_from_uri("//Other").sign(order.payload))
    right = bytes(KEYS[SR25519].sign(order.payload))
    for brought in (BroughtSignature(other, (SR25519, ED25519)), BroughtSignature(right, (ED25519,))):
        with pytest.raises(SigningRefused, match="does not verify"):
            await signer.attach(order.unsigned, brought, NONE_KNOWN)
    with pytest.raises(SigningRefused, match="no known kind"):
        await signer.attach(order.unsigned, BroughtSignature(right, ()), NONE_KNOWN)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"era_period": 512}, "at most 256 blocks"),
        ({"era_period": 0}, "at most 256 blocks"),
        ({"genesis": "0x" + "11" * 32}, "another chain"),
        ({"spec_version": 1}, "upgraded"),
        ({"nonce": 2**32}, "higher than the chain counts"),
        ({"call": a_call("unstake_all", hotkey=KEYS[SR25519].ss58_address)}, "unstake_all"),
        (
            {"call": a_call("transfer_all", "Balances", dest=KEYS[ED25519].ss58_address, keep_alive=True)},
            "transfer_all",
        ),
    ],
)
async def test_what_would_not_be_signed_here_is_not_laid_out_either(
    signer: SignerClient, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(SigningRefused, match=sentence):
        await signer.lay_out(an_away_order(**changes), SR25519, NONE_KNOWN)


async def test_no_order_is_laid_out_above_one_that_may_still_be_carried_out(signer: SignerClient) -> None:
    known = KnownNonces(unproven=frozenset({6}))
    with pytest.raises(SigningRefused, match="lower number"):
        await signer.lay_out(an_away_order(), SR25519, known)
    order = await laid_out(signer)
    brought = BroughtSignature(bytes(KEYS[SR25519].sign(order.payload)), (SR25519,))
    with pytest.raises(SigningRefused, match="lower number"):
        await signer.attach(order.unsigned, brought, known)
    await signer.attach(order.unsigned, brought, NONE_KNOWN)
    with pytest.raises(SigningRefused, match="does not know it"):
        await signer.lay_out(an_away_order(nonce=8), SR25519, NONE_KNOWN)


async def test_a_long_time_is_only_for_keys_elsewhere(signer: SignerClient) -> None:
    practice = an_order(era_period=64)
    await signer.unlock(Account("practice", practice.signer, AccountKind.PRACTICE), "")
    with pytest.raises(SigningRefused, match="at most 16 blocks"):
        await signer.sign(practice, NONE_KNOWN)


async def test_there_is_nothing_to_unlock_for_a_key_elsewhere(signer: SignerClient) -> None:
    with pytest.raises(SigningRefused, match="another device"):
        await signer.unlock(Account("away", KEYS[SR25519].ss58_address, AccountKind.ELSEWHERE), "x")
