"""For which chains the signer signs: by the genesis that is signed, the description's proof, and where it came from."""

from collections.abc import Callable

import pytest
from bittensor_core import Runtime, verify

from dtao_tui.domain import practice_account
from dtao_tui.domain.accounts import Account
from dtao_tui.ports import networks
from dtao_tui.ports.errors import SigningRefused, WalletLocked, WalletTrouble
from dtao_tui.ports.wallet import SignerState
from dtao_tui.wallet.message_frames import frame_of
from dtao_tui.wallet.signer.signed_bytes import PINNED_GENESIS
from dtao_tui.wallet.signer.signer_client import SignerClient
from dtao_tui.wallet.signer.signer_messages import ANSWERS, RefusalKind, SigningRefusal
from dtao_tui.wallet.signer.signer_translation import chain_description
from tests.metadata.tree import read
from tests.wallet.signer.orders import (
    FINNEY_GENESIS,
    HOTKEY,
    PRACTICE_ACCOUNT,
    PRACTICE_GENESIS,
    TEST_GENESIS,
    an_order,
    description,
    the_chain,
)

pytestmark = pytest.mark.usefixtures("in_this_process")


async def test_the_practice_account_is_refused_on_public_networks(make_signer: Callable[..., SignerClient]) -> None:
    for network, genesis in (("finney", FINNEY_GENESIS), ("test", TEST_GENESIS), ("ws://127.0.0.1:1", FINNEY_GENESIS)):
        signer = make_signer()
        await signer.send_chain_facts(the_chain(network, genesis))
        with pytest.raises(SigningRefused, match="practice networks only"):
            await signer.unlock(PRACTICE_ACCOUNT, "")
        assert signer.state is SignerState.LOCKED


async def test_a_practice_network_with_a_public_genesis_is_not_signed_for(
    make_signer: Callable[..., SignerClient],
) -> None:
    signer = make_signer()
    await signer.send_chain_facts(the_chain("practice", FINNEY_GENESIS))
    with pytest.raises(SigningRefused, match="calls itself a public one"):
        await signer.unlock(PRACTICE_ACCOUNT, "")


@pytest.mark.parametrize("network", ["finney", "test"])
async def test_a_named_network_with_a_foreign_genesis_opens_no_key(
    make_signer: Callable[..., SignerClient], plain_wallet: Account, network: str
) -> None:
    signer = make_signer()
    await signer.send_chain_facts(the_chain(network))
    with pytest.raises(SigningRefused, match=f"not the chain known as {network}"):
        await signer.unlock(plain_wallet, "")


async def test_a_distrusted_endpoint_opens_no_key(
    make_signer: Callable[..., SignerClient], plain_wallet: Account
) -> None:
    signer = make_signer()
    await signer.send_chain_facts(the_chain("local", is_trusted=False))
    with pytest.raises(SigningRefused, match="another chain"):
        await signer.unlock(plain_wallet, "")


async def test_another_genesis_after_a_reconnect_locks(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    await signer.send_chain_facts(the_chain(genesis="0x" + "66" * 32))
    assert signer.state is SignerState.LOCKED
    with pytest.raises(WalletLocked):
        await signer.sign(an_order())


async def test_the_process_itself_refuses_to_change_the_chain(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    child = signer._child
    assert child is not None
    frame = frame_of(chain_description(the_chain(genesis=FINNEY_GENESIS)))
    answer = ANSWERS.read(await child.ask(frame, 5))
    assert answer == SigningRefusal(RefusalKind.REFUSED, "The signer was started for another chain.")
    assert (await signer.sign(an_order())).decoded.call.name == "add_stake_limit"


async def test_an_upgraded_runtime_of_the_same_chain_is_taken_over(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    await signer.send_chain_facts(the_chain(spec_version=460))
    assert signer.state is SignerState.UNLOCKED
    signed = await signer.sign(an_order(spec_version=460))
    assert signed.decoded.call.name == "add_stake_limit"
    with pytest.raises(SigningRefused, match="was upgraded"):
        await signer.sign(an_order())


@pytest.mark.parametrize("metadata", [b"", b"meta\x0d\0", b"meta\x0f\0\0", b"\0" * 1000])
async def test_metadata_that_cannot_be_read_is_refused(
    make_signer: Callable[..., SignerClient], metadata: bytes
) -> None:
    signer = make_signer()
    with pytest.raises(SigningRefused, match="description of itself cannot be read"):
        await signer.send_chain_facts(the_chain(metadata=metadata))


async def test_forged_metadata_makes_another_digest_and_another_signature(
    make_signer: Callable[..., SignerClient],
) -> None:
    forged = description().metadata.replace(b"transfer_keep_alive", b"transfer_keep_alivx")
    order = an_order()
    signer = make_signer()
    await signer.send_chain_facts(the_chain(metadata=forged))
    await signer.unlock(PRACTICE_ACCOUNT, "")
    signed = await signer.sign(order)
    honest = description()
    frame = {"era": {"period": 16, "current": 1000}, "nonce": 7, "tip": 0, "tip_asset_id": None}
    hashes = {"genesis_hash": bytes.fromhex(PRACTICE_GENESIS[2:]), "era_block_hash": bytes.fromhex(order.era_hash[2:])}
    payload = honest.runtime.signature_payload(order.call, metadata_hash=honest.digest, **hashes, **frame)
    signature = bytes.fromhex(honest.runtime.decode_extrinsic(signed.extrinsic)["signature"]["Sr25519"][2:])
    assert not verify(bytes(payload), signature, practice_account.ADDRESS)


async def test_a_call_renamed_by_forged_metadata_is_judged_by_its_arguments(
    make_signer: Callable[..., SignerClient],
) -> None:
    forged = description().metadata.replace(b"amount_staked", b"amount_stakex")
    assert forged != description().metadata
    runtime = Runtime(forged, 459, 1, 42)
    arguments = {"hotkey": HOTKEY, "netuid": 3, "amount_stakex": 1, "limit_price": 5, "allow_partial": False}
    call = bytes(runtime.compose_call("SubtensorModule", "add_stake_limit", arguments))
    signer = make_signer()
    await signer.send_chain_facts(the_chain(metadata=forged))
    await signer.unlock(PRACTICE_ACCOUNT, "")
    with pytest.raises(SigningRefused, match="takes other arguments"):
        await signer.sign(an_order(call))


async def test_a_signer_that_knows_no_chain_says_so(make_signer: Callable[..., SignerClient]) -> None:
    with pytest.raises(WalletTrouble, match="does not know the chain yet"):
        await make_signer().unlock(PRACTICE_ACCOUNT, "")


def test_the_pinned_chains_are_those_that_the_network_names() -> None:
    pinned = {name: networks.network_of(name, {}).genesis for name in PINNED_GENESIS}
    assert pinned == {name: f"0x{genesis}" for name, genesis in PINNED_GENESIS.items()}


def unproven() -> bytes:
    """The practice chain's description without the proof."""
    tree = read(description().metadata).copy()
    tree.extensions.remove(tree.extension("CheckMetadataHash"))
    return tree.encoded()


@pytest.mark.parametrize(
    "endpoint", ["ws://127.0.0.1:9944", "ws://localhost:1", "wss://[::1]:9944", "ws://127.3.2.1:1"]
)
async def test_an_unproven_description_is_signed_by_on_this_machine(
    make_signer: Callable[..., SignerClient], endpoint: str
) -> None:
    signer = make_signer()
    await signer.send_chain_facts(the_chain(metadata=unproven(), endpoint=endpoint))
    await signer.unlock(PRACTICE_ACCOUNT, "")
    signed = await signer.sign(an_order())
    told = Runtime(unproven(), 461, 1, 42).decode_extrinsic(signed.extrinsic)
    assert told["call"]["call_function"] == "add_stake_limit"
    assert "mode" not in told


@pytest.mark.parametrize(
    "endpoint",
    [
        "wss://node.example:443",
        "wss://127.0.0.1.example",
        "wss://10.0.0.1",
        "ws://0.0.0.0:1",
        "",
        "localhost",
        "wss://[",
    ],
)
@pytest.mark.parametrize("network", ["practice", "local", "wss://node.example"])
async def test_an_unproven_description_from_another_machine_opens_no_key(
    make_signer: Callable[..., SignerClient], plain_wallet: Account, endpoint: str, network: str
) -> None:
    signer = make_signer()
    await signer.send_chain_facts(the_chain(network, metadata=unproven(), endpoint=endpoint))
    with pytest.raises(SigningRefused, match=r"cannot prove its description .* another machine"):
        await signer.unlock(plain_wallet, "")


@pytest.mark.parametrize("network", ["finney", "test", "local", "ws://127.0.0.1:9944"])
@pytest.mark.parametrize("genesis", [FINNEY_GENESIS, TEST_GENESIS])
async def test_a_chain_of_value_is_never_signed_for_without_the_proof(
    make_signer: Callable[..., SignerClient], plain_wallet: Account, network: str, genesis: str
) -> None:
    signer = make_signer()
    await signer.send_chain_facts(the_chain(network, genesis, metadata=unproven(), endpoint="ws://127.0.0.1:9944"))
    with pytest.raises(SigningRefused, match=r"leaves out the proof|not the chain known as"):
        await signer.unlock(plain_wallet, "")


async def test_a_description_that_turns_the_proof_round_opens_no_key(
    make_signer: Callable[..., SignerClient], plain_wallet: Account
) -> None:
    tree = read(description().metadata).copy()
    tree.change(tree.extension("CheckMetadataHash").additional).variants[1].index = 2
    signer = make_signer()
    await signer.send_chain_facts(the_chain(metadata=tree.encoded()))
    with pytest.raises(SigningRefused, match="gives CheckMetadataHash another form"):
        await signer.unlock(plain_wallet, "")


async def test_a_key_that_is_open_signs_nothing_by_a_description_that_turned_bad(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    await signer.send_chain_facts(the_chain(metadata=unproven(), endpoint="wss://node.example"))
    with pytest.raises(SigningRefused, match="cannot prove its description"):
        await signer.sign(an_order())


async def test_a_proven_runtime_of_another_name_is_not_signed_for(
    make_signer: Callable[..., SignerClient], plain_wallet: Account
) -> None:
    signer = make_signer()
    await signer.send_chain_facts(the_chain(spec_name="node-subtensox"))
    with pytest.raises(SigningRefused, match="not called node-subtensor"):
        await signer.unlock(plain_wallet, "")
